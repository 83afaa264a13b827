package demo

import (
	"context"
	"errors"
	"slices"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/training/corpus"
)

// promise decides what the requester makes of an answer, and when they say so.
// Who has declared the category solves more of it.
func (l *Live) promise(t *ticket.Ticket, agent *ticket.Agent, row *corpus.Row, now time.Time) {
	p := promised{at: now.Add(time.Duration(20+l.rand.IntN(100)) * time.Second), ticket: t.ID, asker: ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester}}
	held := l.rand.Float64() < .55+.07*float64(agent.Skills[row.Labels.Category])
	switch {
	case !held && t.Attempts() < 3:
		p.words = l.texts.complaint(row.Language, l.rand)
	case l.rand.Float64() > .4:
		return // most say nothing
	case held:
		p.score = 4 + l.rand.IntN(2)
	default:
		p.score = 1 + l.rand.IntN(3)
	}
	l.promises = append(l.promises, p)
}

// keep does what requesters promised to do by now.
func (l *Live) keep(ctx context.Context, now time.Time) error {
	var errs []error
	l.promises = slices.DeleteFunc(l.promises, func(p promised) bool {
		if now.Before(p.at) {
			return false
		}
		order := lifecycle.Order{Actor: p.asker, Ticket: p.ticket}
		var err error
		if p.words != "" {
			_, err = l.Dispatcher.Hear(ctx, order, lifecycle.Answer{Words: lifecycle.Words{Text: p.words}})
		} else if _, err = l.Desk.Do(ctx, lifecycle.Order{Actor: system, Ticket: p.ticket}, lifecycle.AskRating{}); err == nil {
			_, err = l.Desk.Do(ctx, order, lifecycle.Rate{Score: p.score})
		}
		errs = append(errs, err)
		return true
	})
	return errors.Join(errs...)
}
