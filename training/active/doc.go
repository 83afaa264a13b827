// Package active says which rows are worth a label.
//
// Those that a model is least sure of teach it most, but they are alike: so some
// are taken for lying far from all others, and some at random, which keeps the
// sample honest where the model is sure and wrong.
//
// Everything here is a function of values and safe for use by many goroutines.
package active
