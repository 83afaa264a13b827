package foresight

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// each runs a test on each engine.
func each(t *testing.T, test func(*testing.T, *desk)) {
	enginetest.Each(t, func(t *testing.T, s store.Store) { test(t, newDesk(t, s)) })
}

// ready has read and learnt.
func (d *desk) ready() *Foresight {
	d.t.Helper()
	f := d.foresight()
	d.look(f)
	return f
}

func (d *desk) look(f *Foresight) {
	d.t.Helper()
	if err := f.Follow(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	if err := f.Learn(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) answer(f *Foresight, id uuid.UUID, q Question, m Moment) Answer {
	d.t.Helper()
	told, err := f.Of(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	i := slices.IndexFunc(told.Answers, func(a Answer) bool { return a.Question == q && a.Moment == m })
	return told.Answers[i]
}

func TestForetellsOpenTickets(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.past(400)
		f := d.ready()
		vpn, billing := d.open("vpn", .1), d.open("billing", .1)
		d.now = d.now.Add(time.Minute)
		for _, m := range moments() {
			high, low := d.answer(f, vpn.ID, Reopening, m), d.answer(f, billing.ID, Reopening, m)
			if high.Unknown+low.Unknown != "" || high.Chance < .5 || low.Chance > .35 || high.Learnt != 400 {
				t.Errorf("%s: vpn has %+v, billing %+v", m, high, low)
				continue
			}
			r := high.Reasons[0]
			if r.Feature != "category" || r.Text != "its category is vpn" || r.Weight <= 0 || low.Reasons[0].Weight >= 0 {
				t.Errorf("%s: the reasons are %+v and %+v", m, high.Reasons, low.Reasons)
			}
			if high.Good == nil || high.Good.AUROC < .7 {
				t.Errorf("%s: the model does as well as %+v", m, high.Good)
			}
			for q, why := range map[Question]string{BadRating: "0 tickets of the last 180 days are over and rated", MissedSLA: "nothing is promised", Escalation: "200 are needed"} {
				if got := d.answer(f, vpn.ID, q, m); !strings.Contains(got.Unknown, why) {
					t.Errorf("%s, %s: %q, want %q", q, m, got.Unknown, why)
				}
			}
		}
		highest, err := f.Highest(t.Context(), Reopening, 5)
		if err != nil || len(highest) != 2 || highest[0].Ticket != vpn.ID || highest[1].Ticket != billing.ID {
			t.Errorf("the highest are %+v, %v", highest, err)
		}
		if _, err := f.Highest(t.Context(), Escalation, 5); !ticket.IsKind(err, ticket.Unavailable) || !strings.Contains(err.Error(), "200 are needed") {
			t.Errorf("highest of what cannot be foretold: %v", err)
		}

		d.now = d.now.Add(time.Hour)
		d.do(ada, vpn.ID, lifecycle.Move{To: ticket.Resolved})
		if got := d.answer(f, vpn.ID, Reopening, Now); got.Unknown != "the ticket is not open" {
			t.Errorf("of a resolved ticket: %+v", got)
		}
		if highest, err = f.Highest(t.Context(), Reopening, 5); err != nil || len(highest) != 1 {
			t.Errorf("with one resolved: %+v, %v", highest, err)
		}
		d.do(ada, billing.ID, lifecycle.Decline{Cause: ticket.NotMySkill})
		if got := d.answer(f, billing.ID, Escalation, Now); !got.Happened {
			t.Errorf("of a ticket given back for want of skill: %+v", got)
		}
		if _, err := f.Of(t.Context(), uuid.New()); !ticket.IsKind(err, ticket.NotFound) {
			t.Errorf("of no ticket: %v", err)
		}
	})
}

func TestTellsNothingBeforeItHasRead(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	opened := d.open("vpn", 0)
	f := d.foresight()
	if _, err := f.Of(t.Context(), opened.ID); !ticket.IsKind(err, ticket.Unavailable) {
		t.Error(err)
	}
	if _, err := f.Highest(t.Context(), Reopening, 1); !ticket.IsKind(err, ticket.Unavailable) {
		t.Error(err)
	}
	if err := f.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.answer(f, opened.ID, Reopening, Now); got.Unknown != unfitted {
		t.Errorf("before anything was learnt: %+v", got)
	}
}

// A node that was there all the time and one that starts now say the same.
func TestNodesAgree(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.past(260)
		early := d.ready()
		var ids []uuid.UUID
		for i := range 6 {
			ids = append(ids, d.open([]string{"vpn", "billing"}[i%2], float64(i)/6).ID)
			d.now = d.now.Add(20 * time.Minute)
			if err := early.Follow(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		d.do(ada, ids[0], lifecycle.Move{To: ticket.Resolved})
		d.do(bob, ids[1], lifecycle.Assign{Agent: bob.ID})
		d.now = d.now.Add(25 * time.Hour)
		d.look(early)
		late := d.ready()
		for _, id := range ids {
			a, errA := early.Of(t.Context(), id)
			b, errB := late.Of(t.Context(), id)
			if errA != nil || errB != nil || !reflect.DeepEqual(a, b) {
				t.Errorf("one node says %+v, %v, the other %+v, %v", a, errA, b, errB)
			}
		}
		if a, b := early.memory.floor, late.memory.floor; a.open != b.open || a.waiting != b.waiting || !reflect.DeepEqual(a.loads, b.loads) {
			t.Errorf("the floor of one is %d open, %d waiting, %v, of the other %d, %d, %v", a.open, a.waiting, a.loads, b.open, b.waiting, b.loads)
		}
	})
}

// What is removed is forgotten, and no more is kept than is good.
func TestForgets(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past(20)
	if n, err := d.store.Expire(t.Context(), d.now, 15); err != nil || n != 15 {
		t.Fatal(n, err)
	}
	d.now = d.now.Add(time.Minute)
	again := d.ready()
	if n := len(again.memory.lives); n != 5 {
		t.Errorf("%d tickets are there, want 5", n)
	}
	m := newMemory(nil)
	for i := range int64(mostKept + slack + 1) {
		status := "closed"
		if i < 10 {
			status = "open"
		}
		m.take(&life{id: uuid.UUID{byte(i >> 16), byte(i >> 8), byte(i)}, number: i + 1, created: monday, marks: []mark{{at: monday, what: toStatus, value: status}}}, monday, nil)
	}
	m.forget()
	if len(m.lives) != mostKept || m.floor.open != 10 || len(m.floor.tracks) != mostKept {
		t.Errorf("%d are kept, %d of them open, %d on the floor", len(m.lives), m.floor.open, len(m.floor.tracks))
	}
}

// Run reads and learns while others ask, and ends when it is told to.
func TestRunWhileOthersAsk(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past(260)
	id := d.open("vpn", 0).ID
	f := d.foresight()
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { f.Run(ctx) })
	deadline := time.Now().Add(time.Minute)
	for {
		told, err := f.Of(t.Context(), id)
		if err != nil && !ticket.IsKind(err, ticket.Unavailable) {
			t.Error(err)
			break
		}
		if _, err := f.Highest(t.Context(), Reopening, 3); err == nil && told.Number > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Error("nothing was learnt within a minute")
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	work.Wait()
}
