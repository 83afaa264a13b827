package incident

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// How long an incident is kept.
const (
	quietFor = 24 * time.Hour      // a proposal that nothing came to has passed
	keptFor  = 30 * 24 * time.Hour // what is over is removed
	examples = 50                  // tickets that are read to describe it
)

// propose notes the bursts of an instant: as new incidents, or as more of those
// that are known. What was dismissed is known too and stays dismissed.
func (w *Watch) propose(ctx context.Context, now time.Time) error {
	w.mu.Lock()
	w.window.Expire(now)
	bursts := w.window.Bursts(now, w.config.Limits)
	w.mu.Unlock()
	known, err := w.List(ctx)
	if err != nil {
		return err
	}
	for i := range bursts {
		if at := slices.IndexFunc(known, func(k Incident) bool { return shares(&k, bursts[i].Texts) }); at >= 0 {
			err = w.extend(ctx, &known[at], &bursts[i])
		} else {
			err = w.create(ctx, now, &bursts[i])
		}
		if err != nil && !ticket.IsKind(err, ticket.Conflict) { // another node was faster
			return err
		}
	}
	return w.tidy(ctx, now, known)
}

// shares says whether a burst goes on with an incident.
func shares(i *Incident, texts []alike.Member) bool {
	for _, t := range slices.Backward(texts) {
		if slices.Contains(i.Tickets, t.ID) {
			return true
		}
	}
	return false
}

// create makes an incident of a burst. Its key is its first ticket, so of two
// nodes that notice it one comes too late.
func (w *Watch) create(ctx context.Context, now time.Time, b *alike.Burst) error {
	i := Incident{ID: w.config.NewID(), Since: b.Texts[0].At, Tickets: []uuid.UUID{}}
	i.grow(b)
	i.step(now, machine, Proposed, "")
	if err := w.describe(ctx, &i); err != nil {
		return err
	}
	return w.save(ctx, &i, machine, "")
}

// machine is who notices.
var machine = ticket.Actor{Kind: ticket.ByMachine}

// extend adds what came to an incident that is known. It is described anew each
// time it has doubled.
func (w *Watch) extend(ctx context.Context, i *Incident, b *alike.Burst) error {
	before := len(i.Tickets)
	if !i.grow(b) {
		return nil
	}
	if doublings(len(i.Tickets)) > doublings(before) {
		if err := w.describe(ctx, i); err != nil {
			return err
		}
	}
	return w.save(ctx, i, machine, i.State)
}

func doublings(n int) (d int) {
	for ; n > 1; n /= 2 {
		d++
	}
	return d
}

// grow takes the tickets of a burst and says whether some are new.
func (i *Incident) grow(b *alike.Burst) bool {
	had := make(map[uuid.UUID]bool, len(i.Tickets))
	for _, id := range i.Tickets {
		had[id] = true
	}
	grown := false
	for _, t := range b.Texts {
		if !had[t.ID] && len(i.Tickets) < mostTickets {
			i.Tickets, grown = append(i.Tickets, t.ID), true
		}
		if t.At.After(i.Latest) {
			i.Latest = t.At.UTC()
		}
	}
	i.LastHour, i.Expected, i.Chance, i.Requesters = len(b.Texts), b.Expected, b.Chance, b.Requesters
	return grown
}

// describe reads some of the tickets, evenly spread, to say what they are about.
func (w *Watch) describe(ctx context.Context, i *Incident) error {
	i.Languages = map[string]int{}
	var texts []string
	for n := range min(examples, len(i.Tickets)) {
		t, err := w.config.Store.Ticket(ctx, i.Tickets[n*len(i.Tickets)/min(examples, len(i.Tickets))])
		if ticket.IsKind(err, ticket.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		words, err := w.text(ctx, &t)
		if err != nil {
			return err
		}
		texts = append(texts, words)
		i.Languages[t.Language]++
		if i.Subject == "" {
			i.Subject = subject(&t, words)
		}
		for _, link := range t.Links {
			if link.Kind == ticket.CausedBy && i.Suggested == uuid.Nil {
				i.Suggested = link.Ticket
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	i.Words = w.words.telling(texts)
	return nil
}

// longestSubject is that of an incident, in characters.
const longestSubject = 200

// subject is the first line of a ticket without personal data.
func subject(t *ticket.Ticket, words string) string {
	line := t.Subject
	if line == "" {
		line = words
	}
	runes := []rune(text.Redact(line, text.RedactOptions{}).Text)
	return string(runes[:min(len(runes), longestSubject)])
}

// tidy ends proposals that nothing came to, and removes what ended long ago.
func (w *Watch) tidy(ctx context.Context, now time.Time, known []Incident) error {
	for n := range known {
		i, err := &known[n], error(nil)
		switch quiet := now.Sub(i.Latest); {
		case i.State == Proposed && quiet > quietFor:
			i.step(now, machine, Passed, "nothing more came within a day")
			err = w.save(ctx, i, machine, Proposed)
		case !i.State.Live() && quiet > keptFor:
			err = w.remove(ctx, i)
		}
		if err != nil && !ticket.IsKind(err, ticket.Conflict) && !ticket.IsKind(err, ticket.NotFound) {
			return err
		}
	}
	return nil
}
