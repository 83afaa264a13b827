package dispatch_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// history is a desk of two nodes whose clocks differ, to which things happen.
type history struct {
	*testing.T
	random *rand.Rand
	store  store.Store
	nodes  []*desk

	mu     sync.Mutex
	now    time.Time
	agents []ticket.Agent
	shifts []*calendar.Shifts // nil for none
	known  map[uuid.UUID]uuid.UUID
}

// skew is by how much the clock of the second node is ahead.
const skew = 90 * time.Second

// languages that tickets come in; nobody speaks the last one.
var languages = []string{"en", "fr", "en", "fr", "sw"}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{T: t, random: rand.New(rand.NewPCG(seed, 1)), now: monday, known: map[uuid.UUID]uuid.UUID{}}
	for i := range 5 {
		a := agent(byte(i+1), 1+h.random.IntN(2))
		a.Languages = []map[string]int{{"en": 5}, {"fr": 5}, {"en": 3, "fr": 3}, {"en": 5}, {"fr": 2}}[i]
		if i > 2 {
			a.Schedule = json.RawMessage(`{"time_zone": "UTC", "weekly": [{"day": "monday", "from": "10:00", "to": "12:00"}, {"day": "monday", "from": "13:00", "to": "17:00"}]}`)
		}
		h.agents, h.shifts = append(h.agents, a), append(h.shifts, nil)
		if len(a.Schedule) > 0 {
			var s calendar.Schedule
			if err := json.Unmarshal(a.Schedule, &s); err != nil {
				t.Fatal(err)
			}
			var err error
			if h.shifts[i], err = s.Compile(); err != nil {
				t.Fatal(err)
			}
		}
	}
	settings := rule.Default()
	settings.Policy.Target, settings.Policy.Starving, settings.Policy.Exploration.Share = time.Hour, 2, .5
	first := open(t, reader(readsWell), h.agents...)
	h.store = first.store
	for i := range h.agents {
		h.agents[i].Version = 1
	}
	for i := range 2 {
		h.nodes = append(h.nodes, joinBy(t, h.store, reader(readsWell), func() time.Time {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.now.Add(time.Duration(i) * skew)
		}, settings))
	}
	return h
}

// pass lets time go by.
func (h *history) pass(by time.Duration) {
	h.mu.Lock()
	h.now = h.now.Add(by)
	h.mu.Unlock()
}

// sweep has both nodes look, and checks what must hold then.
func (h *history) sweep() {
	for _, n := range h.nodes {
		if err := n.Look(h.Context(), true); err != nil {
			h.Fatal(err)
		}
		h.check()
	}
	h.nobodyStarves()
}

func (h *history) tickets() []ticket.Ticket {
	all, err := h.store.List(h.Context(), store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 1000})
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// check looks at whoever got a ticket since the last check.
func (h *history) check() {
	h.Helper()
	loads, err := h.store.Loads(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	for i := range h.agents {
		a := &h.agents[i]
		if n := loads[store.Slot{Agent: a.ID, Channel: ticket.API}]; n > a.Room(ticket.API) {
			h.Errorf("%s holds %d of %d", a.Email, n, a.Room(ticket.API))
		}
	}
	all := h.tickets()
	for i := range all {
		t := &all[i]
		if t.Assignee == h.known[t.ID] {
			continue
		}
		if h.known[t.ID] = t.Assignee; t.Assignee == uuid.Nil || t.Current() == nil || t.Current().Decision == uuid.Nil {
			continue
		}
		if why := h.unfit(t); why != "" {
			h.Errorf("ticket %d (%s) went to agent %d: %s", t.Number, t.Language, t.Assignee[0], why)
		}
	}
}

// unfit is why the assignee of a ticket must not have got it just now.
func (h *history) unfit(t *ticket.Ticket) string {
	i := slices.IndexFunc(h.agents, func(a ticket.Agent) bool { return a.ID == t.Assignee })
	a := &h.agents[i]
	_, speaks := a.Languages[t.Language]
	switch {
	case a.Disabled:
		return "disabled"
	case a.Status != ticket.Online:
		return string(a.Status)
	case h.shifts[i] != nil && !h.shifts[i].OnShift(h.now) && !h.shifts[i].OnShift(h.now.Add(skew)):
		return "off shift"
	case t.Language != "sw" && !speaks:
		return "does not speak it"
	case slices.Contains(t.Excluded(h.now), a.ID):
		return "declined it"
	}
	return ""
}

// nobodyStarves checks that no ticket waits beyond the bound while somebody
// could take it.
func (h *history) nobodyStarves() {
	h.Helper()
	waiting, err := h.nodes[0].Waiting(h.Context(), nil, 1000)
	if err != nil {
		h.Fatal(err)
	}
	for i := range waiting {
		if w := &waiting[i]; w.Waited >= 2*time.Hour && w.Free > 0 {
			h.Errorf("ticket %d waits for %v while %d could take it: %s", w.Ticket.Number, w.Waited, w.Free, w.Reason)
		}
	}
}

// step lets one thing happen.
func (h *history) step(n int) {
	node := h.nodes[h.random.IntN(2)]
	switch h.random.IntN(8) {
	case 0, 1, 2: // tickets come in, to both nodes at once
		var clients sync.WaitGroup
		for i := range 1 + h.random.IntN(3) {
			from, language := fmt.Sprintf("r%d-%d@example.org", n, i), languages[h.random.IntN(len(languages))]
			clients.Go(func() { h.nodes[i%2].receiveIn(from, language) })
		}
		clients.Wait()
	case 3, 4:
		h.pass(time.Duration(1+h.random.IntN(40)) * time.Minute)
		h.sweep()
	case 5:
		a := &h.agents[h.random.IntN(len(h.agents))]
		a.Status = []ticket.Availability{ticket.Online, ticket.Online, ticket.Away, ticket.Offline}[h.random.IntN(4)]
		a.Disabled = h.random.IntN(8) == 0
		put(h.T, h.store, a.Version, a)
		a.Version++
		h.sweep()
	default:
		h.work(node)
	}
	h.check()
}

// work has somebody do something with a ticket they have.
func (h *history) work(node *desk) {
	all := slices.DeleteFunc(h.tickets(), func(t ticket.Ticket) bool { return t.Assignee == uuid.Nil || !t.Status.Working() })
	if len(all) == 0 {
		return
	}
	t := all[h.random.IntN(len(all))]
	commands := [][]lifecycle.Command{
		{lifecycle.Reply{Words: lifecycle.Words{Text: "Done."}, Status: ticket.Resolved}},
		{lifecycle.Reply{Words: lifecycle.Words{Text: "Please wait."}}},
		{lifecycle.Decline{Cause: ticket.NotMySkill}},
		{lifecycle.Move{To: ticket.Resolved}},
	}[h.random.IntN(4)]
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByAgent, ID: t.Assignee}, Ticket: t.ID}
	if _, err := node.desk.Do(h.Context(), order, commands...); err != nil {
		h.Error(err)
	}
	if after := node.ticket(t.ID); after.Assignee == uuid.Nil {
		h.known[t.ID] = uuid.Nil
	}
}

// receiveIn takes in a ticket in a language.
func (d *desk) receiveIn(from, language string) {
	requester, err := d.Requester(d.Context(), from, "")
	if err != nil {
		d.Error(err)
		return
	}
	in := lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.ByToken}, Requester: requester, Subject: "Charged twice", Language: language, Words: lifecycle.Words{Text: "Please refund."}}
	if _, err := d.Receive(d.Context(), in); err != nil {
		d.Error(err)
	}
}

// Whatever happens, nobody gets a ticket they must not have, more than they can
// hold, or one that somebody has; no ticket starves while somebody could take
// it; and every decision can be made again.
func TestHistories(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, seed)
			for n := range 60 {
				h.step(n)
				if t.Failed() {
					t.Fatalf("after step %d", n)
				}
			}
			h.assignedOnce()
			h.replays()
		})
	}
}

// assignedOnce checks that the machine took no ticket from anybody by giving it
// to somebody else.
func (h *history) assignedOnce() {
	events, err := h.store.Events(h.Context(), store.EventQuery{Types: []ticket.EventType{ticket.TicketAssigned}, Limit: 10_000})
	if err != nil {
		h.Fatal(err)
	}
	given := 0
	for _, e := range events {
		var data struct{ From, To uuid.UUID }
		if err := json.Unmarshal(e.Data, &data); err != nil {
			h.Fatal(err)
		}
		if e.Actor.Kind == ticket.ByMachine && data.To != uuid.Nil {
			if given++; data.From != uuid.Nil {
				h.Errorf("event %d takes a ticket from %s", e.Seq, data.From)
			}
		}
	}
	if given == 0 {
		h.Error("nobody got anything")
	}
}

// replays makes every decision again.
func (h *history) replays() {
	decisions, err := h.store.DecisionsFrom(h.Context(), uuid.Nil, 10_000)
	if err != nil {
		h.Fatal(err)
	}
	n := 0
	for i := range decisions {
		d := &decisions[i]
		if d.Assignment == nil {
			continue
		}
		n++
		replay, err := dispatch.ReplayDecision(h.Context(), h.store, d)
		if err != nil {
			h.Errorf("decision %s: %v", d.ID, err)
		} else if !replay.Same() {
			h.Errorf("decision %s was\n%s\nand is now\n%s", d.ID, replay.Stored, replay.Again)
		}
	}
	if n == 0 {
		h.Error("there are no decisions")
	}
}
