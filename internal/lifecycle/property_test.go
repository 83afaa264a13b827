package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// Whatever is done to tickets in whatever order, by people and by the machine,
// what is stored stays whole: chains, loads and messages agree, what people
// set stays theirs, and merged tickets are listed where they went.
func TestAnythingGoes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t)
		ids := []uuid.UUID{d.open("a", nil).ID, d.open("b", nil).ID, d.open("c", nil).ID}
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			d.anything(r, rapid.SampledFrom(ids).Draw(r, "ticket"), rapid.SampledFrom(ids).Draw(r, "other"))
		}
		for _, stored := range storetest.Whole(t, d.store) {
			into := stored.MergedInto
			if (into != uuid.Nil) != (stored.Status == ticket.Merged) {
				t.Errorf("ticket %d is %s and was merged into %s", stored.Number, stored.Status, into)
			}
			if stored.Status == ticket.Resolved && stored.ResolvedAt.IsZero() || stored.Status == ticket.Closed && stored.ClosedAt.IsZero() {
				t.Errorf("ticket %d is %s since never", stored.Number, stored.Status)
			}
			wholeTouches(t, &stored)
		}
	})
}

// wholeTouches checks that exactly an active ticket of somebody is being touched,
// by them, and that its touches came one after the other.
func wholeTouches(t *testing.T, stored *ticket.Ticket) {
	current := stored.Current()
	if (current != nil) != (stored.Assignee != uuid.Nil && stored.Status.Active()) || current != nil && current.Agent != stored.Assignee {
		t.Errorf("ticket %d is %s and with %s, its touch is %+v", stored.Number, stored.Status, stored.Assignee, current)
	}
	for i := range stored.Touches {
		touch := &stored.Touches[i]
		ended := !touch.EndedAt.IsZero()
		switch last := i == len(stored.Touches)-1; {
		case !ended && !last, ended == (touch.End == ""), touch.Worked < 0, ended && time.Duration(touch.Worked) > touch.EndedAt.Sub(touch.At),
			!last && (stored.Touches[i+1].Attempt != touch.Attempt+1 || stored.Touches[i+1].At.Before(touch.EndedAt)),
			!touch.ReopenedAt.IsZero() && touch.ReopenedAt.Before(touch.EndedAt):
			t.Errorf("ticket %d: touch %d of %+v", stored.Number, i, stored.Touches)
		}
	}
}

// anything does something, which may be refused but must not fail otherwise.
func (d *desk) anything(r *rapid.T, id, other uuid.UUID) {
	actor := rapid.SampledFrom([]ticket.Actor{ada, bob, model, clock, {Kind: ticket.ByRequester}}).Draw(r, "actor")
	before := d.ticket(id)
	order := lifecycle.Order{Actor: actor, Ticket: id}
	var err error
	switch what := rapid.SampledFrom([]string{"command", "command", "command", "merge", "unmerge", "link", "hear", "time"}).Draw(r, "what"); what {
	case "merge":
		_, err = d.Merge(d.t.Context(), order, other)
	case "unmerge":
		_, err = d.Unmerge(d.t.Context(), order)
	case "link":
		_, err = d.Link(d.t.Context(), order, rapid.SampledFrom([]ticket.LinkKind{ticket.Parent, ticket.DuplicateOf, ticket.Causes}).Draw(r, "kind"), other)
	case "hear":
		_, err = d.Hear(d.t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "and?"}})
	case "time":
		d.pass(time.Duration(rapid.IntRange(-2, 200).Draw(r, "hours")) * time.Hour)
		_, err = d.Do(d.t.Context(), lifecycle.Order{Actor: clock, Ticket: id}, lifecycle.Wake{})
	default:
		_, err = d.Do(d.t.Context(), order, d.someCommand(r))
	}
	for _, kind := range []ticket.Kind{ticket.Invalid, ticket.Forbidden, ticket.Full} {
		if ticket.IsKind(err, kind) {
			return
		}
	}
	if err != nil {
		d.t.Errorf("%v", err)
	}
	after := d.ticket(id)
	if now := after.Current(); now != nil && now.Decision != uuid.Nil && now.Attempt == before.Attempts() && slices.Contains(before.Excluded(d.clock()), now.Agent) {
		d.t.Error("the machine gave a ticket to somebody who had declined it")
	}
	if actor.Kind == ticket.ByMachine && before.HumanSet("priority") && after.Priority != before.Priority {
		d.t.Error("the machine changed a priority that a person had set")
	}
}

func (d *desk) someCommand(r *rapid.T) lifecycle.Command {
	return rapid.SampledFrom([]lifecycle.Command{
		lifecycle.Move{To: ticket.Open}, lifecycle.Move{To: ticket.Pending}, lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Spam},
		lifecycle.Assign{Agent: ada.ID}, lifecycle.Assign{Agent: bob.ID, Capacity: 1}, lifecycle.Unassign{}, lifecycle.Transfer{Team: uuid.UUID{7}},
		lifecycle.Edit{Priority: ref(ticket.High)}, lifecycle.Edit{Priority: ref(ticket.Low), AddTags: []string{"x"}}, lifecycle.Edit{Tags: &[]string{}},
		lifecycle.Reply{Words: lifecycle.Words{Text: "so"}, Status: ticket.Pending}, lifecycle.Note{Words: lifecycle.Words{Text: "hm"}},
		lifecycle.Snooze{Until: d.clock().Add(time.Hour)}, lifecycle.AskRating{}, lifecycle.Rate{Score: 4}, lifecycle.Follow{Add: []uuid.UUID{ada.ID}},
		lifecycle.Reading{Language: "fr", Apply: map[string]string{"priority": "urgent"}},
		lifecycle.Choice{Assignment: ticket.Assignment{Agent: bob.ID}, Capacity: 2}, lifecycle.Choice{Assignment: ticket.Assignment{Agent: ada.ID}},
		lifecycle.Decline{Cause: ticket.NotMySkill}, lifecycle.Decline{Cause: ticket.NoTime},
	}).Draw(r, "command")
}
