// Package lexicon finds the words and phrases of a list in a text, however
// they are written: letter case, accents, full-width forms, zero-width
// characters, drawn-out letters and, in Arabic, the particles written onto a
// word hide nothing.
package lexicon
