package foresight

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// monday is when the clock of the tests starts.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// promise is the service level of planted tickets.
var promise = []sla.Policy{{Name: "all", Targets: map[string]sla.Targets{"normal": {FirstResponse: sla.Duration(4 * time.Hour), Resolution: sla.Duration(24 * time.Hour)}}}}

// world is a past in which it is known why tickets go wrong.
type world struct {
	lives []*life
	end   time.Time
	truth map[Question]float64 // share of all tickets that went wrong, rated or not
}

// plant makes tickets: those about vpn are opened again, the angry rate badly, those
// that come while many wait miss their deadlines, and agent 3 hands on. Where
// shuffled, what becomes of a ticket has nothing to do with it.
func plant(n int, seed uint64, shuffled bool) world {
	r := rand.New(rand.NewPCG(seed, 1))
	w := world{truth: map[Question]float64{}}
	at := monday
	for i := range n {
		at = at.Add(time.Duration(r.ExpFloat64() * float64(10*time.Minute)))
		category := []string{"vpn", "billing", "printer", "login"}[r.IntN(4)]
		anger, agent, rush := r.Float64(), r.IntN(6), r.Float64()
		l := &life{
			id: uuid.UUID{1, byte(i >> 16), byte(i >> 8), byte(i), 15: byte(r.IntN(256))}, number: int64(i + 1), created: at, channel: "web",
			requester: fmt.Sprint("requester ", r.IntN(n/3+1)), promised: true,
		}
		// What matters may be that of another ticket.
		cause := struct {
			category string
			anger    float64
			agent    int
			rush     float64
		}{category, anger, agent, rush}
		if shuffled {
			cause.category, cause.anger, cause.agent, cause.rush = []string{"vpn", "billing", "printer", "login"}[r.IntN(4)], r.Float64(), r.IntN(6), r.Float64()
		}
		add := func(after time.Duration, m mark) {
			m.at = at.Add(after)
			l.marks = append(l.marks, m)
		}
		add(0, mark{what: toStatus, value: "new"})
		add(0, mark{what: toPriority, value: "normal"})
		add(0, mark{what: toCategory, value: category})
		add(0, mark{what: heard, x: 100 + 3000*rush})
		add(0, mark{what: felt, x: anger, y: -anger})
		add(0, mark{what: toAgent, value: fmt.Sprint("agent ", agent)})
		add(0, mark{what: toStatus, value: "open"})
		chance := func(x float64) bool { return r.Float64() < 1/(1+math.Exp(-x)) }
		if cause.agent == 3 && chance(1) || chance(-3) {
			add(40*time.Minute, mark{what: shunned})
			add(40*time.Minute, mark{what: toAgent, value: "agent 9"})
			w.truth[Escalation] += 1 / float64(n)
		}
		if chance(6*cause.rush - 4) {
			add(4*time.Hour, mark{what: breached, value: "first_response"})
			w.truth[MissedSLA] += 1 / float64(n)
		}
		add(5*time.Hour, mark{what: replied})
		add(6*time.Hour, mark{what: toStatus, value: "resolved"})
		end := 6 * time.Hour
		if cause.category == "vpn" && chance(.5) || chance(-2.5) {
			add(10*time.Hour, mark{what: toStatus, value: "open"})
			add(12*time.Hour, mark{what: toStatus, value: "resolved"})
			end = 12 * time.Hour
			w.truth[Reopening] += 1 / float64(n)
		}
		score := 5.
		if chance(5*cause.anger - 3) {
			score = 2
			w.truth[BadRating] += 1 / float64(n)
		}
		if chance(4*anger - 2.5) { // the angry answer more often
			add(end+time.Hour, mark{what: rated, x: score})
		}
		add(end+80*time.Hour, mark{what: toStatus, value: string(ticket.Closed)})
		w.lives = append(w.lives, l)
	}
	w.end = at.Add(10 * 24 * time.Hour)
	return w
}

// What was planted is found, when a ticket is opened already, and the chances are
// what comes.
func TestFindsWhatIsThere(t *testing.T) {
	w := plant(1500, 1, false)
	for _, k := range []key{{BadRating, Opened}, {Reopening, Opened}, {MissedSLA, Opened}, {Escalation, Opened}, {Reopening, Now}} {
		got := fitted(t, w, k.moment, k.question)
		if got.risk == nil || got.good == nil {
			t.Errorf("%v: nothing was learnt: %s", k, got.lacks)
			continue
		}
		if got.good.AUROC < .68 {
			t.Errorf("%v: AUROC is %.3f", k, got.good.AUROC)
		}
		if noise := .9 / math.Sqrt(float64(got.good.Rows)/15); got.good.ECE > noise/2+.03 {
			t.Errorf("%v: the calibration error is %.3f on %d rows", k, got.good.ECE, got.good.Rows)
		}
		if k.moment == Opened && math.Abs(got.usual-w.truth[k.question]) > .04 {
			t.Errorf("%v: usual is %.3f, the truth is %.3f", k, got.usual, w.truth[k.question])
		}
	}
}

// The angry rate more often and worse: those who rate are no sample of all, until
// they are weighed.
func TestWeighsWhoRates(t *testing.T) {
	w := plant(2400, 3, false)
	rows, err := rowsOf(t.Context(), samplesOf(w.lives, w.ended(), Opened, promise), BadRating, Opened)
	if err != nil {
		t.Fatal(err)
	}
	all, bad, weighed, badWeighed := 0., 0., 0., 0.
	for i := range rows {
		weight := rows[i].row.Weight
		if all, weighed = all+1, weighed+weight; rows[i].row.Bad {
			bad, badWeighed = bad+1, badWeighed+weight
		}
	}
	plain, fair, truth := bad/all, badWeighed/weighed, w.truth[BadRating]
	if plain < truth+.12 || math.Abs(fair-truth) > .06 {
		t.Errorf("of those who rate %.3f are dissatisfied, weighed %.3f; of all %.3f", plain, fair, truth)
	}
}

// Where outcomes have nothing to do with tickets, the measures say so.
func TestFindsNothingWhereNothingIs(t *testing.T) {
	w := plant(1800, 2, true)
	samples := samplesOf(w.lives, w.ended(), Opened, promise)
	for _, q := range Questions() {
		got, err := fit(t.Context(), samples, q, Opened)
		if err != nil || got.good == nil {
			t.Errorf("%s: not measured: %s %v", q, got.lacks, err)
			continue
		}
		if got.good.AUROC < .41 || got.good.AUROC > .59 {
			t.Errorf("%s: AUROC is %.3f of %d rows, %d bad", q, got.good.AUROC, got.good.Rows, got.good.Bad)
		}
	}
}

// fitted answers one question.
func fitted(t *testing.T, w world, m Moment, q Question) model {
	t.Helper()
	got, err := fit(t.Context(), samplesOf(w.lives, w.ended(), m, promise), q, m)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// ended are the tickets with what became of them.
func (w *world) ended() (all []outcome) {
	for _, l := range w.lives {
		if o, is := over(l, w.end); is {
			all = append(all, o)
		}
	}
	return all
}

func TestSameTwice(t *testing.T) {
	w := plant(600, 4, false)
	models := fitted(t, w, Opened, Reopening)
	slices.Reverse(w.lives)
	if again := fitted(t, w, Opened, Reopening); models.lacks != "" || !reflect.DeepEqual(models, again) {
		t.Error("the same tickets, read in another order, make other models")
	}
}

func TestRefusesTooLittle(t *testing.T) {
	w := plant(120, 5, false)
	models, err := learn(t.Context(), w.lives, promise, w.end)
	if err != nil {
		t.Fatal(err)
	}
	for k, got := range models {
		if got.risk != nil || !strings.Contains(got.lacks, "200 are needed, 20 of either kind") {
			t.Errorf("%v: %q", k, got.lacks)
		}
	}
	if _, err := learn(t.Context(), nil, nil, w.end); err != nil {
		t.Error("no ticket at all:", err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := learn(done, plant(600, 6, false).lives, promise, w.end.AddDate(0, 0, 10)); err == nil {
		t.Error("learnt although nobody waits for it any more")
	}
}
