package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"switchyard/classifier"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// Reader is what the models are asked through; triage.Engine is one.
type Reader interface {
	Decide(item triage.Item, now time.Time) (triage.Decision, error)
}

// reading asks the models about a text, for at most the budget. Whatever goes
// wrong there, a panic too, is an error: the ticket is stored all the same.
func (d *Dispatcher) reading(ctx context.Context, item triage.Item) (*triage.Decision, *lifecycle.Reading, error) {
	type answer struct {
		decision triage.Decision
		err      error
	}
	timer := time.NewTimer(d.budget)
	defer timer.Stop()
	select {
	case d.readers <- struct{}{}: // models that hang must not gather goroutines
	case <-timer.C:
		return nil, nil, fmt.Errorf("the models were busy for more than %v", d.budget)
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
	answers := make(chan answer, 1)
	go func() {
		defer func() { <-d.readers }()
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a.err = fmt.Errorf("the models failed on this text: %v", p)
			}
			answers <- a
		}()
		a.decision, a.err = d.reader.Decide(item, d.now())
		a.decision.ID = "" // it is stored with its ticket
	}()
	select {
	case a := <-answers:
		if a.err != nil {
			return nil, nil, a.err
		}
		r, err := readingOf(&a.decision)
		if r != nil {
			r.AuditShare = d.audited()
		}
		return &a.decision, r, err
	case <-timer.C:
		return nil, nil, fmt.Errorf("the models took more than %v", d.budget)
	case <-ctx.Done():
		return nil, nil, context.Cause(ctx)
	}
}

// readingOf is what a decision means for a ticket.
func readingOf(d *triage.Decision) (*lifecycle.Reading, error) {
	analysis, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	r := &lifecycle.Reading{Language: d.Language.Tag, Apply: map[string]string{}, Analysis: analysis, Spam: d.Spam != nil && d.Spam.Flagged && !d.Spam.Held, Said: said(d)}
	for name, choice := range map[string]*triage.Choice{"category": d.Category, "priority": d.Priority} {
		if choice != nil && choice.Action == classifier.Apply {
			r.Apply[name] = choice.Label
		}
	}
	if _, err := ticket.ParsePriority(r.Apply["priority"]); err != nil {
		delete(r.Apply, "priority") // a bundle with labels of its own
	}
	if d.Sentiment != nil || d.Anger != nil {
		r.Mood = mood(d)
	}
	return r, nil
}

func mood(d *triage.Decision) *ticket.Mood {
	var m ticket.Mood
	if d.Sentiment != nil {
		m.Valence = d.Sentiment.Valence
	}
	if d.Anger != nil {
		m.Anger, m.Angry = d.Anger.Probability, d.Anger.Flagged
		if d.Anger.Course != nil {
			m.Trend = string(d.Anger.Course.Trend)
		}
	}
	return &m
}
