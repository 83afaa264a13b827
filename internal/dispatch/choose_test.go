package dispatch

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/routing/learn"
)

// taught is an experience whose model can be changed.
type taught struct {
	novice
	model *learn.Model
}

func (t *taught) Model() *learn.Model { return t.model }

// A ticket that comes in takes nobody whom those in front of it wait for, also
// when something was learnt, or agents have changed, since the queue was looked at.
func TestArrivalsQueueAlsoAfterSomethingWasLearnt(t *testing.T) {
	d, waiting := crowded(t, 30, 40)
	lessons := &taught{model: d.experience.Model()}
	d.experience = lessons
	d.ledger.enqueue(waiting)
	d.ledger.recount(len(waiting))
	one := d.basis().roster.agents[0].ID
	d.ledger.held[one] = with(d.ledger.held[one], ticket.Email, 4) // the only place
	like := *waiting[0].ticket
	like.Priority, like.StatusAt = ticket.Low, time.Time{}
	arrives := func(what string, queued bool) {
		t.Helper()
		in := like
		in.ID = uuid.New()
		_, c := d.choose(t.Context(), &in, &waiting[0].facts)
		if got := c.slot.Agent != uuid.Nil; got == queued {
			t.Errorf("%s: it got somebody: %v", what, got)
		}
		d.ledger.release(c)
	}
	arrives("as the queue was looked at", true)
	lessons.model = learn.New(learn.Options{}).Model()
	arrives("after something was learnt", true)
	old := d.roster.Load()
	changed := &roster{agents: old.agents, places: old.places}
	d.roster.Store(changed)
	arrives("after an agent was changed", true)
	if b := d.basis(); d.ledger.queue[0].basis != b {
		t.Error("what was brought up to date is not kept")
	}
	d.ledger.enqueue(nil)
	arrives("when nobody waits", false)

	// Those in front whom nobody free can help stand in nobody's way, and do not
	// hide those behind them.
	for _, w := range waiting[:30] {
		w.stored.Team = uuid.New() // of which nobody is
		w.request.Team = w.stored.Team.String()
	}
	d.ledger.enqueue(waiting)
	arrives("behind very many whom nobody can help", true)
	d.ledger.enqueue(waiting[:30])
	arrives("behind those whom nobody can help alone", false)
}

// Whoever became free after a pass began is kept for the tickets in front.
func TestPassWithholdsWhoBecameFree(t *testing.T) {
	d, _ := crowded(t, 3, 0)
	agents := d.basis().roster.agents
	d.ledger.held[agents[0].ID] = with(d.ledger.held[agents[0].ID], ticket.Email, 4)
	for i := range agents {
		for _, channel := range []ticket.Channel{ticket.Chat, ticket.Web, ticket.Phone, ticket.API} {
			d.ledger.held[agents[i].ID] = with(d.ledger.held[agents[i].ID], channel, 1000)
		}
	}
	p := newPass(d.snapshot(d.basis()))
	d.ledger.held[agents[1].ID] = with(d.ledger.held[agents[1].ID], ticket.Email, 3)
	people := d.snapshot(d.basis())
	p.withhold(people)
	for i, want := range []int{1, 0, 0} {
		if got := people[i].Free("email"); got != want {
			t.Errorf("agent %d has %d places, want %d", i, got, want)
		}
	}
	if now := d.snapshot(d.basis()); now[1].Free("email") != 2 {
		t.Errorf("for the window in front they have %d", now[1].Free("email"))
	}
}
