// Command distill writes langdetect/grams.bin from the models inside the
// lingua-go module: for every script that several languages share, the
// n-grams that tell those languages apart best.
//
//	go run ./langdetect/distill -models "$(go list -m -f '{{.Dir}}' github.com/pemistahl/lingua-go)/language-models" -out langdetect/grams.bin
//
// The same module version gives the same bytes. It takes about a minute and
// 2 GB of memory.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"switchyard/langdetect/internal/grams"

	"github.com/pemistahl/lingua-go"
)

// A plan says how many rows a script's table may have. The numbers were chosen
// on the development half of the measurement data: twice as many rows gained
// less than half a point on word pairs and nothing on sentences.
type plan struct {
	script    string
	languages []string
	rows      int
}

func plans() []plan {
	return []plan{
		{"Latn", tags(lingua.AllLanguagesWithLatinScript()), 24000},
		{"Cyrl", tags(lingua.AllLanguagesWithCyrillicScript()), 12000},
		{"Arab", tags(lingua.AllLanguagesWithArabicScript()), 8000},
		{"Deva", tags(lingua.AllLanguagesWithDevanagariScript()), 12000},
	}
}

func main() {
	models := flag.String("models", "", "folder language-models of the lingua-go module")
	out := flag.String("out", "langdetect/grams.bin", "file to write")
	flag.Parse()
	if err := run(*models, *out); err != nil {
		fmt.Fprintln(os.Stderr, "distill:", err)
		os.Exit(1)
	}
}

func run(models, out string) error {
	var tables []*grams.Table
	for _, p := range plans() {
		t, err := distill(models, p)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d languages, %d rows\n", t.Script, len(t.Languages), t.Rows())
		tables = append(tables, t)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := grams.Write(f, tables); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

func tags(languages []lingua.Language) []string {
	var out []string
	for _, l := range languages {
		out = append(out, strings.ToLower(l.IsoCode639_1().String()))
	}
	slices.Sort(out)
	return out
}
