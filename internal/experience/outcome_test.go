package experience

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/learn"
)

func TestOutcomes(t *testing.T) {
	const day = 24 * time.Hour
	resolve, rita := lifecycle.Move{To: ticket.Resolved}, ticket.Actor{Kind: ticket.ByRequester}
	for name, c := range map[string]struct {
		do   func(d *desk, id uuid.UUID) // an hour after ada got it
		want []string                    // who, and in hours from the beginning: when it was known, what it was
	}{
		"going on":              {func(*desk, uuid.UUID) {}, []string{"ada open"}},
		"solved just now":       {func(d *desk, id uuid.UUID) { d.must(d.ada, id, resolve); d.pass(3*day - time.Second) }, []string{"ada open"}},
		"solved for good":       {func(d *desk, id uuid.UUID) { d.must(d.ada, id, resolve); d.pass(3 * day) }, []string{"ada success at 73"}},
		"opened again in time":  {func(d *desk, id uuid.UUID) { d.must(d.ada, id, resolve); d.pass(day); d.answer(id) }, []string{"ada failure at 25", "ada open"}},
		"opened again too late": {func(d *desk, id uuid.UUID) { d.must(d.ada, id, resolve); d.pass(4 * day); d.answer(id) }, []string{"ada success at 73", "ada open"}},
		"the clock resolves it": {func(d *desk, id uuid.UUID) { d.must(ticket.Actor{Kind: ticket.ByToken}, id, resolve); d.pass(4 * day) }, []string{"ada success at 73"}},
		"rated well":            {func(d *desk, id uuid.UUID) { d.must(d.ada, id, resolve); d.must(rita, id, lifecycle.Rate{Score: 4}) }, []string{"ada open"}},
		"rated well, and it held": {func(d *desk, id uuid.UUID) {
			d.must(d.ada, id, resolve)
			d.must(rita, id, lifecycle.Rate{Score: 5})
			d.pass(3 * day)
		}, []string{"ada success at 73"}},
		"rated badly": {func(d *desk, id uuid.UUID) {
			d.must(d.ada, id, resolve)
			d.pass(time.Hour)
			d.must(rita, id, lifecycle.Rate{Score: 3})
			d.pass(4 * day)
		}, []string{"ada failure at 2"}},
		"rated badly, opened again": {func(d *desk, id uuid.UUID) {
			d.must(d.ada, id, resolve)
			d.must(rita, id, lifecycle.Rate{Score: 1})
			d.pass(day)
			d.answer(id)
		}, []string{"ada failure at 1", "ada open"}},
		"transferred": {func(d *desk, id uuid.UUID) { d.must(d.ada, id, lifecycle.Transfer{Team: uuid.UUID{7}}) }, []string{"ada failure at 1"}},
		"transferred for the shift": {func(d *desk, id uuid.UUID) {
			d.must(d.ada, id, lifecycle.Transfer{Team: uuid.UUID{7}, Cause: ticket.ShiftEnds})
		}, nil},
		"declined for want of time": {func(d *desk, id uuid.UUID) { d.must(d.ada, id, lifecycle.Decline{Cause: ticket.NoTime}) }, nil},
		"declined, solved by another": {func(d *desk, id uuid.UUID) {
			d.must(d.ada, id, lifecycle.Decline{Cause: ticket.NotMySkill})
			d.must(d.bob, id, lifecycle.Assign{Agent: d.bob.ID}, resolve)
			d.pass(3 * day)
		}, []string{"ada failure at 1", "bob success at 73"}},
		"somebody else resolves it": {func(d *desk, id uuid.UUID) { d.must(d.bob, id, resolve); d.pass(3 * day) }, nil},
		"spam":                      {func(d *desk, id uuid.UUID) { d.must(d.ada, id, lifecycle.Move{To: ticket.Spam}); d.pass(3 * day) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			id := d.open("billing", d.ada).ID
			d.pass(time.Hour)
			c.do(d, id)
			now, err := d.store.Ticket(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range Outcomes(&now, Window, d.clock()) {
				who := map[string]string{d.ada.ID.String(): "ada", d.bob.ID.String(): "bob"}[o.Agent]
				result := map[bool]string{true: "success", false: "failure"}[o.Success]
				if o.Known.IsZero() {
					got = append(got, who+" open")
					continue
				}
				got = append(got, fmt.Sprintf("%s %s at %v", who, result, o.Known.Sub(monday).Hours()))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutcomeSaysAllThatWasKnown(t *testing.T) {
	d := newDesk(t)
	id := d.solved("billing", d.ada).ID
	high, fr := ticket.High, "fr"
	d.must(d.bob, id, lifecycle.Edit{Category: ref("login"), Priority: &high, Language: &fr})
	d.pass(Window)
	now, err := d.store.Ticket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := []learn.Outcome{{
		Ticket: id.String(), Agent: d.ada.ID.String(), Category: "login", Priority: "high", Language: "fr", Signals: []float64{1}, Propensity: .5,
		At: monday, Known: monday.Add(time.Hour + Window), Success: true, Hours: 1, Done: true,
	}}
	if diff := cmp.Diff(want, Outcomes(&now, Window, d.clock())); diff != "" {
		t.Error(diff)
	}
}

// What lifecycle notes of an agent is what a model is asked with later.
func TestTouchesSpeakAsModelsDo(t *testing.T) {
	d := newDesk(t)
	a := ticket.Agent{ID: d.ada.ID, Email: "ada@example.org", Skills: map[string]int{"billing": 2}, Languages: map[string]int{"de": 3, "fr": 1}}
	d.hire(a)
	plan, err := lifecycle.ReadPlan(t.Context(), d.store)
	if err != nil {
		t.Fatal(err)
	}
	d.SetPlan(plan)
	about := routing.Agent{Skills: a.Skills, Languages: a.Languages}
	for _, language := range []string{"de", "de-AT", "fr", "en", "und"} {
		for _, category := range []string{"billing", "login"} {
			id := d.open(category, d.ada).ID
			d.must(d.bob, id, lifecycle.Edit{Language: &language})
			now, err := d.store.Ticket(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			o := Outcomes(&now, Window, d.clock())[0]
			if want := learn.Foreign(&about, language); o.Foreign != want {
				t.Errorf("%s: foreign %v, want %v", language, o.Foreign, want)
			}
			if want := learn.Declared(&about, category); o.Declared != want {
				t.Errorf("%s: declared %v, want %v", category, o.Declared, want)
			}
		}
	}
}

// Whatever the touches of a ticket are, nothing is a success that is not known,
// nothing is known before it was, and what ripens is known when it is ripe.
func TestOutcomesHold(t *testing.T) {
	hours := func(r *rapid.T, name string) time.Duration {
		return time.Duration(rapid.IntRange(0, 200).Draw(r, name)) * time.Hour
	}
	rapid.Check(t, func(r *rapid.T) {
		var tk ticket.Ticket
		at, last := monday, monday
		for range rapid.IntRange(0, 6).Draw(r, "touches") {
			touch := ticket.Touch{At: at, Agent: uuid.UUID{1}}
			touch.EndedAt = at.Add(hours(r, "long"))
			touch.End = rapid.SampledFrom([]ticket.End{ticket.Solved, ticket.Solved, ticket.Transferred, ticket.TakenOver, ticket.ShiftEnded}).Draw(r, "end")
			touch.Against = touch.End == ticket.Transferred && rapid.Bool().Draw(r, "against")
			if touch.End == ticket.Solved && rapid.Bool().Draw(r, "rated") {
				touch.Rating, touch.RatedAt = rapid.IntRange(1, 5).Draw(r, "rating"), touch.EndedAt.Add(hours(r, "rated after"))
			}
			at = touch.EndedAt
			if touch.End == ticket.Solved && rapid.Bool().Draw(r, "reopened") {
				touch.ReopenedAt = touch.EndedAt.Add(hours(r, "held"))
				at = touch.ReopenedAt
			}
			tk.Begin(touch)
			for _, happened := range []time.Time{at, touch.RatedAt} {
				if happened.After(last) {
					last = happened
				}
			}
		}
		now := last.Add(hours(r, "since"))
		seen := map[int]bool{}
		for _, o := range Outcomes(&tk, Window, now) {
			if seen[o.Attempt] || o.Success && o.Known.IsZero() || !o.Known.IsZero() && (o.Known.Before(o.At) || o.Known.After(now)) || math.IsNaN(o.Hours) || o.Done && o.Hours <= 0 {
				r.Errorf("outcome %+v of %+v at %v", o, tk.Touches, now)
			}
			seen[o.Attempt] = true
		}
		if next := ripe(&tk, Window, now); !next.IsZero() {
			before, after := open(Outcomes(&tk, Window, now)), open(Outcomes(&tk, Window, next))
			if !next.After(now) || after >= before {
				r.Errorf("ripe at %v, and then %d are open instead of %d", next, after, before)
			}
		} else if n := open(Outcomes(&tk, Window, now)); n > 0 {
			r.Errorf("%d are open and nothing ripens", n)
		}
	})
}

func open(outcomes []learn.Outcome) (n int) {
	for i := range outcomes {
		if outcomes[i].Known.IsZero() {
			n++
		}
	}
	return n
}

func ref[T any](v T) *T { return &v }
