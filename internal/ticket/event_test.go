package ticket_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// chain is a ticket with some events.
func chain(n int) []ticket.Event {
	t := ticket.Ticket{ID: uuid.UUID{1}}
	events := make([]ticket.Event, n)
	for i := range events {
		events[i] = t.Append(ticket.Event{
			ID: uuid.UUID{2, byte(i)}, Type: ticket.TicketChanged, Actor: ticket.Actor{Kind: ticket.BySystem},
			At: time.Unix(int64(i), 0), Data: json.RawMessage(`{"n":1}`),
		})
	}
	return events
}

func TestVerify(t *testing.T) {
	if err := ticket.Verify(chain(5), 0, ticket.Hash{}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		harm func([]ticket.Event) []ticket.Event
		want string
	}{
		"altered data":   {func(e []ticket.Event) []ticket.Event { e[2].Data = json.RawMessage(`{"n":2}`); return e }, "event 3 was altered"},
		"altered time":   {func(e []ticket.Event) []ticket.Event { e[0].At = e[0].At.Add(time.Second); return e }, "event 1 was altered"},
		"altered author": {func(e []ticket.Event) []ticket.Event { e[4].Actor.Kind = ticket.ByAgent; return e }, "event 5 was altered"},
		"cut out":        {func(e []ticket.Event) []ticket.Event { return append(e[:1:1], e[2:]...) }, "event 2 of its chain is missing"},
		"swapped":        {func(e []ticket.Event) []ticket.Event { e[1], e[2] = e[2], e[1]; return e }, "event 2 of its chain is missing"},
		"rehashed": {func(e []ticket.Event) []ticket.Event {
			e[1].Type = ticket.TicketMerged
			e[1].Hash = e[1].Sum()
			return e
		}, "event 3 does not follow"},
	} {
		err := ticket.Verify(c.harm(chain(5)), 0, ticket.Hash{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// An event is the same after a round through JSON, as exports make it.
func TestEventSurvivesJSON(t *testing.T) {
	events := chain(3)
	raw, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	var back []ticket.Event
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if err := ticket.Verify(back, 0, ticket.Hash{}); err != nil {
		t.Error(err)
	}
}
