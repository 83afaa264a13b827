package dispatch_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/rule"
)

// fill has tickets come in of which each is changed as it is wanted, and gives
// their ids.
func (d *timed) fill(n int, change func(i int, in *lifecycle.Intake)) []uuid.UUID {
	d.Helper()
	intakes := make([]lifecycle.Intake, n)
	for i := range intakes {
		intakes[i] = lifecycle.Intake{
			Actor: ticket.Actor{Kind: ticket.ByToken}, Requester: ticket.Requester{Addresses: []string{"ada@example.org"}},
			Words: lifecycle.Words{Text: "Please refund."},
		}
		change(i, &intakes[i])
	}
	ids := make([]uuid.UUID, n)
	for i, loaded := range d.Load(d.Context(), intakes, true) {
		if loaded.Err != nil {
			d.Fatal(loaded.Err)
		}
		ids[i] = loaded.Ticket.ID
	}
	return ids
}

// Nobody gets a ticket while one that comes before it waits for the same people,
// however many there are of either.
func TestLongQueueKeepsItsOrder(t *testing.T) {
	const urgent, low, room = 240, 30, 205
	later := agent(1, room)
	later.Status = ticket.Away
	settings := rule.Default()
	settings.Policy.Name = routing.LeastLoaded
	d := newTimed(t, settings, later)
	ids := d.fill(urgent+low, func(i int, in *lifecycle.Intake) {
		if in.Priority = ticket.Low; i >= low {
			in.Priority = ticket.Urgent
		}
	})
	later.Status = ticket.Online
	d.change(1, &later)
	d.at(time.Minute)
	given := 0
	for i, id := range ids {
		if got := d.ticket(id); got.Assignee != uuid.Nil {
			given++
			if i < low {
				t.Fatalf("ticket %d, which is %s, was given while %d urgent ones wait", i, got.Priority, urgent-room)
			}
		}
	}
	if given != room {
		t.Errorf("%d were given, want %d", given, room)
	}
}

// One that has waited beyond all bounds comes before very many urgent ones.
func TestStarvingComesFirstInLongQueue(t *testing.T) {
	later := agent(1, 1)
	later.Status = ticket.Away
	d := newTimed(t, rule.Default(), later)
	starving := d.fill(1, func(_ int, in *lifecycle.Intake) { in.Priority = ticket.Low })[0]
	d.now = monday.Add(8 * 24 * time.Hour)
	d.fill(230, func(_ int, in *lifecycle.Intake) { in.Priority = ticket.Urgent })
	later.Status = ticket.Online
	d.change(1, &later)
	d.at(8*24*time.Hour + time.Minute)
	if got := d.ticket(starving).Assignee; got != later.ID {
		t.Errorf("the one that starves is with %s", got)
	}
}

// lessons is an experience whose model can be changed.
type lessons struct {
	dispatch.Experience
	model *learn.Model
}

func (l *lessons) Model() *learn.Model { return l.model }

// After something was learnt a look makes anew what it decides on, not the whole
// queue; the end of the queue is reached all the same.
func TestLookAtLongQueueIsBounded(t *testing.T) {
	const queue, atMost = 1100, 800
	free, later := agent(1, 5), agent(2, 5)
	later.Status = ticket.Away
	s := rule.Default()
	s.Rules = []rule.Rule{{Name: "the last", Agent: `agent.id != "01000000-0000-0000-0000-000000000000" || "last" in ticket.tags`, Effect: rule.Require}}
	learnt := &lessons{dispatch.Untaught(), learn.New(learn.Options{}).Model()}
	d := newTimedBy(t, s, learnt, free, later)
	ids := d.fill(queue, func(i int, in *lifecycle.Intake) {
		if i == queue-1 {
			in.Tags = []string{"last"}
		}
	})
	d.at(time.Second)
	if n := d.UpToDate(); n == 0 || n > atMost {
		t.Errorf("the first look made %d anew, want at most %d", n, atMost)
	}
	looks := 1
	for ; d.ticket(ids[queue-1]).Assignee == uuid.Nil && looks < 5; looks++ {
		d.at(time.Duration(1+looks) * time.Second)
	}
	if looks != 2 {
		t.Errorf("the end of the queue was reached after %d looks, want 2", looks)
	}
	if n := d.UpToDate(); n != queue-1 {
		t.Errorf("what is expected with %d is known, want %d", n, queue-1)
	}
	learnt.model = learn.New(learn.Options{}).Model()
	d.at(10 * time.Second)
	if n := d.UpToDate(); n == 0 || n > atMost {
		t.Errorf("a look after something was learnt made %d anew, want at most %d", n, atMost)
	}
	d.at(11 * time.Second)
	if n := d.UpToDate(); n != queue-1 {
		t.Errorf("after two looks %d are up to date, want %d", n, queue-1)
	}
}

// What is put in order is what the store has, whatever becomes of tickets in
// between, and however many looks it takes to read them.
func TestLineupFollowsTheStore(t *testing.T) {
	away := agent(1, 50)
	s := rule.Default()
	s.Rules = []rule.Rule{{Name: "nobody", Agent: `false`, Effect: rule.Require}}
	d := newTimed(t, s, away)
	ids := d.fill(40, func(i int, in *lifecycle.Intake) { in.Subject = strconv.Itoa(i) })
	d.at(time.Second)
	if got := d.Lineup(); !slices.Equal(got, ids) {
		t.Fatalf("%d stand in the lineup, want %d in their order", len(got), len(ids))
	}
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}}
	for i, commands := range map[int][]lifecycle.Command{
		3: {lifecycle.Assign{Agent: away.ID}}, 5: {lifecycle.Move{To: ticket.Resolved}}, 7: {lifecycle.Move{To: ticket.Pending}},
		9: {lifecycle.Assign{Agent: away.ID}, lifecycle.Unassign{}},
	} {
		order.Ticket = ids[i]
		if _, err := d.desk.desk.Do(t.Context(), order, commands...); err != nil {
			t.Fatal(err)
		}
	}
	urgent := ticket.Urgent
	order.Ticket = ids[20]
	if _, err := d.desk.desk.Do(t.Context(), order, lifecycle.Edit{Priority: &urgent}); err != nil {
		t.Fatal(err)
	}
	if err := d.Look(t.Context(), false); err != nil { // not a deep one
		t.Fatal(err)
	}
	want := []uuid.UUID{ids[20]}
	for i, id := range ids {
		if !slices.Contains([]int{3, 5, 7, 9, 20}, i) {
			want = append(want, id)
		}
	}
	want = append(want, ids[9]) // it waits anew
	if got := d.Lineup(); !slices.Equal(got, want) {
		t.Errorf("%d stand in the lineup, want %d; first %s, want %s", len(got), len(want), got[0], want[0])
	}
	d.at(2 * time.Second)
	if got := d.Lineup(); !slices.Equal(got, want) {
		t.Errorf("after a deep look %d stand in the lineup, want %d", len(got), len(want))
	}
}
