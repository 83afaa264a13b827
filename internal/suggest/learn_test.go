package suggest

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// TestWhatStoodAboveWasLeft has agents take the second suggestion often: the
// first one's score has to lose for it.
func TestWhatStoodAboveWasLeft(t *testing.T) {
	newID := func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	l, err := New(Config{Now: time.Now, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	if l.answered >= enough || l.chance(4) <= l.chance(2) {
		t.Errorf("at first %v and %v", l.chance(4), l.chance(2))
	}
	for i := range enough { // the first is sent in 20 of 50, the second in 10 of 30
		offers := []offer{{ID: newID(), Score: 4, Rank: 1}, {ID: newID(), Score: 2, Rank: 2}, {ID: newID(), Score: 1, Rank: 3}}
		l.keep(&shown{newID(), offers})
		use := ticket.SuggestionUse{ID: offers[0].ID, Score: 4, Rank: 1, Outcome: Accepted}
		if i >= 20 {
			use = ticket.SuggestionUse{ID: offers[1].ID, Score: 2, Rank: 2, Outcome: Ignored}
		}
		if i >= 40 {
			use.Outcome = Edited
		}
		raw, err := json.Marshal(map[string]any{"suggestion": use})
		if err != nil {
			t.Fatal(err)
		}
		l.learn(&ticket.Event{Data: raw})
	}
	if l.answered != enough || len(l.scores) != 80 {
		t.Errorf("%d answers told of %d suggestions, not of those above them as well", l.answered, len(l.scores))
	}
	if got := l.chance(4); got < .35 || got > .45 {
		t.Errorf("what was sent in 40 of 100 has a chance of %v", got)
	}
}
