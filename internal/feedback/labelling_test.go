package feedback_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/feedback"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training/active"
)

func TestLabelling(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		var unsure []uuid.UUID
		for i := range 40 {
			p := .95
			if i%4 == 0 {
				p = .55
			}
			opened := d.read(fmt.Sprintf("my invoice number %d is wrong", i), "en", "billing", p, 0)
			if p < .6 {
				unsure = append(unsure, opened.ID)
			}
		}
		odd := d.read("VPN kaputt seit gestern abend", "de", "network", .96, 0)
		hidden := d.read("secret", "en", "billing", .5, 1)
		labelled, judged, closed := d.read("done", "en", "billing", .5, 0), d.read("judged", "en", "billing", .5, 0), d.read("over", "en", "billing", .5, 0)
		d.set(labelled.ID, "login")
		d.do(judged.ID, lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Said: &ticket.Said{Value: "billing"}})
		d.do(closed.ID, lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Closed})
		asks, candidates, err := feedback.Labelling(t.Context(), d.store, models.Category, 16, d.now)
		if err != nil || len(asks) != 16 || candidates != 41 {
			t.Fatalf("%d of %d: %v", len(asks), candidates, err)
		}
		seen := map[uuid.UUID]active.Reason{}
		for _, a := range asks {
			if seen[a.Ticket.ID] != "" {
				t.Errorf("ticket %d is asked for twice", a.Ticket.Number)
			}
			seen[a.Ticket.ID] = a.Reason
			if blind := a.Reason == active.Random; blind != (a.Said == nil) || blind != (a.Propensity > 0) {
				t.Errorf("ticket %d, %s, tells %+v", a.Ticket.Number, a.Reason, a.Said)
			}
		}
		for _, id := range unsure {
			if seen[id] != active.Margin {
				t.Errorf("one that the models are unsure of is asked for by %q", seen[id])
			}
		}
		if seen[odd.ID] != active.Diversity {
			t.Errorf("one that is like no other is asked for by %q", seen[odd.ID])
		}
		for what, id := range map[string]uuid.UUID{"hidden": hidden.ID, "labelled": labelled.ID, "judged": judged.ID, "closed": closed.ID} {
			if seen[id] != "" {
				t.Errorf("asks for one that is %s", what)
			}
		}
		if again, _, _ := feedback.Labelling(t.Context(), d.store, models.Category, 16, d.now); !slices.EqualFunc(asks, again, func(a, b feedback.Ask) bool { return a.Ticket.ID == b.Ticket.ID }) {
			t.Error("asks for others the second time")
		}
		if none, _, err := feedback.Labelling(t.Context(), d.store, models.Spam, 16, d.now); err != nil || len(none) != 0 {
			t.Errorf("asks for %d where no model answers: %v", len(none), err)
		}
		q := d.quality()
		d.report(q, 1)
		if waiting, err := feedback.Audits(t.Context(), q, 10); err != nil || len(waiting) != 1 || waiting[0].ID != hidden.ID {
			t.Errorf("%d audits wait: %v", len(waiting), err)
		}
	})
}
