package insight

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/sim"
)

// a desk of the tests: what its tickets are about, and how they were labelled.
type desk struct {
	tickets, agents int
	days            int
	labels          []string                 // as they are written
	topics          int                      // that texts are about; label i stands for topic i modulo topics
	label           func(i, t int) string    // of ticket i about topic t; nil for labels[t]
	text            func(i, t int) string    // nil for words of the topic
	good            func(who, t int) float64 // chance of a solution; nil for .8
	alter           func(i int, t *history.Ticket)
	unlabelled      bool
	bad             int // lines that cannot be read, at the end
}

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func made(kind byte, n int) uuid.UUID {
	return uuid.UUID{1, 0x90, 0, kind, byte(n >> 16), byte(n >> 8), 0x70, 0, 0x80, byte(n), 15: 1}
}

// about are words of some topics, so that they can be told apart.
var about = [][]string{
	{"invoice", "amount", "charged", "twice", "payment", "card", "bill"},
	{"password", "login", "locked", "account", "code", "sign", "reset"},
	{"parcel", "delivery", "late", "courier", "tracking", "address", "box"},
	{"crash", "error", "screen", "update", "version", "freezes", "bug"},
	{"cancel", "contract", "end", "subscription", "notice", "stop", "plan"},
}

func (d *desk) written(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	lines := 0
	line := func(v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(raw, '\n'))
		lines++
	}
	r := rand.New(rand.NewPCG(3, 4))
	days := max(d.days, 1)
	line(history.Header{Format: history.Format, Version: history.Version, AsOf: monday.AddDate(0, 0, days+4)})
	for i := range d.agents {
		line(history.Agent{Kind: history.AnAgent, ID: made(1, i), Email: fmt.Sprintf("a%d@example.org", i), Name: fmt.Sprintf("Agatha%d Person", i)})
	}
	for i := range d.tickets {
		line(d.ticket(r, i, days))
	}
	for range d.bad {
		out.WriteString(`{"kind":"ticket","nonsense":1}` + "\n")
		lines++
	}
	line(history.End{Kind: history.TheEnd, Lines: int64(lines), Tickets: int64(d.tickets)})
	return out.Bytes()
}

func (d *desk) ticket(r *rand.Rand, i, days int) *history.Ticket {
	topic := r.IntN(max(d.topics, 1))
	said := ""
	for range 12 {
		said += about[topic%len(about)][r.IntN(7)] + " "
	}
	said += fmt.Sprintf("thanks %c%c%c", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26))
	if d.text != nil {
		said = d.text(i, topic)
	}
	came := monday.AddDate(0, 0, i*days/max(d.tickets, 1)).Add(time.Duration(8*3600+r.IntN(8*3600)) * time.Second)
	t := &history.Ticket{Kind: history.ATicket, ID: made(2, i), Number: int64(i + 1), Status: ticket.Closed, Priority: ticket.Normal, Language: "en", Channel: ticket.Email,
		Requester: history.Requester{ID: made(3, i), Name: "Rita Quester"}, CreatedAt: came, UpdatedAt: came}
	t.Messages = []history.Message{{Message: ticket.Message{ID: made(5, i), Author: ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester.ID}, Public: true, Text: said, Channel: t.Channel, At: came}}}
	if !d.unlabelled {
		t.Category, t.Human = d.labels[topic%len(d.labels)], []string{"category"}
		if d.label != nil {
			t.Category = d.label(i, topic)
		}
	}
	if d.agents > 0 {
		who, chance := i%d.agents, .8
		if d.good != nil {
			chance = d.good(who, topic)
		}
		ended := came.Add(time.Duration(20+r.IntN(60)) * time.Minute)
		touch := ticket.Touch{Agent: made(1, who), At: came.Add(5 * time.Minute), RepliedAt: ended, EndedAt: ended, End: ticket.Solved}
		_ = json.Unmarshal([]byte(`"30m"`), &touch.Worked)
		if r.Float64() > chance {
			touch.ReopenedAt = ended.Add(time.Hour)
		}
		t.Touches = []history.Touch{{Touch: touch}}
		t.UpdatedAt, t.FirstResponseAt, t.ResolvedAt, t.ClosedAt = ended, ended, ended, ended
	}
	if d.alter != nil {
		d.alter(i, t)
	}
	return t
}

// quick are options under which a test takes little time.
func quick() Options {
	o := DefaultOptions()
	o.Now, o.Seeds, o.Replayed = monday.AddDate(1, 0, 0), 2, 100
	return o
}

// told reads a history as the command does.
func told(t testing.TB, raw []byte, o Options) (*Report, error) {
	t.Helper()
	return readBy(t.Context(), raw, o)
}

func readBy(ctx context.Context, raw []byte, o Options) (*Report, error) {
	source, err := history.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	g, err := NewGatherer(source.Header(), o)
	if err != nil {
		return nil, err
	}
	past := sim.Past{Name: "desk"}
	for line, err := range source.Lines(ctx) {
		ticket, err := g.Take(ctx, line, err)
		if err != nil {
			return nil, err
		}
		if line.Agent != nil {
			past.Agents = append(past.Agents, sim.Colleague{ID: line.Agent.ID.String(), Slots: 2})
		}
		if ticket != nil {
			from := ticket.Arrival(source.Header().AsOf)
			past.Arrivals = append(past.Arrivals, sim.Arrival{ID: from.Ticket.String(), At: from.At, Priority: routing.Priority(from.Priority), Language: from.Language, Category: from.Category})
			past.Outcomes = append(past.Outcomes, from.Outcomes...)
		}
	}
	return g.Report(ctx, past, nil)
}

func must(t testing.TB, d *desk, o Options) *Report {
	t.Helper()
	r, err := told(t, d.written(t), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func paged(t testing.TB, r *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := errors.Join(Write(&out, r)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
