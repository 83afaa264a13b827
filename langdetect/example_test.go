package langdetect_test

import (
	"context"
	"fmt"
	"log"

	"switchyard/langdetect"
)

func Example() {
	d, err := langdetect.New(langdetect.Config{Languages: []string{"en", "de", "ja"}})
	if err != nil {
		log.Fatal(err)
	}
	// A server would load in the background; clear texts need no models.
	if err := d.Load(context.Background()); err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{
		"My invoice is wrong, please correct it.",
		"Meine Rechnung ist falsch, bitte korrigieren.",
		"請求書が間違っています",
		"ok",
	} {
		r := d.Detect(text)
		fmt.Printf("%s %s %q\n", r.Tag, r.Script, r.Reason)
	}
	// Output:
	// en Latn ""
	// de Latn ""
	// ja Jpan ""
	// und Latn "the text is too short to tell the language"
}

func ExampleDetector_Spans() {
	d, err := langdetect.New(langdetect.Config{})
	if err != nil {
		log.Fatal(err)
	}
	text := "The printer is broken again. Der Drucker ist schon wieder kaputt."
	for _, s := range d.Spans(text) {
		fmt.Printf("%s %q\n", s.Tag, text[s.Start:s.End])
	}
	// Output:
	// en "The printer is broken again"
	// de "Der Drucker ist schon wieder kaputt"
}
