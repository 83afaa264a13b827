// Command measure compares langdetect with plain lingua-go in its high-accuracy
// mode, both with the default languages, on the lingua test data: accuracy,
// time, calibration, what happens to languages that are not configured, and
// memory.
//
//	go run ./langdetect/measure -data $DATA
//
// $DATA/lingua-testdata holds language_sentences.jsonl, language_word_pairs.jsonl
// and language_single_words.jsonl. Rows whose id hashes to an even number are
// the development half, on which every constant of the package was chosen; the
// figures are for the other half (-half dev shows the first).
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"switchyard/langdetect"

	"github.com/pemistahl/lingua-go"
)

func main() {
	data := flag.String("data", os.Getenv("DATA"), "folder that holds lingua-testdata")
	half := flag.String("half", "test", "half of the rows to use: test or dev")
	flag.Parse()
	if err := run(*data, *half); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

var kinds = []string{"sentences", "word_pairs", "single_words"}

func run(data, half string) error {
	if half != "test" && half != "dev" {
		return fmt.Errorf("-half is %q; it must be test or dev", half)
	}
	d, err := langdetect.New(langdetect.Config{})
	if err != nil {
		return err
	}
	start := time.Now()
	if err := d.Load(context.Background()); err != nil {
		return err
	}
	fmt.Printf("load %.1f s, resident %s\n\n", time.Since(start).Seconds(), resident())
	rows := map[string][]row{}
	for _, kind := range kinds {
		if rows[kind], err = readRows(data, kind, half == "dev"); err != nil {
			return err
		}
	}
	compare(d, plain(d.Languages()), rows)
	strangers(d, rows)
	calibration(d, rows)
	mixed(d, rows["sentences"])
	typical(d, rows["sentences"])
	return nil
}

// plain is lingua-go as it comes, with the same languages.
func plain(tags []string) lingua.LanguageDetector {
	return lingua.NewLanguageDetectorBuilder().FromLanguages(languages(tags)...).WithPreloadedLanguageModels().Build()
}

func languages(tags []string) []lingua.Language {
	var out []lingua.Language
	for _, l := range lingua.AllLanguages() {
		if slices.Contains(tags, strings.ToLower(l.IsoCode639_1().String())) {
			out = append(out, l)
		}
	}
	return out
}

// resident is the memory of this process as the system counts it.
func resident() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown on this system"
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown on this system"
}
