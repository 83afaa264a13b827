package incident_test

import (
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike/incident"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// monday is when the clock of the tests starts.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var ada = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa}}

// desk is a Desk over a real database, with a clock that the test moves.
type desk struct {
	*lifecycle.Desk
	*testing.T
	store store.Store
	now   time.Time
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func newDesk(t *testing.T, s store.Store) *desk {
	d := &desk{T: t, store: s, now: monday}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), func() time.Time { return d.now }, newID)
	return d
}

// node is another node of the desk, which has seen nothing.
func (d *desk) node() *incident.Watch {
	d.Helper()
	w, err := incident.New(incident.Config{Store: d.store, Desk: d.Desk, Now: func() time.Time { return d.now }, NewID: newID, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		d.Fatal(err)
	}
	return w
}

func (d *desk) look(nodes ...*incident.Watch) {
	d.Helper()
	for _, w := range nodes {
		if err := w.Look(d.Context()); err != nil {
			d.Fatal(err)
		}
	}
}

// writes is a ticket of a person.
func writes(person int, channel ticket.Channel, subject, body string) lifecycle.Intake {
	address := fmt.Sprintf("p%d@example.org", person)
	return lifecycle.Intake{
		Actor: ada, Requester: ticket.Requester{ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(address)), Addresses: []string{address}},
		Subject: subject, Words: lifecycle.Words{Text: body, Channel: channel}, Language: "en",
	}
}

// load opens tickets, many in one write.
func (d *desk) load(intakes ...lifecycle.Intake) []ticket.Ticket {
	d.Helper()
	for i := range intakes {
		if known, err := d.store.RequesterByAddress(d.Context(), intakes[i].Requester.Addresses[0]); err == nil {
			intakes[i].Requester = known
		}
	}
	var all []ticket.Ticket
	for _, l := range d.Load(d.Context(), intakes) {
		if l.Err != nil {
			d.Fatal(l.Err)
		}
		all = append(all, l.Ticket)
	}
	return all
}

// outage are tickets of n people about the same matter, each in their way.
func outage(first, n int) []lifecycle.Intake {
	greetings := []string{"Hello,\n\n", "Dear support team,\n\n", "", "Hi there!\n\n"}
	ends := []string{"", "\n\nThanks", "\n\n--\nSomebody\nACME", " Please hurry!"}
	var all []lifecycle.Intake
	for i := first; i < first+n; i++ {
		all = append(all, writes(i, ticket.Email, "Payment page stays empty", fmt.Sprintf(
			"%sthe payment page of the shop stays empty since the update, order %05d-%d cannot be paid.%s", greetings[i%4], 7919*i%100_000, i%10, ends[i/4%4])))
	}
	return all
}

// usual are tickets about different matters.
func usual(first, n int) []lifecycle.Intake {
	subjects := []string{"Invoice", "Login", "Delivery", "Refund", "Contract", "Scanner", "Headset"}
	var all []lifecycle.Intake
	for i := first; i < first+n; i++ {
		words := ""
		for k := range 12 {
			words += fmt.Sprintf("%c%c%c%c ", 'a'+(i*7+k*3)%26, 'a'+(i*11+k*5)%26, 'a'+(i*i+k*7)%26, 'a'+(i*5+k*k*3)%26)
		}
		all = append(all, writes(100_000+i, ticket.Email, subjects[i%len(subjects)], words))
	}
	return all
}
