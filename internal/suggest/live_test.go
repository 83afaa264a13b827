package suggest_test

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/suggest"
	"switchyard/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

var (
	monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ada    = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa}}
)

// engines runs a test on both databases.
func engines(t *testing.T, test func(*desk)) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		test(&desk{T: t, store: s, Desk: lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), now, newID)})
	})
}

func now() time.Time   { return monday }
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// desk is a Desk over a real database.
type desk struct {
	*testing.T
	*lifecycle.Desk
	store store.Store
}

// node is a Live that has read all there is.
func (d *desk) node(most int) *suggest.Live {
	d.Helper()
	l, err := suggest.New(suggest.Config{Store: d.store, Now: now, NewID: newID, Log: slog.New(slog.DiscardHandler), Most: most})
	if err == nil {
		err = l.Read(d.Context())
	}
	if err != nil {
		d.Fatal(err)
	}
	return l
}

func (d *desk) asks(name, language, text string) ticket.Ticket {
	d.Helper()
	id := newID()
	t, _, err := d.Open(d.Context(), lifecycle.Intake{
		Actor:     ticket.Actor{Kind: ticket.ByRequester, ID: id},
		Requester: ticket.Requester{ID: id, Name: name + " Miller", Addresses: []string{id.String() + "@example.org"}, CreatedAt: monday},
		Subject:   text, Words: lifecycle.Words{Text: text},
	})
	if err != nil {
		d.Fatal(err)
	}
	return d.do(t.ID, lifecycle.Edit{Language: &language})
}

func (d *desk) do(id uuid.UUID, commands ...lifecycle.Command) ticket.Ticket {
	d.Helper()
	t, err := d.Do(d.Context(), lifecycle.Order{Actor: ada, Ticket: id}, commands...)
	if err != nil {
		d.Fatal(err)
	}
	return t
}

// past are tickets that were answered alike.
func (d *desk) past() (all []uuid.UUID) {
	for _, name := range []string{"Anna", "Boris", "Carla", "Dmitri", "Elena", "Farid"} {
		t := d.asks(name, "en", "the reset link for my password has expired")
		d.do(t.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "Hello " + name + ",\n\nplease ask for a new reset link on the login page: the old link is valid for one hour only."}, Status: ticket.Resolved})
		all = append(all, t.ID)
	}
	return all
}

func (d *desk) suggested(l *suggest.Live, t ticket.Ticket) []suggest.Suggestion {
	d.Helper()
	found, err := l.For(d.Context(), &t, ada)
	if err != nil {
		d.Fatal(err)
	}
	return found
}

func TestAnotherNodeKnowsWhatWasShown(t *testing.T) {
	engines(t, func(d *desk) {
		d.past()
		one, two := d.node(0), d.node(0)
		asked := d.asks("Grace", "en", "my password reset link has expired")
		found := d.suggested(one, asked)
		if len(found) != 1 || found[0].Support != 6 || !strings.Contains(found[0].Text, "Hello Grace") {
			d.Fatalf("suggested %+v", found)
		}
		use, was, err := two.Sent(d.Context(), &asked, ada, found[0].ID, found[0].Text)
		if err != nil || use.Outcome != suggest.Accepted || was != found[0].Text {
			d.Errorf("%+v %q %v", use, was, err)
		}
		if _, _, err := two.Sent(d.Context(), &asked, ada, newID(), "x"); !ticket.IsKind(err, ticket.Invalid) {
			d.Errorf("an id that nobody showed: %v", err)
		}
		d.do(asked.ID, lifecycle.Reply{Words: lifecycle.Words{Text: found[0].Text, Suggestion: &lifecycle.Suggestion{Text: was, Use: use}}})
		for _, l := range []*suggest.Live{one, two} {
			if err := l.Follow(d.Context()); err != nil {
				d.Fatal(err)
			}
			again := d.suggested(l, d.asks("Hugo", "en", "password reset link expired"))
			if len(again) != 1 || again[0].Chance <= 0 || part(again[0], "acceptance") <= part(found[0], "acceptance") {
				d.Errorf("what was accepted is not more likely: %+v, before %+v", again, found)
			}
		}
	})
}

func part(s suggest.Suggestion, name string) float64 {
	for _, p := range s.Parts {
		if p.Name == name {
			return p.Value
		}
	}
	return 0
}

func TestFollowing(t *testing.T) {
	engines(t, func(d *desk) {
		l := d.node(0)
		if found := d.suggested(l, d.asks("Grace", "en", "my password reset link has expired")); len(found) != 0 {
			d.Fatalf("without history %+v", found)
		}
		all := d.past()
		follow := func() {
			if err := l.Follow(d.Context()); err != nil {
				d.Fatal(err)
			}
		}
		follow()
		asked := d.asks("Hugo", "en", "my password reset link has expired")
		if found := d.suggested(l, asked); len(found) != 1 || found[0].Support != 6 {
			d.Fatalf("after six were resolved %+v", found)
		}
		if other := d.suggested(l, d.asks("Jutta", "de", "password reset link")); len(other) != 0 {
			d.Errorf("in another language %+v", other)
		}
		d.do(all[0], lifecycle.Move{To: ticket.Open})
		follow()
		if found := d.suggested(l, asked); len(found) != 1 || found[0].Support != 5 {
			d.Errorf("after one was opened again %+v", found)
		}
		s := setup.New(d.store, now, newID)
		macro, err := s.Macros.Create(d.Context(), ada, ticket.Macro{Name: "Password reset link", Reply: "Dear {{customer.first_name}}, the reset link is renewed at /login. Password reset link, expired.", Language: "en"})
		if err != nil {
			d.Fatal(err)
		}
		follow()
		if found := d.suggested(l, asked); len(found) != 2 || found[0].Kind != "macro" && found[1].Kind != "macro" {
			d.Errorf("with a macro %+v", found)
		}
		if err := s.Macros.Remove(d.Context(), ada, macro.ID, 0); err != nil {
			d.Fatal(err)
		}
		follow()
		if found := d.suggested(l, asked); len(found) != 1 {
			d.Errorf("after the macro was removed %+v", found)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	engines(t, func(d *desk) {
		d.past()
		l := d.node(5)
		found := d.suggested(l, d.asks("Grace", "en", "my password reset link has expired"))
		if len(found) != 1 || found[0].Support != 5 {
			d.Errorf("of six the latest five: %s", fmt.Sprintf("%+v", found))
		}
	})
}
