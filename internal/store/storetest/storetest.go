// Package storetest holds every engine of package store to the same suite.
package storetest

import (
	"testing"

	"switchyard/internal/store"
)

// Run holds an engine to what package store promises. Open gives the database
// that belongs to t: empty the first time, and the same one again when it is
// called once more with the same t after the store was closed. Close may be
// called twice.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	t.Helper()
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"Commit", commits}, {"Race", races}, {"Key", keys}, {"Ticket", tickets}, {"List", lists}, {"Search", searches},
		{"Event", events}, {"People", people}, {"Record", records}, {"Blob", blobs}, {"Upkeep", upkeep}, {"Archive", archives},
		{"Erasure", erasures},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) { test.run(newDesk(t, open)) })
			}
		})
	}
}

type test struct {
	name string
	run  func(*desk)
}
