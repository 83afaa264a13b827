package lifecycle_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// hire stores agents under the ids of the tests, and puts them in force.
func (d *desk) hire(agents ...ticket.Agent) {
	d.t.Helper()
	var w store.Write
	for i := range agents {
		a := &agents[i]
		raw, err := json.Marshal(a)
		if err != nil {
			d.t.Fatal(err)
		}
		expect := int64(0)
		if was, err := d.store.Record(d.t.Context(), store.Agents, a.ID); err == nil {
			expect = was.Version
		}
		w.Records = append(w.Records, store.RecordWrite{Expect: expect, Record: store.Record{Kind: store.Agents, ID: a.ID, Key: a.Email, Body: raw}})
	}
	if _, err := d.store.Commit(d.t.Context(), &w); err != nil {
		d.t.Fatal(err)
	}
	d.readPlan()
}

func (d *desk) assign(id uuid.UUID, agent uuid.UUID) ticket.Ticket {
	d.t.Helper()
	return d.must(model, id, lifecycle.Choice{Assignment: ticket.Assignment{Policy: "p", Agent: agent}, Touch: ticket.Touch{Propensity: .9, Signals: []float64{1, 2}}})
}

// ends are how the touches of a ticket ended, and whether that speaks against
// the agent.
func ends(t ticket.Ticket) (out []string) {
	for i := range t.Touches {
		touch := &t.Touches[i]
		end := map[uuid.UUID]string{ada.ID: "ada ", bob.ID: "bob "}[touch.Agent] + string(touch.End)
		if touch.Against {
			end += " against"
		}
		if !touch.ReopenedAt.IsZero() {
			end += " reopened"
		}
		out = append(out, end)
	}
	return out
}

func TestATouchFromBeginningToEnd(t *testing.T) {
	d := newDesk(t)
	d.hire(ticket.Agent{ID: ada.ID, Email: "ada@example.org", Skills: map[string]int{"billing": 3, "login": 5}, Languages: map[string]int{"de": 4}})
	id := d.open("a", func(in *lifecycle.Intake) { in.Category, in.Language = "login", "de-AT" }).ID
	d.pass(time.Hour)
	assigned := d.must(model, id, lifecycle.Choice{
		Assignment: ticket.Assignment{Policy: "p", Agent: ada.ID},
		Touch:      ticket.Touch{Agent: bob.ID, Propensity: .25, Signals: []float64{1, math.NaN(), 3}, Late: true, Declared: .1},
	})
	decisions, err := d.store.Decisions(t.Context(), id, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := ticket.Touch{
		Agent: ada.ID, At: monday.Add(time.Hour), Decision: decisions[0].ID, Propensity: .25, Late: true, Signals: []float64{1}, Declared: 1, Foreign: .25,
	}
	same := func(got ticket.Ticket) {
		t.Helper()
		if diff := cmp.Diff([]ticket.Touch{want}, got.Touches); diff != "" {
			t.Error(diff)
		}
	}
	same(assigned)

	d.pass(2 * time.Hour)
	d.must(bob, id, lifecycle.Reply{Words: lifecycle.Words{Text: "a colleague's"}})
	same(d.must(ada, id, lifecycle.Note{Words: lifecycle.Words{Text: "not public"}}))
	want.RepliedAt, want.Worked = monday.Add(3*time.Hour), hours(2)
	same(d.must(ada, id, lifecycle.Reply{Words: lifecycle.Words{Text: "what do you see?"}, Status: ticket.Pending}))
	d.pass(24 * time.Hour) // the requester's time
	d.must(ada, id, lifecycle.Move{To: ticket.OnHold})
	d.pass(time.Hour)
	d.must(ticket.Actor{Kind: ticket.ByRequester}, id, lifecycle.Answer{Words: lifecycle.Words{Text: "this"}})
	d.pass(time.Hour)
	want.Worked, want.EndedAt, want.End = hours(3), monday.Add(29*time.Hour), ticket.Solved
	same(d.must(ada, id, lifecycle.Reply{Words: lifecycle.Words{Text: "so"}, Status: ticket.Resolved}))

	want.Declared = .6
	same(d.must(ada, id, lifecycle.Edit{Category: ref("billing")}))
	want.Rating, want.RatedAt = 2, monday.Add(29*time.Hour)
	same(d.must(ticket.Actor{Kind: ticket.ByRequester}, id, lifecycle.Rate{Score: 2}))

	d.pass(time.Hour)
	want.ReopenedAt = monday.Add(30 * time.Hour)
	again := d.must(ticket.Actor{Kind: ticket.ByRequester}, id, lifecycle.Answer{Words: lifecycle.Words{Text: "no"}})
	next := ticket.Touch{Agent: ada.ID, Attempt: 1, At: want.ReopenedAt, Signals: []float64{1}, Declared: .6, Foreign: .25}
	if diff := cmp.Diff([]ticket.Touch{want, next}, again.Touches); diff != "" {
		t.Error(diff)
	}
	if again.Assignee != ada.ID || again.Status != ticket.Open {
		t.Errorf("it went to %s and is %s, want back to its agent", again.Assignee, again.Status)
	}
}

func TestHowTouchesEnd(t *testing.T) {
	program := ticket.Actor{Kind: ticket.ByToken, ID: uuid.UUID{0xc}}
	requester := ticket.Actor{Kind: ticket.ByRequester}
	team := uuid.UUID{7}
	for name, c := range map[string]struct {
		do   func(d *desk, id uuid.UUID)
		want []string
	}{
		"gives it to somebody else": {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Assign{Agent: bob.ID}) }, []string{"ada reassigned against", "bob "}},
		"for their shift ends":      {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Assign{Agent: bob.ID, Cause: ticket.ShiftEnds}) }, []string{"ada reassigned", "bob "}},
		"somebody takes it":         {func(d *desk, id uuid.UUID) { d.must(bob, id, lifecycle.Assign{Agent: bob.ID}) }, []string{"ada reassigned", "bob "}},
		"somebody says why": {func(d *desk, id uuid.UUID) {
			d.must(bob, id, lifecycle.Assign{Agent: bob.ID, Cause: ticket.NotMySkill})
		}, []string{"ada reassigned against", "bob "}},
		"transfers it":                    {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Transfer{Team: team}) }, []string{"ada transferred against"}},
		"transfers it for load":           {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Transfer{Team: team, Cause: ticket.Load}) }, []string{"ada transferred"}},
		"a program transfers it":          {func(d *desk, id uuid.UUID) { d.must(program, id, lifecycle.Transfer{Team: team}) }, []string{"ada transferred"}},
		"transfers it and keeps it":       {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Transfer{Team: team, Keep: true}) }, []string{"ada "}},
		"puts it back":                    {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Unassign{}) }, []string{"ada unassigned"}},
		"the machine takes it at the end": {func(d *desk, id uuid.UUID) { d.must(model, id, lifecycle.Unassign{End: ticket.ShiftEnded}) }, []string{"ada shift_ended"}},
		"declines it":                     {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Decline{Cause: ticket.NotMySkill}) }, []string{"ada declined against"}},
		"declines it for want of time":    {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Decline{Cause: ticket.NoTime}) }, []string{"ada declined"}},
		"solves it":                       {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Move{To: ticket.Resolved}) }, []string{"ada solved"}},
		"a program solves it":             {func(d *desk, id uuid.UUID) { d.must(program, id, lifecycle.Move{To: ticket.Resolved}) }, []string{"ada solved"}},
		"somebody else solves it":         {func(d *desk, id uuid.UUID) { d.must(bob, id, lifecycle.Move{To: ticket.Resolved}) }, []string{"ada taken_over"}},
		"it is spam":                      {func(d *desk, id uuid.UUID) { d.must(ada, id, lifecycle.Move{To: ticket.Spam}) }, []string{"ada spam"}},
		"it is opened again": {func(d *desk, id uuid.UUID) {
			d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
			d.pass(time.Hour)
			d.must(requester, id, lifecycle.Answer{Words: lifecycle.Words{Text: "no"}})
		}, []string{"ada solved reopened", "ada "}},
		"it is opened again for somebody else": {func(d *desk, id uuid.UUID) {
			d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
			d.pass(time.Hour)
			d.must(bob, id, lifecycle.Move{To: ticket.Open}, lifecycle.Assign{Agent: bob.ID})
		}, []string{"ada solved reopened", "bob "}},
		"it goes on in a follow-up": {func(d *desk, id uuid.UUID) {
			d.must(ada, id, lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Closed})
			if _, err := d.Hear(d.t.Context(), lifecycle.Order{Actor: requester, Ticket: id}, lifecycle.Answer{Words: lifecycle.Words{Text: "no"}}); err != nil {
				d.t.Fatal(err)
			}
		}, []string{"ada solved reopened"}},
		"it is merged": {func(d *desk, id uuid.UUID) { d.merge(id, d.open("b", nil).ID) }, []string{"ada merged"}},
		"a merge is undone": {func(d *desk, id uuid.UUID) {
			d.merge(id, d.open("b", nil).ID)
			d.pass(time.Hour)
			if _, err := d.Unmerge(d.t.Context(), lifecycle.Order{Actor: bob, Ticket: id}); err != nil {
				d.t.Fatal(err)
			}
		}, []string{"ada "}},
		"it is merged when it was solved": {func(d *desk, id uuid.UUID) {
			d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
			d.merge(id, d.open("b", nil).ID)
		}, []string{"ada solved"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			id := d.open("a", nil).ID
			d.assign(id, ada.ID)
			d.pass(time.Hour)
			c.do(d, id)
			got := d.ticket(id)
			if diff := cmp.Diff(c.want, ends(got)); diff != "" {
				t.Error(diff)
			}
			if first := got.Touches[0]; first.Worked != hours(1) && first.End != "" {
				t.Errorf("worked %v, want an hour", first.Worked)
			}
		})
	}
}

func (d *desk) merge(from, into uuid.UUID) {
	d.t.Helper()
	if _, err := d.Merge(d.t.Context(), lifecycle.Order{Actor: bob, Ticket: from}, into); err != nil {
		d.t.Fatal(err)
	}
}

func TestDecline(t *testing.T) {
	d := newDesk(t)
	id := d.open("a", nil).ID
	d.refused(ticket.Invalid, ada, id, lifecycle.Decline{Cause: ticket.NoTime}) // nobody has it
	d.must(bob, id, lifecycle.Assign{Agent: ada.ID})
	for cause, reason := range map[ticket.Cause]string{"": "", "bored": "", ticket.ShiftEnds: "", ticket.OtherCause: " \n"} {
		d.refused(ticket.Invalid, ada, id, lifecycle.Decline{Cause: cause, Reason: reason})
	}
	for _, actor := range []ticket.Actor{bob, model, clock, {Kind: ticket.ByRequester}} {
		d.refused(ticket.Forbidden, actor, id, lifecycle.Decline{Cause: ticket.NoTime})
	}
	after := d.must(ada, id, lifecycle.Decline{Cause: ticket.OtherCause, Reason: "my cousin"})
	if after.Assignee != uuid.Nil || after.Status != ticket.New || after.HumanSet("assignee") {
		t.Errorf("a declined ticket does not wait for somebody else: %+v", after)
	}
	if diff := cmp.Diff([]uuid.UUID{ada.ID}, after.Excluded(d.clock())); diff != "" {
		t.Error(diff)
	}
	if after := d.assign(id, ada.ID); after.Assignee != uuid.Nil {
		t.Error("the machine gave a ticket to somebody who had declined it")
	}
	if after := d.assign(id, bob.ID); after.Assignee != bob.ID {
		t.Error("nobody else can have it")
	}
	d.must(bob, id, lifecycle.Assign{Agent: ada.ID}) // a person may
	d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
	d.refused(ticket.Invalid, ada, id, lifecycle.Decline{Cause: ticket.NoTime})
}

// Who hands a ticket on does not get it again from the machine: for good where
// that says it is not theirs, for a while where it speaks of the moment. From
// whom it is taken, for load or for absence, may.
func TestGivingBack(t *testing.T) {
	program := ticket.Actor{Kind: ticket.ByToken, ID: uuid.UUID{0xc}}
	team := uuid.UUID{7}
	const now, later, never = 0, 1, 2 // when the machine may give it back
	for name, c := range map[string]struct {
		by   ticket.Actor
		do   []lifecycle.Command
		back int
	}{
		"without a cause":               {ada, []lifecycle.Command{lifecycle.Unassign{}}, never},
		"for want of skill":             {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.NotMySkill}}, never},
		"for a conflict of interest":    {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.Conflicted}}, never},
		"for a cause of her own":        {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.OtherCause}}, never},
		"for want of time":              {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.NoTime}}, later},
		"for load":                      {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.Load}}, later},
		"as her shift ends":             {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.ShiftEnds}}, later},
		"as she goes away":              {ada, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.IsAway}}, later},
		"to a team":                     {ada, []lifecycle.Command{lifecycle.Transfer{Team: team}}, never},
		"to a team, as her shift ends":  {ada, []lifecycle.Command{lifecycle.Transfer{Team: team, Cause: ticket.ShiftEnds}}, later},
		"a lead sends it to a team":     {bob, []lifecycle.Command{lifecycle.Transfer{Team: team}}, now},
		"a lead sends it away from her": {bob, []lifecycle.Command{lifecycle.Transfer{Team: team, Cause: ticket.NotMySkill}}, never},
		"to a colleague":                {ada, []lifecycle.Command{lifecycle.Assign{Agent: bob.ID}}, never},
		"a colleague takes it":          {bob, []lifecycle.Command{lifecycle.Assign{Agent: bob.ID}}, now},
		"a lead knows better":           {bob, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.NotMySkill}}, never},
		"a program knows better":        {program, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.NotMySkill}}, never},
		"a lead spreads the load":       {bob, []lifecycle.Command{lifecycle.Unassign{}}, now},
		"and says so":                   {bob, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.Load}}, now},
		"a program takes it":            {program, []lifecycle.Command{lifecycle.Unassign{}}, now},
		"the machine, as she is away":   {model, []lifecycle.Command{lifecycle.Unassign{Cause: ticket.IsAway, End: ticket.WentAway}}, now},
		"opens it again, gives it back": {ada, []lifecycle.Command{
			lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Open}, lifecycle.Unassign{}}, never},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			id := d.open("a", nil).ID
			d.assign(id, ada.ID)
			after := d.must(c.by, id, c.do...)
			if after.Assignee == ada.ID {
				t.Fatal("she still has it")
			}
			for when, by := range []time.Duration{0, ticket.Respite, 1000 * time.Hour} {
				d.pass(by)
				if free := !slices.Contains(after.Excluded(d.clock()), ada.ID); free != (when >= c.back && c.back != never) {
					t.Errorf("after %v she is free to get it: %t", by, free)
				}
				if after.Assignee != uuid.Nil {
					continue
				}
				if given := d.assign(id, ada.ID); given.Assignee == ada.ID {
					if when < c.back || c.back == never {
						t.Errorf("after %v the machine gives it back", by)
					}
					return
				} else if when >= c.back && c.back != never {
					t.Errorf("after %v the machine does not give it back", by)
				}
			}
			if after := d.must(bob, id, lifecycle.Assign{Agent: ada.ID}); after.Assignee != ada.ID {
				t.Error("a person cannot give it to them")
			}
		})
	}
}

// Who opens a ticket again to send it on had it for no time: that they do not get
// it back is kept, and speaks against nobody's skill beyond the solution that did
// not hold.
func TestSendingOnWhatWasOpenedAgain(t *testing.T) {
	for name, command := range map[string]lifecycle.Command{
		"to a team": lifecycle.Transfer{Team: uuid.UUID{7}}, "to a colleague": lifecycle.Assign{Agent: bob.ID}, "to the queue": lifecycle.Unassign{},
	} {
		d := newDesk(t)
		id := d.open("a", nil).ID
		d.assign(id, ada.ID)
		d.pass(time.Hour)
		d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
		d.pass(time.Hour)
		after := d.must(ada, id, lifecycle.Move{To: ticket.Open}, command)
		if !slices.Contains(after.Excluded(d.clock()), ada.ID) {
			t.Errorf("%s: she may get it again", name)
		}
		for _, touch := range after.Touches {
			if touch.Against {
				t.Errorf("%s: %+v speaks against her", name, touch)
			}
		}
	}
}

// A ticket that is to be worked on again goes to its agent, unless they are no
// longer there: then it waits for somebody else.
func TestNobodyWhoLeftGetsATicketBack(t *testing.T) {
	here := ticket.Agent{ID: ada.ID, Email: "ada@example.org"}
	gone := here
	gone.Disabled = true
	requester := ticket.Actor{Kind: ticket.ByRequester}
	for name, wait := range map[string]func(d *desk, id, other uuid.UUID) func(){
		"resolved": func(d *desk, id, _ uuid.UUID) func() {
			d.must(ada, id, lifecycle.Move{To: ticket.Resolved})
			return func() {
				if _, err := d.Hear(d.t.Context(), lifecycle.Order{Actor: requester, Ticket: id}, lifecycle.Answer{Words: lifecycle.Words{Text: "no"}}); err != nil {
					d.t.Error(err)
				}
			}
		},
		"pending": func(d *desk, id, _ uuid.UUID) func() {
			d.must(ada, id, lifecycle.Move{To: ticket.Pending})
			return func() { d.must(requester, id, lifecycle.Answer{Words: lifecycle.Words{Text: "this"}}) }
		},
		"snoozed": func(d *desk, id, _ uuid.UUID) func() {
			d.must(ada, id, lifecycle.Snooze{Until: d.clock().Add(time.Minute)})
			return func() { d.pass(time.Hour); d.must(clock, id, lifecycle.Wake{}) }
		},
		"merged": func(d *desk, id, other uuid.UUID) func() {
			d.merge(id, other)
			return func() {
				if _, err := d.Unmerge(d.t.Context(), lifecycle.Order{Actor: bob, Ticket: id}); err != nil {
					d.t.Error(err)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, left := range []bool{false, true} {
				d := newDesk(t)
				d.hire(here, ticket.Agent{ID: bob.ID, Email: "bob@example.org"})
				id := d.open("a", nil).ID
				d.must(bob, id, lifecycle.Assign{Agent: ada.ID})
				wake := wait(d, id, d.open("b", nil).ID)
				if left {
					d.hire(gone)
				}
				wake()
				got := d.ticket(id)
				if !left && (got.Assignee != ada.ID || got.Status != ticket.Open) {
					t.Errorf("%s has the ticket, which is %s; want its agent", got.Assignee, got.Status)
				}
				if left && (got.Assignee != uuid.Nil || got.Status != ticket.New || got.HumanSet("assignee") || got.Current() != nil) {
					t.Errorf("%s, who left, has the ticket, which is %s: %v", got.Assignee, got.Status, ends(got))
				}
				d.history(id)
			}
		})
	}
}

// Only the time of an agent's shifts counts as work.
func TestWorkIsDoneOnShift(t *testing.T) {
	d := newDeskWithSLA(t)
	d.hire(ticket.Agent{ID: ada.ID, Email: "ada@example.org", Schedule: json.RawMessage(`{"time_zone":"UTC","weekly":[{"day":"monday","from":"08:00","to":"10:30"},{"day":"tuesday","from":"08:00","to":"12:00"}]}`)},
		ticket.Agent{ID: bob.ID, Email: "bob@example.org"})
	for agent, want := range map[ticket.Actor]time.Duration{ada: 2*time.Hour + 30*time.Minute, bob: 8 * time.Hour} { // bob by the hours of the office
		id := d.open("a", nil).ID
		d.assign(id, agent.ID)
		d.pass(24 * time.Hour)
		if got := d.must(agent, id, lifecycle.Move{To: ticket.Resolved}); time.Duration(got.Touches[0].Worked) != want {
			t.Errorf("worked %v, want %v", got.Touches[0].Worked, want)
		}
		d.pass(-24 * time.Hour)
	}
}

func TestLateIsNotTheAgentsFault(t *testing.T) {
	d := newDeskWithSLA(t)
	id := d.open("a", nil).ID
	d.pass(2 * time.Hour)
	if got := d.assign(id, ada.ID); !got.Touches[0].Late {
		t.Error("assigned after its first answer was due, and not late")
	}
	d.must(ada, id, lifecycle.Reply{Words: lifecycle.Words{Text: "so"}})
	if got := d.must(bob, id, lifecycle.Assign{Agent: bob.ID}); got.Touches[1].Late {
		t.Error("answered before it was assigned, and late")
	}
}

func TestTouchesAreFew(t *testing.T) {
	var long ticket.Ticket
	for i := range 50 {
		touch := ticket.Touch{Agent: uuid.UUID{byte(i)}, EndedAt: monday, Propensity: math.Inf(1), Declared: -1, Foreign: math.NaN()}
		if i < 3 {
			touch.End = ticket.Declined
		}
		long.Begin(touch)
	}
	if len(long.Touches) != ticket.TouchLength || long.Attempts() != 50 || len(long.Excluded(monday)) != 3 || long.Touches[3].Attempt != 33 {
		t.Errorf("%d touches kept of %d, %v excluded", len(long.Touches), long.Attempts(), long.Excluded(monday))
	}
	if last := long.LastTouch(); last.Propensity != 1 || last.Declared != 0 || last.Foreign != 0 {
		t.Errorf("what is no share was kept: %+v", last)
	}
	var declined ticket.Ticket
	for i := range 30 {
		declined.Begin(ticket.Touch{Agent: uuid.UUID{byte(i)}, EndedAt: monday, End: ticket.Declined})
	}
	if len(declined.Excluded(monday)) != 30 {
		t.Errorf("%d excluded, want all 30 who declined", len(declined.Excluded(monday)))
	}
	var back ticket.Ticket
	for i := range 30 {
		back.Begin(ticket.Touch{Agent: uuid.UUID{byte(i)}, EndedAt: monday, End: ticket.Unassigned, GaveBack: true})
	}
	if len(back.Excluded(monday)) != 30 {
		t.Errorf("%d excluded, want all 30 who gave it back", len(back.Excluded(monday)))
	}
}
