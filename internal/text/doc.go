// Package text prepares tickets for reading. Clean and Join leave what a
// customer wrote last, without quoted replies, signatures, markup and
// tracking; Featuriser turns the result into the hashed n-grams that models
// learn from. Training and serving share both, so they see the same numbers.
package text
