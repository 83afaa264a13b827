package incident_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike/incident"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// past gives a desk two quiet days.
func (d *desk) past() {
	d.Helper()
	d.now = monday.Add(-48 * time.Hour)
	for i := range 16 {
		d.load(usual(10*i, 10)...)
		d.now = d.now.Add(3 * time.Hour)
	}
}

func (d *desk) only(w *incident.Watch, states ...incident.State) incident.Incident {
	d.Helper()
	all, err := w.List(d.Context(), states...)
	if err != nil {
		d.Fatal(err)
	}
	if len(all) != 1 {
		d.Fatalf("there are %d incidents: %+v", len(all), all)
	}
	return all[0]
}

func TestABurstIsNoticedOpenedAndAnswered(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		d.past()
		one, other := d.node(), d.node()
		d.look(one, other)
		d.load(outage(0, 7)...)
		d.look(one, other)
		if all, _ := one.List(t.Context()); len(all) != 0 {
			t.Fatalf("seven people make an incident: %+v", all)
		}
		d.now = d.now.Add(time.Minute)
		d.load(outage(7, 40)...)
		d.look(one, other)
		i := d.only(other)
		if i.State != incident.Proposed || i.Count != 47 || i.Requesters != 47 || i.Expected > 1 || i.Chance > 1e-4 || i.Languages["en"] != 47 {
			t.Errorf("noticed %+v", i)
		}
		if words := strings.Join(i.Words, " "); !strings.Contains(words, "payment") || strings.Contains(words, "acme") {
			t.Errorf("it is about %q", words)
		}
		if _, err := one.Tell(t.Context(), ada, i.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "Mended."}}, 100); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("an incident that is not open is answered: %v", err)
		}

		// Two nodes open it at once, in parts.
		first, err := one.Begin(t.Context(), ada, i.ID, uuid.Nil, 20)
		if err != nil || first.Left != 27 {
			t.Fatalf("%d are left, %v", first.Left, err)
		}
		second, err := other.Begin(t.Context(), ada, i.ID, uuid.Nil, 1000)
		if err != nil || second.Left != 0 || second.Incident.Problem != first.Incident.Problem {
			t.Fatalf("%d are left, problems %s and %s, %v", second.Left, first.Incident.Problem, second.Incident.Problem, err)
		}
		problem := d.ticket(first.Incident.Problem)
		if len(problem.Links) != 47 || problem.Links[0].Kind != ticket.Causes || problem.Priority != ticket.High {
			t.Errorf("the problem has %d links", len(problem.Links))
		}

		// One is unlinked by hand, and hears nothing.
		strange := i.Tickets[3]
		if _, err := d.Unlink(t.Context(), lifecycle.Order{Actor: ada, Ticket: strange}, ticket.CausedBy, problem.ID); err != nil {
			t.Fatal(err)
		}
		reply := lifecycle.Reply{Words: lifecycle.Words{Text: "The payment page is back."}, Status: ticket.Resolved}
		for round, left := range []int{17, 0, 0} {
			done, err := other.Tell(t.Context(), ada, i.ID, reply, 30)
			if err != nil || done.Left != left {
				t.Fatalf("round %d: %d are left, %v", round, done.Left, err)
			}
		}
		for n, id := range i.Tickets {
			messages, err := d.store.Messages(t.Context(), []uuid.UUID{id}, uuid.Nil, 10)
			want := 2
			if id == strange {
				want = 1
			}
			if err != nil || len(messages) != want || d.ticket(id).Status == ticket.Resolved != (want == 2) {
				t.Errorf("ticket %d has %d messages, status %s, %v", n, len(messages), d.ticket(id).Status, err)
			}
		}

		// A node that starts now knows it, and notices no second one.
		late := d.node()
		d.now = d.now.Add(time.Minute)
		d.load(outage(47, 10)...)
		d.look(late, one, other)
		if i := d.only(late, incident.Open); i.Count != 57 || i.Linked != 47 {
			t.Errorf("it has %d tickets, %d linked", i.Count, i.Linked)
		}
		if over, err := one.Dismiss(t.Context(), ada, i.ID, "mended"); err != nil || over.State != incident.Over {
			t.Errorf("%v, %v", over.State, err)
		}
		if _, err := one.Begin(t.Context(), ada, i.ID, uuid.Nil, 10); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("what is over is opened: %v", err)
		}
	})
}

func (d *desk) ticket(id uuid.UUID) ticket.Ticket {
	d.Helper()
	t, err := d.store.Ticket(d.Context(), id)
	if err != nil {
		d.Fatal(err)
	}
	return t
}

func TestWhatIsDismissedStaysSo(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past()
	w := d.node()
	d.load(outage(0, 20)...)
	d.look(w)
	i := d.only(w)
	if _, err := w.Dismiss(t.Context(), ada, i.ID, "a test of ours"); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(20 * time.Minute)
	d.load(outage(20, 20)...)
	d.look(w)
	if i := d.only(w); i.State != incident.Dismissed || i.Count != 40 {
		t.Errorf("it is %s and has %d tickets", i.State, i.Count)
	}
	d.now = d.now.Add(31 * 24 * time.Hour)
	d.look(w)
	if all, _ := w.List(t.Context()); len(all) != 0 {
		t.Errorf("after a month there are %d", len(all))
	}
}

func TestAProposalPasses(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past()
	w := d.node()
	d.load(outage(0, 20)...)
	d.look(w)
	d.now = d.now.Add(25 * time.Hour)
	d.look(w)
	if i := d.only(w); i.State != incident.Passed {
		t.Errorf("it is %s", i.State)
	}
}

func TestProblemsThatCannotBe(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past()
	w := d.node()
	tickets := d.load(outage(0, 12)...)
	d.look(w)
	i := d.only(w)
	if _, err := w.Begin(t.Context(), ada, i.ID, uuid.New(), 10); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("a problem that is not there: %v", err)
	}
	if _, err := w.Begin(t.Context(), ada, uuid.New(), uuid.Nil, 10); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("an incident that is not there: %v", err)
	}
	// One of its own tickets is the problem.
	done, err := w.Begin(t.Context(), ada, i.ID, tickets[5].ID, 100)
	if err != nil || done.Left != 0 || len(d.ticket(tickets[5].ID).Links) != 11 {
		t.Errorf("%d left, %v", done.Left, err)
	}
	if _, err := w.Begin(t.Context(), ada, i.ID, tickets[6].ID, 100); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("another problem: %v", err)
	}
	if _, err := w.Tell(t.Context(), ada, i.ID, lifecycle.Reply{Words: lifecycle.Words{Text: " "}}, 10); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("an empty answer: %v", err)
	}
}

func TestFiveThousandInAMinute(t *testing.T) {
	many := 5000
	if testing.Short() {
		many = 1200
	}
	d := newDesk(t, enginetest.SQLite(t))
	d.past()
	w := d.node()
	d.look(w)
	for at := 0; at < many; at += 1000 {
		d.load(outage(at, min(1000, many-at))...)
		d.now = d.now.Add(12 * time.Second)
		d.look(w)
	}
	i := d.only(w)
	if i.Count != many || i.LastHour != many {
		t.Fatalf("it has %d tickets, %d in the last hour", i.Count, i.LastHour)
	}
	done, err := w.Begin(t.Context(), ada, i.ID, uuid.Nil, 600)
	if err != nil || done.Left != many-600 {
		t.Fatalf("%d left, %v", done.Left, err)
	}
	for _, o := range done.Outcomes {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
	}
	if n := len(d.ticket(done.Incident.Problem).Links); n != 500 {
		t.Errorf("the problem has %d links", n)
	}
	if links := d.ticket(i.Tickets[599]).Links; len(links) != 1 || links[0].Ticket != done.Incident.Problem {
		t.Errorf("the last one is linked to %v", links)
	}
}

func TestSimilarTickets(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.past()
	w := d.node()
	body := "the lid of the coffee machine that I bought in May is broken, order %d, can you send me a new one?"
	mine := d.load(
		writes(1, ticket.Email, "Broken lid", fmt.Sprintf("Hello,\n\n"+body, 48123)),
		writes(1, ticket.Chat, "", fmt.Sprintf(body, 48123)),
		writes(1, ticket.Web, "Lid", fmt.Sprintf("Dear team,\n\n"+body+"\n\nRegards", 48123)),
		writes(2, ticket.Email, "Broken lid", fmt.Sprintf(body, 99001)))
	d.look(w)
	got, err := w.Similar(t.Context(), &mine[2], 10)
	if err != nil || !got.Ready || len(got.Data) != 3 {
		t.Fatalf("%d are similar, %v: %+v", len(got.Data), err, got.Data)
	}
	for _, s := range got.Data {
		same := s.Ticket != mine[3].ID
		if (s.Requester == "same") != same || s.OtherChannel != same || s.Similarity < .5 {
			t.Errorf("%+v", s)
		}
		action, path, into := "link", mine[3].ID.String()+"/links", mine[2].ID
		if same {
			action, path, into = "merge", mine[2].ID.String()+"/merge", s.Ticket
		}
		if s.Offer == nil || s.Offer.Action != action || !strings.HasSuffix(s.Offer.Path, path) || s.Offer.Body["into"] != into && s.Offer.Body["ticket"] != into {
			t.Errorf("for %s: %+v", s.Requester, s.Offer)
		}
	}
	// Once merged there is nothing to offer, and a ticket that is not held is read.
	if _, err := d.Merge(t.Context(), lifecycle.Order{Actor: ada, Ticket: mine[2].ID}, mine[0].ID); err != nil {
		t.Fatal(err)
	}
	for _, node := range []*incident.Watch{w, d.node()} {
		d.look(node)
		merged := d.ticket(mine[0].ID)
		got, err := node.Similar(t.Context(), &merged, 10)
		if err != nil || len(got.Data) != 3 {
			t.Fatalf("%d are similar, %v", len(got.Data), err)
		}
		for _, s := range got.Data {
			if (s.Offer == nil) != (s.Ticket == mine[2].ID) {
				t.Errorf("%+v", s)
			}
		}
	}
	fresh := d.load(writes(3, ticket.Email, "Broken lid", fmt.Sprintf(body, 55555)))
	if got, err := w.Similar(t.Context(), &fresh[0], 2); err != nil || len(got.Data) != 2 {
		t.Errorf("%d of a ticket that was not seen, %v", len(got.Data), err)
	}
}
