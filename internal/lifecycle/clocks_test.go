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

// newDeskWithSLA answers within an hour and solves within six, from nine to
// five in Berlin; a first answer that is late makes the ticket more urgent and
// brings it to another team.
func newDeskWithSLA(t *testing.T) *desk {
	d := newDesk(t)
	office := calendar.Calendar{Name: "Office", Zone: "Europe/Berlin"}
	for _, day := range []calendar.Day{"monday", "tuesday", "wednesday", "thursday", "friday"} {
		office.Weekly = append(office.Weekly, calendar.Window{Day: day, From: "09:00", To: "17:00"})
	}
	d.record(store.Calendars, "office", office)
	d.record(store.Teams, "second line", ticket.Team{Name: "Second line"})
	hours := func(h int) sla.Duration { return sla.Duration(time.Duration(h) * time.Hour) }
	d.record(store.Policies, "standard", sla.Policy{
		Name: "Standard", Calendar: "Office", WarnFraction: .75,
		Targets:     map[string]sla.Targets{"normal": {FirstResponse: hours(1), NextResponse: hours(2), Resolution: hours(6)}, "high": {FirstResponse: hours(1), Resolution: hours(4)}},
		Escalations: []sla.Step{{Clock: sla.FirstResponse, At: sla.Breach, Do: sla.RaisePriority}, {Clock: sla.FirstResponse, At: sla.Breach, Do: sla.Reassign, To: "Second line"}},
	})
	plan, err := lifecycle.ReadPlan(t.Context(), d.store)
	if err != nil {
		t.Fatal(err)
	}
	d.SetPlan(plan)
	return d
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
