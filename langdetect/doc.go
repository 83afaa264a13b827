// Package langdetect tells which language a text is written in, as a BCP-47
// tag with a calibrated confidence. "Unsure" is one of its answers: for text
// too short, for code, addresses and numbers, for scripts and languages that
// are not configured.
//
// Three kinds of evidence are asked in turn. A script that one configured
// language has to itself decides alone. Otherwise a table of character n-grams
// (see internal/grams), distilled from the models of lingua-go, decides within
// microseconds where its verdict is clear, and recognises about fifty languages
// that are not configured. What is left, mostly texts of one to four words,
// goes to lingua-go itself, whose models Load reads in the background.
//
// The table, grams.bin, derives from the language models of lingua-go
// (Apache License 2.0, Peter M. Stahl), by the command in distill.
package langdetect
