package dispatch_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// However long a conversation is, the course of the mood is that of its end.
func TestMoodLooksAtTheEnd(t *testing.T) {
	var earlier []string
	d := open(t, reader(func(item triage.Item) (triage.Decision, error) {
		earlier = item.Earlier
		return readsWell(item)
	}))
	const said = 300
	past := &lifecycle.Past{CreatedAt: monday.Add(-time.Hour), Status: ticket.Open}
	var want []string
	for i := range said {
		m := lifecycle.PastMessage{Words: lifecycle.Words{Text: fmt.Sprintf("message %d", i)}, Author: ticket.ByRequester, Public: true, At: monday.Add(-time.Minute)}
		if i%2 == 0 {
			m.Author = ticket.ByAgent
		} else {
			want = append(want, m.Text)
		}
		past.Messages = append(past.Messages, m)
	}
	who, err := d.Requester(t.Context(), "ada@example.org", "")
	if err != nil {
		t.Fatal(err)
	}
	loaded := d.desk.Load(t.Context(), []lifecycle.Intake{{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: who, Subject: "Long", Words: lifecycle.Words{Text: "It began."}, Past: past}})
	if loaded[0].Err != nil {
		t.Fatal(loaded[0].Err)
	}
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester, ID: who.ID}, Ticket: loaded[0].Ticket.ID}
	if _, err := d.Hear(t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "And now?"}}); err != nil {
		t.Fatal(err)
	}
	if want = want[len(want)-20:]; !slices.Equal(earlier, want) {
		t.Errorf("the models saw %q beside it, want %q", earlier, want)
	}
}
