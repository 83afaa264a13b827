package store_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

func numbered(n int) *store.Write {
	return &store.Write{Key: &store.Key{Value: strconv.Itoa(n)}}
}

// Every write gets the answer that is its own, and the engine's commit is
// never called twice at once nor with more than it takes.
func TestSharingAnswersEach(t *testing.T) {
	const writers, largest = 200, 7
	var busy atomic.Int32
	group := store.NewSharing(largest, store.Unconfirmed, func(writes []*store.Write) ([]store.Receipt, []error) {
		if busy.Add(1) != 1 || len(writes) > largest || len(writes) == 0 {
			t.Errorf("a commit of %d writes, or two at once", len(writes))
		}
		defer busy.Add(-1)
		receipts, errs := make([]store.Receipt, len(writes)), make([]error, len(writes))
		for i, w := range writes {
			receipts[i].Tickets = []ticket.Ticket{{Subject: w.Key.Value}}
			errs[i] = errors.New(w.Key.Value)
		}
		return receipts, errs
	})
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			receipt, err := group.Ask(t.Context(), numbered(i))
			if want := strconv.Itoa(i); err.Error() != want || receipt.Tickets[0].Subject != want {
				t.Errorf("write %d got %v and %v", i, receipt, err)
			}
		})
	}
	wg.Wait()
	group.Close()
	_, err := group.Ask(t.Context(), numbered(0))
	if !ticket.IsKind(err, ticket.Unavailable) {
		t.Errorf("after Close got the error %v", err)
	}
}

// Writes that wait for a transaction go into the next one in their order, also
// those whose request has ended; Close waits for them.
func TestSharingKeepsOrder(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	var order []string
	transactions := 0
	group := store.NewSharing(10, store.Unconfirmed, func(writes []*store.Write) ([]store.Receipt, []error) {
		if len(order) == 0 {
			close(entered)
			<-release
		}
		transactions++
		for _, w := range writes {
			order = append(order, w.Key.Value)
		}
		return make([]store.Receipt, len(writes)), make([]error, len(writes))
	})
	first := make(chan error)
	go func() {
		_, err := group.Ask(t.Context(), numbered(0))
		first <- err
	}()
	<-entered
	ended, end := context.WithCancel(t.Context())
	end()
	for i := range 20 {
		_, err := group.Ask(ended, numbered(i+1))
		if !ticket.IsKind(err, ticket.Unavailable) {
			t.Errorf("a request that ended got the error %v", err)
		}
	}
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
	group.Close()
	for i, value := range order {
		if value != strconv.Itoa(i) {
			t.Fatalf("the order was %v", order)
		}
	}
	if len(order) != 21 || transactions != 3 {
		t.Errorf("%d writes were committed in %d transactions, want 21 in 3", len(order), transactions)
	}
}
