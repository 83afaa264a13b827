package lifecycle_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/lifecycle"
	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// record stores something that a lead has set up.
func (d *desk) record(kind store.RecordKind, key string, body any) {
	d.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	w := &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: kind, ID: uuid.Must(uuid.NewV7()), Key: key, Body: raw}}}}
	if _, err := d.store.Commit(d.t.Context(), w); err != nil {
		d.t.Fatal(err)
	}
}

var office = calendar.Calendar{Name: "Office", Zone: "Europe/Berlin", Weekly: []calendar.Window{
	{Day: "monday", From: "09:00", To: "17:00"}, {Day: "tuesday", From: "09:00", To: "17:00"}, {Day: "wednesday", From: "09:00", To: "17:00"},
	{Day: "thursday", From: "09:00", To: "17:00"}, {Day: "friday", From: "09:00", To: "17:00"},
}}

func hours(h int) sla.Duration { return sla.Duration(time.Duration(h) * time.Hour) }

var standard = sla.Policy{
	Name: "Standard", Calendar: "Office", WarnFraction: .75,
	Targets:     map[string]sla.Targets{"normal": {FirstResponse: hours(1), NextResponse: hours(2), Resolution: hours(6)}, "high": {FirstResponse: hours(1), Resolution: hours(4)}},
	Escalations: []sla.Step{{Clock: sla.FirstResponse, At: sla.Breach, Do: sla.RaisePriority}, {Clock: sla.FirstResponse, At: sla.Breach, Do: sla.Reassign, To: "Second line"}},
}

// newDeskWithSLA answers within an hour and solves within six, from nine to
// five in Berlin; a first answer that is late makes the ticket more urgent and
// brings it to another team.
func newDeskWithSLA(t *testing.T) *desk {
	d := newDesk(t)
	d.record(store.Teams, "second line", ticket.Team{Name: "Second line"})
	d.record(store.Calendars, "office", office)
	d.record(store.Policies, "standard", standard)
	d.readPlan()
	return d
}

// readPlan puts in force what is set up.
func (d *desk) readPlan() {
	d.t.Helper()
	plan, err := lifecycle.ReadPlan(d.t.Context(), d.store)
	if err != nil {
		d.t.Fatal(err)
	}
	d.SetPlan(plan)
}

// remove takes away all of a kind that a lead has set up.
func (d *desk) remove(kind store.RecordKind) {
	d.t.Helper()
	all, err := d.store.RecordsOf(d.t.Context(), kind)
	if err != nil {
		d.t.Fatal(err)
	}
	var w store.Write
	for _, r := range all {
		w.Records = append(w.Records, store.RecordWrite{Expect: r.Version, Record: r, Remove: true})
	}
	if _, err := d.store.Commit(d.t.Context(), &w); err != nil {
		d.t.Fatal(err)
	}
}

// edit stores a calendar in place of the one there is.
func (d *desk) edit(c calendar.Calendar) {
	d.t.Helper()
	all, err := d.store.RecordsOf(d.t.Context(), store.Calendars)
	if err != nil || len(all) != 1 {
		d.t.Fatalf("%d calendars, %v", len(all), err)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		d.t.Fatal(err)
	}
	record := all[0]
	record.Body = raw
	if _, err := d.store.Commit(d.t.Context(), &store.Write{Records: []store.RecordWrite{{Expect: record.Version, Record: record}}}); err != nil {
		d.t.Fatal(err)
	}
	d.readPlan()
}

// wake lets time pass until an instant and rings the alarm.
func (d *desk) wakeAt(id uuid.UUID, at time.Time) ticket.Ticket {
	d.t.Helper()
	d.pass(at.Sub(d.clock()))
	return d.must(clock, id, lifecycle.Wake{})
}

func TestDeadlinesAreMetOrBreached(t *testing.T) {
	d := newDeskWithSLA(t)
	got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} }) // Monday, ten in Berlin
	d.must(ada, got.ID, lifecycle.Assign{Agent: ada.ID})
	if due := got.SLA.First.Due; !due.Equal(monday.Add(time.Hour)) || !got.WakeAt.Equal(monday.Add(45*time.Minute)) {
		t.Errorf("first response due %s, alarm %s; want an hour later, a warning 15 minutes before", due, got.WakeAt)
	}
	if due := got.SLA.Solve.Due; !due.Equal(monday.Add(6 * time.Hour)) {
		t.Errorf("resolution due %s", due)
	}
	d.wakeAt(got.ID, monday.Add(45*time.Minute))
	after := d.wakeAt(got.ID, monday.Add(time.Hour+time.Second))
	if after.Priority != ticket.High || after.Team == uuid.Nil || after.Assignee != uuid.Nil || after.Status != ticket.New {
		t.Errorf("after the breach: %s, team %s, assignee %s, %s", after.Priority, after.Team, after.Assignee, after.Status)
	}
	if due := after.SLA.Solve.Due; !due.Equal(monday.Add(4 * time.Hour)) {
		t.Errorf("a high ticket is due %s, want four hours after it came", due)
	}
	if again := d.must(clock, got.ID, lifecycle.Wake{}); again.Version != after.Version {
		t.Error("a breach was noted twice")
	}
	after = d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "sorry"}})
	if first := after.SLA.First; !first.BreachedAt.Equal(monday.Add(time.Hour)) || first.MetAt.IsZero() {
		t.Errorf("met late: %+v", first)
	}
	want := []ticket.EventType{
		ticket.TicketCreated, ticket.TicketTriaged, ticket.TicketAssigned, ticket.TicketMoved,
		ticket.SLAWarned,
		ticket.SLABreached, ticket.SLAEscalated, ticket.TicketChanged, ticket.SLAEscalated, ticket.TicketAssigned, ticket.TicketMoved,
		ticket.MessageAdded, ticket.TicketMoved,
	}
	if diff := cmp.Diff(want, d.history(got.ID)); diff != "" {
		t.Error(diff)
	}
}

// Time in which the requester has to act, and closed hours, do not count.
func TestDeadlinesWait(t *testing.T) {
	d := newDeskWithSLA(t)
	got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
	d.pass(30 * time.Minute)
	after := d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "which printer?"}, Status: ticket.Pending})
	if after.SLA.First.State != sla.Met || after.SLA.Solve.State != sla.Paused || !after.WakeAt.IsZero() {
		t.Errorf("pending: %+v, alarm %s", after.SLA, after.WakeAt)
	}
	d.pass(48 * time.Hour)
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester}, Ticket: got.ID}
	after, err := d.Hear(t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "the blue one"}})
	if err != nil {
		t.Fatal(err)
	}
	wednesday := monday.Add(48*time.Hour + 30*time.Minute)
	if !after.SLA.Next.Due.Equal(wednesday.Add(2 * time.Hour)) {
		t.Errorf("next response due %s, want two hours after the answer", after.SLA.Next.Due)
	}
	if want := wednesday.Add(5*time.Hour + 30*time.Minute); !after.SLA.Solve.Due.Equal(want) {
		t.Errorf("resolution due %s, want %s: half an hour of six was used", after.SLA.Solve.Due, want)
	}
	d.must(ada, got.ID, lifecycle.Move{To: ticket.Resolved})
	if after = d.ticket(got.ID); after.SLA.Solve.State != sla.Met {
		t.Errorf("resolved: %+v", after.SLA.Solve)
	}
}

// A policy and a calendar that get other names promise what they promised:
// nights count no more than before, and what was done is not done again.
func TestNamesMakeNoDifference(t *testing.T) {
	renamed, calendar := standard, office
	renamed.Name, renamed.Calendar, calendar.Name = "Bronze", "Desk", "Desk"
	d := newDeskWithSLA(t)
	read := func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} }
	late := d.open("late", read)
	d.wakeAt(late.ID, monday.Add(6*time.Hour)) // four in the afternoon
	late = d.must(clock, late.ID, lifecycle.Wake{})
	solve := d.open("overnight", read)
	d.must(ada, solve.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "we look into it"}})
	d.pass(18 * time.Hour)

	d.remove(store.Policies)
	d.remove(store.Calendars)
	d.record(store.Calendars, "desk", calendar)
	d.record(store.Policies, "bronze", renamed)
	d.readPlan()
	after := d.must(ada, solve.ID, lifecycle.Note{Words: lifecycle.Words{Text: "hm"}})
	if due := after.SLA.Solve.Due; !due.Equal(solve.SLA.Solve.Due) || after.SLA.Terms.Policy != "Bronze" {
		t.Errorf("due %s by %s, want %s as before", due, after.SLA.Terms.Policy, solve.SLA.Solve.Due)
	}
	d.must(bob, late.ID, lifecycle.Note{Words: lifecycle.Words{Text: "hm"}})
	before := len(d.history(late.ID))
	d.must(clock, late.ID, lifecycle.Wake{})
	if history := d.history(late.ID); len(history) != before {
		t.Errorf("done again for another name: %s", history[before:])
	}
}

// Two policies that hand a late ticket to each other's team come to an end.
func TestEscalationsDoNotRing(t *testing.T) {
	d := newDesk(t)
	d.record(store.Teams, "left", ticket.Team{Name: "Left"})
	d.record(store.Teams, "right", ticket.Team{Name: "Right"})
	teams, err := d.store.RecordsOf(t.Context(), store.Teams)
	if err != nil {
		t.Fatal(err)
	}
	d.record(store.Calendars, "office", office)
	for i, to := range []string{"Right", "Left"} {
		d.record(store.Policies, to, sla.Policy{
			Name: "To " + to, Calendar: "Office", Match: sla.Match{Teams: []string{teams[i].ID.String()}},
			Targets:     map[string]sla.Targets{"normal": {FirstResponse: hours(1)}},
			Escalations: []sla.Step{{At: sla.Breach, Do: sla.Reassign, To: to}},
		})
	}
	d.readPlan()
	got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
	d.must(ada, got.ID, lifecycle.Transfer{Team: teams[0].ID})
	d.pass(2 * time.Hour)
	for range 10 {
		got = d.must(clock, got.ID, lifecycle.Wake{})
	}
	if !got.WakeAt.IsZero() || got.Team != teams[0].ID {
		t.Errorf("alarm %s, team %s: want it to come to rest after a turn each", got.WakeAt, got.Team)
	}
}

// What was answered before anything was promised was answered in time.
func TestAnsweredBeforeThePolicy(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "on it"}})
	d.pass(3 * time.Hour)
	d.record(store.Calendars, "office", office)
	d.record(store.Policies, "standard", standard)
	d.readPlan()
	after := d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "done soon"}})
	if first := after.SLA.First; first.State != sla.Met || !first.MetAt.Equal(monday) {
		t.Errorf("first response: %+v, want it met when it was given", first)
	}
}

// A promise that was kept stays kept in a ticket that is merged, and comes
// back with it.
func TestMergedKeepsItsPromise(t *testing.T) {
	d := newDeskWithSLA(t)
	got, into := d.open("x", nil), d.open("y", nil)
	d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "done"}, Status: ticket.Resolved})
	d.pass(time.Hour)
	order := lifecycle.Order{Actor: ada, Ticket: got.ID}
	if _, err := d.Merge(t.Context(), order, into.ID); err != nil {
		t.Fatal(err)
	}
	if solve := d.ticket(got.ID).SLA.Solve; solve.State != sla.Met || !solve.MetAt.Equal(monday) {
		t.Errorf("merged: %+v", solve)
	}
	d.pass(time.Hour)
	after, err := d.Unmerge(t.Context(), order)
	if err != nil {
		t.Fatal(err)
	}
	if solve := after.SLA.Solve; solve.State != sla.Met || !solve.MetAt.Equal(monday) {
		t.Errorf("unmerged: %+v", solve)
	}
}

// load loads a ticket that came at nine, was answered ten minutes later and
// may have gone on after that.
func (d *desk) load(status ticket.Status, more ...lifecycle.PastMessage) ticket.Ticket {
	d.t.Helper()
	came := monday.Add(-time.Hour)
	return d.open("from elsewhere", func(in *lifecycle.Intake) {
		answer := lifecycle.PastMessage{Words: lifecycle.Words{Text: "which one?"}, Author: ticket.ByAgent, Public: true, At: came.Add(10 * time.Minute)}
		in.Past = &lifecycle.Past{CreatedAt: came, Status: status, Messages: append([]lifecycle.PastMessage{answer}, more...)}
		in.Reading = &lifecycle.Reading{}
	})
}

// Of what a ticket from elsewhere has behind it, only the time counts in which
// the desk had to act.
func TestPastCountsAsItWas(t *testing.T) {
	d := newDeskWithSLA(t)
	ask := lifecycle.PastMessage{Words: lifecycle.Words{Text: "the blue one"}, Author: ticket.ByRequester, Public: true, At: monday.Add(-20 * time.Minute)}
	open, pending, resolved := d.load(ticket.Open, ask), d.load(ticket.Pending), d.load(ticket.Resolved)
	if due := open.SLA.Next.Due; !due.Equal(ask.At.Add(2*time.Hour)) || open.SLA.First.State != sla.Met {
		t.Errorf("open: next response due %s, want two hours after it was asked for; %+v", due, open.SLA.First)
	}
	if solve := pending.SLA.Solve; solve.State != sla.Paused || solve.Remaining != sla.Duration(6*time.Hour-10*time.Minute) {
		t.Errorf("pending: %+v, want ten minutes used", solve)
	}
	if resolved.SLA != nil {
		t.Errorf("resolved: %+v, want nothing promised", resolved.SLA)
	}
	d.pass(2 * 24 * time.Hour)
	for id, left := range map[uuid.UUID]time.Duration{pending.ID: 6*time.Hour - 10*time.Minute, resolved.ID: 6 * time.Hour} {
		order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester}, Ticket: id}
		after, err := d.Hear(t.Context(), order, lifecycle.Answer{Words: lifecycle.Words{Text: "again"}})
		if err != nil {
			t.Fatal(err)
		}
		now := d.clock()
		if c := after.SLA; !c.Solve.Due.Equal(now.Add(left)) || !c.Next.Due.Equal(now.Add(2*time.Hour)) || c.First.State != sla.Met {
			t.Errorf("heard again: %+v, want %s left to resolve it and two hours to answer", c, left)
		}
	}
}

// A late ticket goes to the agent whom the policy names, unless they are disabled.
func TestEscalationSparesTheDisabled(t *testing.T) {
	for _, disabled := range []bool{false, true} {
		d := newDesk(t)
		d.record(store.Agents, "lea@example.org", ticket.Agent{Name: "Lea", Email: "lea@example.org", Disabled: disabled})
		d.record(store.Calendars, "office", office)
		to := standard
		to.Escalations = []sla.Step{{At: sla.Breach, Do: sla.Reassign, To: "lea@example.org"}}
		d.record(store.Policies, "standard", to)
		d.readPlan()
		got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
		d.must(ada, got.ID, lifecycle.Assign{Agent: ada.ID})
		after := d.wakeAt(got.ID, monday.Add(61*time.Minute))
		if stays := after.Assignee == ada.ID; stays != disabled {
			t.Errorf("disabled %t: assigned to %s", disabled, after.Assignee)
		}
	}
}

// A ticket at rest takes on what was changed when it is woken.
func TestChangesReachTicketsAtRest(t *testing.T) {
	d := newDeskWithSLA(t)
	got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
	before := d.Plan()
	if d.readPlan(); !before.Same(d.Plan()) {
		t.Error("a plan that was read again is another")
	}
	faster := standard
	faster.Targets = map[string]sla.Targets{"normal": {Resolution: hours(2)}}
	d.remove(store.Policies)
	d.record(store.Policies, "standard", faster)
	if d.readPlan(); before.Same(d.Plan()) {
		t.Error("a plan with another policy is the same")
	}
	if after := d.must(clock, got.ID, lifecycle.Wake{}); !after.SLA.Solve.Due.Equal(monday.Add(2*time.Hour)) || after.SLA.First.State != "" {
		t.Errorf("after the change: %+v", after.SLA)
	}
	before = d.Plan()
	fewer := office
	fewer.Weekly = office.Weekly[1:] // no Mondays
	d.remove(store.Calendars)
	d.record(store.Calendars, "office", fewer)
	if d.readPlan(); before.Same(d.Plan()) {
		t.Error("a plan with another calendar is the same")
	}
	if after := d.must(clock, got.ID, lifecycle.Wake{}); !after.SLA.Solve.Due.Equal(monday.Add(25 * time.Hour)) {
		t.Errorf("due %s, want Tuesday at eleven in Berlin", after.SLA.Solve.Due)
	}
}

// Open time that was used up stays used, and time that was closed does not become
// open, when a calendar is edited.
func TestEditedCalendarLeavesThePast(t *testing.T) {
	late := office
	late.Weekly = office.Weekly[1:] // no Mondays
	round := calendar.Always()
	round.Name, round.Zone = office.Name, office.Zone
	for name, c := range map[string]struct {
		opened, edited time.Duration // after ten in Berlin on Monday
		to             []calendar.Calendar
		due            time.Duration
	}{
		"closed where it was open": {0, 3 * time.Hour, []calendar.Calendar{late}, 26 * time.Hour},               // three hours are left on Tuesday
		"open where it was closed": {6 * time.Hour, 22 * time.Hour, []calendar.Calendar{round}, 27 * time.Hour}, // one was used
		"closed, and open again":   {0, 3 * time.Hour, []calendar.Calendar{late, office}, 6 * time.Hour},        // nothing happened
		"closed, and always open":  {0, 3 * time.Hour, []calendar.Calendar{late, round}, 6 * time.Hour},         // three are left
		"no longer its policy's":   {0, 3 * time.Hour, []calendar.Calendar{{Name: "Desk", Zone: office.Zone, Weekly: office.Weekly}}, 6 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWithSLA(t)
			d.pass(c.opened)
			got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
			d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "we look into it"}})
			d.pass(c.edited - c.opened)
			for _, to := range c.to {
				d.edit(to)
			}
			for range 3 { // and so it stays
				d.readPlan()
				after := d.must(clock, got.ID, lifecycle.Wake{}).SLA.Solve
				if !after.Due.Equal(monday.Add(c.due)) || after.State != sla.Running {
					t.Fatalf("due %s, want %s: %+v", after.Due, monday.Add(c.due), after)
				}
			}
		})
	}
}
