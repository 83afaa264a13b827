// Package training turns labelled rows into bundles: it reads JSONL, fits the
// built-in network or a head on a frozen encoder, calibrates on held-out rows,
// and measures. The same rows, options and seed give the same bundle for any
// number of workers.
package training
