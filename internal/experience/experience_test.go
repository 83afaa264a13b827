package experience

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// chance is what a node expects of an agent with a category.
func chance(x *Experience, agent ticket.Actor, category string) float64 {
	out := make([]routing.Prospect, 1)
	r := routing.Request{Category: []routing.Chance{{Label: category, P: 1}}, Priority: routing.Normal}
	x.Model().Predict(&r, []routing.Agent{{ID: agent.ID.String()}}, out)
	return out[0].Success
}

func TestExperienceFollowsTheDesk(t *testing.T) {
	d := newDesk(t)
	x := d.node()
	before := chance(x, d.ada, "billing")
	requester := d.solved("billing", d.ada).Requester
	d.look(x)
	if got := x.Last(d.ada.ID.String()); !got.Equal(monday) {
		t.Errorf("ada got her last ticket at %v, want %v", got, monday)
	}
	if got := x.Known(requester); got != d.ada.ID.String() {
		t.Errorf("%q knows the requester, want ada", got)
	}
	if got := x.Tenure(d.ada.ID.String(), monday); got != 24*time.Hour {
		t.Errorf("ada has been here for %v, want a day", got)
	}
	if got, want := x.Worked(d.ada.ID.String()), 1./(10*7*24); got < want*.999 || got > want*1.001 {
		t.Errorf("ada worked %v, want an hour of seven days with ten slots: %v", got, want)
	}
	if p := x.Performance(d.ada.ID.String())[0]; p.Results != 0 || p.Hours.Tickets != 1 {
		t.Errorf("an hour after the first ticket there are %d results and %d times, want 0 and 1", p.Results, p.Hours.Tickets)
	}

	d.pass(Window)
	d.look(x)
	if p := x.Performance(d.ada.ID.String())[0]; p.Results != 1 {
		t.Errorf("nobody came back for three days: %d results, want 1", p.Results)
	}
	after := chance(x, d.ada, "billing")
	if after <= before {
		t.Errorf("a solved ticket made ada's chance %v of %v", after, before)
	}

	id := d.open("billing", d.bob).ID
	d.look(x)
	d.must(d.bob, id, lifecycle.Decline{Cause: ticket.NotMySkill})
	d.look(x)
	if p := x.Performance(d.bob.ID.String())[0]; p.Results != 1 || p.Success >= x.Performance(d.ada.ID.String())[0].Success {
		t.Errorf("bob, who cannot do it, does as well as ada: %+v", p)
	}

	d.answer(d.solved("billing", d.bob).ID) // opened again at once
	d.look(x)
	if got := x.Known(requester); got != d.ada.ID.String() {
		t.Errorf("%q knows the requester, want ada still: bob did not solve it", got)
	}
	d.pass(recent)
	d.look(x)
	if got := x.Known(requester); got != "" {
		t.Errorf("after a month %q knows the requester", got)
	}
	d.pass(span)
	d.look(x)
	if n := len(x.memory.outcomes) + len(x.memory.traces); n != 0 {
		t.Errorf("after half a year there are %d memories", n)
	}
}

// An end that says nothing takes back what was expected of it.
func TestExcusedTouchesLeaveNoOutcome(t *testing.T) {
	d := newDesk(t)
	id := d.open("billing", d.ada).ID
	x := d.node()
	if len(x.memory.outcomes) != 1 {
		t.Fatal("a ticket that is worked on is not followed")
	}
	d.must(ticket.Actor{Kind: ticket.ByMachine}, id, lifecycle.Unassign{End: ticket.ShiftEnded})
	d.look(x)
	if len(x.memory.outcomes) != 0 {
		t.Error("a shift that ended is held against somebody")
	}
}

// histories of a desk: some days on which ada solves what is about billing and
// bob what is about logins.
func (d *desk) history(tickets int) {
	for i := range tickets {
		category, good, bad := "billing", d.ada, d.bob
		if i%2 == 1 {
			category, good, bad = "login", d.bob, d.ada
		}
		who := good
		if i%4 >= 2 {
			who = bad
		}
		id := d.solved(category, who).ID
		if who == bad && i%8 != 2 {
			d.pass(time.Minute)
			d.answer(id)
			d.must(good, id, lifecycle.Assign{Agent: good.ID, Cause: ticket.Load})
			d.must(good, id, lifecycle.Move{To: ticket.Resolved})
		}
	}
}

// A node that was there all the time, one that starts now and one that starts
// again come to the same model.
func TestNodesAgree(t *testing.T) {
	d := newDesk(t)
	early := d.node()
	for range 8 {
		d.history(12)
		d.look(early)
	}
	d.pass(Window + time.Hour)
	d.look(early)
	late, again := d.node(), d.node()
	for name, x := range map[string]*Experience{"that starts now": late, "that starts again": again} {
		if diff := cmp.Diff(early.Performance(d.ada.ID.String(), d.bob.ID.String()), x.Performance(d.ada.ID.String(), d.bob.ID.String())); diff != "" {
			t.Errorf("a node %s: %s", name, diff)
		}
		if early.Model().Version() != x.Model().Version() {
			t.Errorf("a node %s has model %s, want %s", name, x.Model().Version(), early.Model().Version())
		}
		for _, agent := range []ticket.Actor{d.ada, d.bob} {
			if a, b := chance(early, agent, "billing"), chance(x, agent, "billing"); a != b {
				t.Errorf("a node %s expects %v, want %v", name, b, a)
			}
			id := agent.ID.String()
			if early.Last(id) != x.Last(id) || early.Worked(id) != x.Worked(id) || early.Price(id) != x.Price(id) {
				t.Errorf("a node %s knows of %s: %v %v %v, want %v %v %v", name, id, x.Last(id), x.Worked(id), x.Price(id), early.Last(id), early.Worked(id), early.Price(id))
			}
		}
	}
	if a, b := chance(late, d.ada, "billing"), chance(late, d.bob, "billing"); a < b+.2 {
		t.Errorf("ada solves billing with %.2f, bob with %.2f: nothing was learnt", a, b)
	}
}

// The time of an agent who alone can do what comes in a lot is worth more.
func TestScarceTimeHasAPrice(t *testing.T) {
	d := newDesk(t)
	one := map[ticket.Channel]int{ticket.API: 1}
	shifts := []byte(`{"time_zone":"UTC","weekly":[{"day":"monday","from":"09:00","to":"10:00"}]}`)
	d.hire(ticket.Agent{ID: d.ada.ID, Email: "ada@example.org", Capacity: one, Schedule: shifts}, ticket.Agent{ID: d.bob.ID, Email: "bob@example.org", Capacity: one})
	d.history(60)
	d.pass(Window)
	x := d.node()
	scarce, ample := x.Price(d.ada.ID.String()), x.Price(d.bob.ID.String())
	if scarce <= 0 || ample != 0 {
		t.Errorf("an hour of ada, who is here for one, is worth %v; of bob, who is always here, %v", scarce, ample)
	}
	if again := d.node().Price(d.ada.ID.String()); again != scarce {
		t.Errorf("another node says %v, not %v", again, scarce)
	}
}

// Run learns while the desk works and others ask, and ends when it is told to.
func TestRunWhileTheDeskWorks(t *testing.T) {
	d := newDesk(t)
	d.history(4)
	x := New(Config{Store: d.store, Now: d.clock, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { x.Run(ctx) })
	asked := make(chan struct{})
	work.Go(func() {
		for {
			select {
			case <-asked:
				return
			case <-time.After(time.Millisecond):
				chance(x, d.ada, "billing")
				x.Performance(d.ada.ID.String(), d.bob.ID.String(), uuid.NewString())
				_, _, _, _ = x.Price("a"), x.Last("a"), x.Worked("a"), x.Known(uuid.UUID{})
			}
		}
	})
	d.history(8)
	last := d.open("billing", d.bob)
	deadline := time.Now().Add(time.Minute)
	for !x.Last(d.bob.ID.String()).Equal(last.CreatedAt) {
		if time.Now().After(deadline) {
			t.Fatal("the last ticket was not learnt of within a minute")
		}
		time.Sleep(5 * time.Millisecond)
	}
	close(asked)
	stop()
	work.Wait()
}

func TestHoursOf(t *testing.T) {
	if got := hoursOf([]float64{1}); got != (Hours{Tickets: 1}) {
		t.Errorf("one ticket says %+v", got)
	}
	// Three tickets of 1, e and e² hours: mean log 1, standard error 1/√3, and
	// t at 95 % with two degrees of freedom is 2.91999.
	got := hoursOf([]float64{2, 0, 1})
	for _, c := range []struct{ got, want float64 }{{got.Median, 2.718282}, {got.Low, .503626}, {got.High, 14.671572}} {
		if c.got < c.want*.9999 || c.got > c.want*1.0001 {
			t.Errorf("got %v, want %v: %+v", c.got, c.want, got)
		}
	}
}
