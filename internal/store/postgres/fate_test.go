package postgres_test

import (
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// A number that was given again after a crash says nothing of the write that had
// it before.
func TestFateOfAReusedNumber(t *testing.T) {
	dsn := server.Fresh(t)
	s := open(t, dsn)
	e := ticket.Event{ID: uuid.Must(uuid.NewV7()), Type: "settings.changed", Actor: ticket.Actor{Kind: ticket.BySystem}, Data: []byte("{}")}.Sealed()
	receipt, err := s.Commit(t.Context(), &store.Write{Events: []ticket.Event{e}})
	if err != nil {
		t.Fatal(err)
	}
	another := scan[string](t, dsn, "select pg_current_xact_id()::text") // of a transaction that is over
	kept := receipt.Events[0]
	if stored, err := s.Fate(t.Context(), another, &kept); !stored || err != nil {
		t.Errorf("a write that is there counts as lost: %v", err)
	}
	lost := kept
	lost.ID, lost.Seq = uuid.Must(uuid.NewV7()), kept.Seq+1
	if stored, _ := s.Fate(t.Context(), another, &lost); stored {
		t.Error("a write that is not there counts as stored, as its number is that of another")
	}
}
