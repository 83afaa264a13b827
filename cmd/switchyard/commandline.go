package main

import (
	"path/filepath"
	"strconv"
	"strings"
)

// commandLine is the command that makes the same bundle again, with names
// that mean the same on another machine: each file by its folder and name.
// What does not change the bundle is left out.
func (c *trainCommand) commandLine() string {
	words := []string{"switchyard train", "--task " + c.Task}
	text := func(flag, value string) {
		if value != "" {
			words = append(words, flag+" "+quoted(value))
		}
	}
	count := func(flag string, n int) {
		if n != 0 {
			words = append(words, flag+" "+strconv.Itoa(n))
		}
	}
	for _, file := range c.Train {
		text("--train", portable(file))
	}
	for _, file := range c.Dev {
		text("--dev", portable(file))
	}
	text("--out", filepath.Base(filepath.Clean(c.Out)))
	text("--name", c.Name)
	if c.Licence != "unstated" {
		text("--licence", c.Licence)
	}
	for _, a := range c.Attribution {
		text("--attribution", a)
	}
	words = append(words, "--seed "+strconv.FormatUint(c.Seed, 10))
	if c.Encoder != "" {
		text("--encoder", filepath.Base(filepath.Clean(c.Encoder)))
	}
	count("--max-tokens", c.MaxTokens)
	text("--pooling", c.Pooling)
	count("--hidden", c.Hidden)
	if c.Members >= 0 {
		words = append(words, "--members "+strconv.Itoa(c.Members))
	}
	count("--buckets", c.Buckets)
	amount := func(flag string, v, unset float64) {
		if v != unset {
			words = append(words, flag+" "+strconv.FormatFloat(v, 'g', -1, 64))
		}
	}
	amount("--word-weight", c.WordWeight, -1)
	amount("--char-weight", c.CharWeight, -1)
	amount("--gap-weight", c.GapWeight, -1)
	amount("--concept-weight", c.ConceptWeight, -1)
	count("--epochs", c.Epochs)
	count("--batch", c.Batch)
	amount("--learning-rate", c.LearningRate, 0)
	amount("--drop-input", c.DropInput, -1)
	amount("--drop-hidden", c.DropHidden, -1)
	amount("--weight-decay", c.WeightDecay, 0)
	amount("--linear", c.Linear, 0)
	if c.Rarity {
		words = append(words, "--rarity")
	}
	count("--min-rows", c.MinRows)
	if c.Signs {
		words = append(words, "--signs")
	}
	if c.ClassWeights != "none" {
		text("--class-weights", c.ClassWeights)
	}
	if c.LabelNames != nil {
		words = append(words, map[bool]string{true: "--label-names", false: "--no-label-names"}[*c.LabelNames])
	}
	if c.Float32 {
		words = append(words, "--float32")
	}
	if c.SkipBadRows {
		words = append(words, "--skip-bad-rows")
	}
	return strings.Join(words, " \\\n  ")
}

// portable names a file by its folder and name.
func portable(file string) string {
	if folder := filepath.Base(filepath.Dir(file)); folder != "." && folder != string(filepath.Separator) {
		return folder + "/" + filepath.Base(file)
	}
	return filepath.Base(file)
}

// quoted writes a word as a shell reads it.
func quoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./=:@%+,", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
