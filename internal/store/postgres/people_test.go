package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Lookups that come at once share a query. Each gets the answer that is its
// own, and one that the database does not take harms no other.
func TestRequestersLookedUpTogether(t *testing.T) {
	s := open(t, server.Fresh(t))
	const people = 20
	w := &store.Write{}
	for i := range people {
		w.Requesters = append(w.Requesters, store.RequesterWrite{Requester: ticket.Requester{
			ID: uuid.New(), Addresses: []string{fmt.Sprintf("r%d@example.org", i), fmt.Sprintf("also%d@example.org", i)}, CreatedAt: time.Unix(0, 0).UTC(),
		}})
	}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 20 * people {
		wg.Go(func() {
			if i%7 == 0 {
				if _, err := s.RequesterByAddress(t.Context(), "\x00"); !ticket.IsKind(err, ticket.Invalid) {
					t.Errorf("no text: got %v, want Invalid", err)
				}
				return
			}
			for format, want := range map[string]uuid.UUID{"r%d@example.org": w.Requesters[i%people].Requester.ID, "also%d@example.org": w.Requesters[i%people].Requester.ID, "nobody%d@example.org": uuid.Nil} {
				got, err := s.RequesterByAddress(t.Context(), fmt.Sprintf(format, i%people))
				if got.ID != want || (err == nil) != (want != uuid.Nil) || err != nil && !ticket.IsKind(err, ticket.NotFound) {
					t.Errorf(format+" is %s (%v), want %s", i%people, got.ID, err, want)
				}
			}
		})
	}
	wg.Wait()
}
