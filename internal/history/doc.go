// Package history writes what a desk has seen to a file, one line a ticket, and
// takes it back: for learning, for moving to another database, and from other
// helpdesks. docs/history.md describes the file key by key.
//
// Values that are written are sorted, so that the same history gives the same
// bytes. Functions may be called from any goroutine; a Reader or a Writer belongs
// to one at a time.
package history
