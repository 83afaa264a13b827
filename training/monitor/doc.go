// Package monitor notices when what a model was judged on no longer holds: other
// shares of labels, other texts, more corrections, more errors than promised.
//
// Two kinds of monitor stand behind it. A Mix compares the last tickets with a
// Reference, for anything that has values: predicted labels, languages, lengths,
// right or wrong. Its limits are simulated, so that a quarter of tickets like
// those of the reference raises a false alarm with the chance that was asked for.
// A Promise bets against a bound on an error, and is valid whenever it is looked at.
//
// Everything is a value that takes one ticket at a time, is small, and can be
// stored as JSON. Nothing here is safe for concurrent use.
package monitor
