package experience

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/ticket"
	"switchyard/routing"
)

func TestSignals(t *testing.T) {
	angry := ticket.Ticket{
		Tier: "gold", Mood: []ticket.Mood{{Anger: .1}, {Anger: .9, Valence: -.5}},
		Touches: []ticket.Touch{{Attempt: 6, ReopenedAt: monday}, {Attempt: 7}},
	}
	broken := ticket.Ticket{Mood: []ticket.Mood{{Anger: math.NaN(), Valence: math.Inf(-1)}}}
	for name, c := range map[string]struct {
		ticket   ticket.Ticket
		length   int
		category []routing.Chance
		want     []float64
	}{
		"of which nothing is known": {ticket.Ticket{}, 0, nil, []float64{0, 1, 0, 0, 0}},
		"with a past":               {angry, 99, []routing.Chance{{Label: "a", P: 1}}, []float64{4.6052, 0, 1, 8, 1, .9, -.5}},
		"of two minds":              {ticket.Ticket{}, -5, []routing.Chance{{Label: "a", P: .5}, {Label: "b", P: .5}}, []float64{0, .6309, 0, 0, 0}},
		"half a mind":               {ticket.Ticket{}, 0, []routing.Chance{{Label: "a", P: .5}}, []float64{0, .6309, 0, 0, 0}},
		"of many minds":             {ticket.Ticket{}, 0, []routing.Chance{{P: .2}, {P: .2}, {P: .2}, {P: .2}, {P: .2}}, []float64{0, 1, 0, 0, 0}},
		"broken":                    {broken, 0, []routing.Chance{{P: math.NaN()}, {P: 1}}, []float64{0, 0, 0, 0, 0, 0, 0}},
	} {
		if diff := cmp.Diff(c.want, Signals(&c.ticket, c.length, c.category)); diff != "" {
			t.Errorf("a ticket %s: %s", name, diff)
		}
	}
}
