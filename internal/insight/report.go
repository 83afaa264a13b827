package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"switchyard/routing/sim"
)

// Report is what a history tells. Its keys are those of report --json.
type Report struct {
	Made      time.Time `json:"made"`
	AsOf      time.Time `json:"as_of"`    // last change of any ticket: outcomes are told as of then
	Name      string    `json:"name"`     // of the file
	Redacted  bool      `json:"redacted"` // personal data was replaced, in the file or here
	Unread    int       `json:"unread"`   // lines that could not be read
	UnreadWhy []Unread  `json:"unread_why,omitempty"`
	Figures   []Figure  `json:"figures"` // the five that matter
	Next      []string  `json:"next"`    // what to do next, most worth first
	Intake    Intake    `json:"intake"`
	Speed     Speed     `json:"speed"`
	Labels    Labels    `json:"labels"`
	Learning  Learning  `json:"learning"`
	People    People    `json:"people"`
	Gain      Gain      `json:"gain"`
	Repeats   Repeats   `json:"repeats"`
}

// Report tells what was taken in. past is what the simulator needs of the same
// history; its order may be changed. It fails when ctx ends, and with ErrNothing.
// It may be called once.
func (g *Gatherer) Report(ctx context.Context, past sim.Past, progress Progress) (*Report, error) {
	if g.intake.n == 0 {
		if g.wrong > 0 {
			return nil, fmt.Errorf("%w, and %d lines that could not; the first, line %d: %s", ErrNothing, g.wrong, g.bad[0].Line, g.bad[0].Why)
		}
		return nil, ErrNothing
	}
	if progress == nil {
		progress = func(string, int, int) {}
	}
	asOf := g.asOf()
	past.Outcomes = settled(past.Outcomes, asOf)
	r := &Report{Made: g.o.Now, AsOf: asOf, Name: past.Name, Redacted: !g.o.Plain || g.head.Redacted, Unread: g.wrong, UnreadWhy: g.bad,
		Intake: g.intake.told(), Speed: g.speed.told(), Labels: g.labels.told()}
	names := r.Labels.joinedNames()
	for i := range past.Arrivals {
		past.Arrivals[i].Category = joinedName(names, past.Arrivals[i].Category)
	}
	for i := range past.Outcomes {
		past.Outcomes[i].Category = joinedName(names, past.Outcomes[i].Category)
	}
	var err error
	if r.Repeats, err = g.repeats(ctx, progress); err != nil {
		return nil, err
	}
	if r.People, err = g.team(ctx, &past, asOf, progress); err != nil {
		return nil, err
	}
	if r.Gain, err = g.gain(ctx, past, progress); err != nil {
		return nil, err
	}
	if r.Labels.Noise, r.Labels.NoNoise, err = g.judge(ctx, names, progress); err != nil {
		return nil, err
	}
	if r.Learning, err = g.learn(ctx, newLesson(g.rows.inOrder(), names), progress); err != nil {
		return nil, err
	}
	if r.Labels.Noise != nil {
		r.Labels.Noise.Accuracy = r.Learning.Accuracy.Value
	}
	r.Figures, r.Next = r.figures(), r.next()
	return r, nil
}

func joinedName(names map[string]string, name string) string {
	if to, ok := names[name]; ok {
		return to
	}
	return name
}

// people are the names of the agents, in order.
func (g *Gatherer) people() []string {
	return slices.Sorted(maps.Values(g.names))
}
