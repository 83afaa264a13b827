package policy

import (
	"context"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// learned is the policy that the live desk runs, with the learner it runs.
type learned struct {
	*matcher
	learner *learn.Learner
	model   *learn.Model
	taken   time.Time // when the model was
}

// fresh is how long a model is used before what came since is taken in.
const fresh = time.Hour

func newLearned(rule routing.Policy, o learn.Options) *learned {
	return &learned{matcher: newMatcher(rule), learner: learn.New(o)}
}

func (p *learned) Assign(d *routing.Desk) []routing.Decision {
	if p.model == nil || d.Now.Sub(p.taken) >= fresh {
		p.model, p.taken = p.learner.Model(), d.Now
	}
	return p.assign(d, p.model)
}

func (p *learned) Observe(outcomes []learn.Outcome) {
	p.learner.Observe(outcomes...)
	p.note(outcomes)
}

// Tick fits anew and prices the hours.
func (p *learned) Tick(ctx context.Context, day Day) error {
	if err := p.learner.Refit(ctx, day.Now); err != nil {
		return err
	}
	p.model, p.taken = p.learner.Model(), day.Now
	p.reprice(day, p.model)
	return nil
}

// knowing assigns by the same rule with prospects that are right.
type knowing struct {
	*matcher
	truth Model
}

func (p *knowing) Assign(d *routing.Desk) []routing.Decision { return p.assign(d, p.truth) }
func (p *knowing) Observe(outcomes []learn.Outcome)          { p.note(outcomes) }

// Tick prices the hours.
func (p *knowing) Tick(_ context.Context, day Day) error {
	p.reprice(day, p.truth)
	return nil
}
