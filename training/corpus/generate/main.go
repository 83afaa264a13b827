// Command generate writes the JSONL rows of the corpus from its hand-written stories and lines:
//
//	go run ./training/corpus/generate -seed 1
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"switchyard/training/corpus"
)

func main() {
	folder := flag.String("dir", "training/corpus", "corpus folder, with written/, train/, heldout/ and test/")
	seed := flag.Uint64("seed", 1, "seed of every random choice")
	var variants corpus.Variants
	flag.IntVar(&variants.Stories, "variants", 3, "variants of a training story beside the story itself")
	flag.IntVar(&variants.Every, "every", 3, "one training line in so many gives a composed row beside itself")
	flag.Parse()
	if err := generate(*folder, *seed, variants); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(folder string, seed uint64, variants corpus.Variants) error {
	if variants.Stories < 0 || variants.Every < 0 {
		return fmt.Errorf("-variants %d -every %d: give 0 or more", variants.Stories, variants.Every)
	}
	languages, err := corpus.Languages(os.DirFS(folder))
	if err != nil {
		return fmt.Errorf("-dir %s: %w", folder, err)
	}
	for _, language := range languages {
		rows, err := corpus.Generate(os.DirFS(folder), language, seed, variants)
		if err != nil {
			return err
		}
		for split, some := range rows.Split() {
			if err := replace(filepath.Join(folder, split, language+".jsonl"), some); err != nil {
				return err
			}
		}
		fmt.Printf("%-8s train %5d rows, held out %4d, test %4d\n", language, len(rows.Train), len(rows.HeldOut), len(rows.Test))
	}
	return nil
}

// replace writes rows beside the file and renames them into place, so that a stopped run leaves no half file.
func replace(name string, rows []corpus.Row) error {
	data, err := corpus.Encode(rows)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
