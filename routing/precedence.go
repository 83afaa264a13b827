package routing

import (
	"cmp"
	"time"
)

// Precedence is how much a ticket deserves to be looked at before others.
type Precedence struct {
	rank    int
	urgency float64
}

// Precedence is that of a ticket at an instant, by its priority and by how much
// of its promise has passed; nothing is asked of its prospects. For the learned
// policy tickets that starve stand before all others, and the others by urgency;
// for a classic one they stand by priority. Of two that are alike the older is
// the first.
func (p *Policy) Precedence(r *Request, now time.Time) Precedence {
	return p.precedence(r, r.share(p.Target), now)
}

func (p *Policy) precedence(r *Request, share float64, now time.Time) Precedence {
	if p.Name != Learned {
		return Precedence{rank: r.Priority.rank()}
	}
	at := Precedence{urgency: p.urgency(r.Priority, share)}
	if p.starves(r, share, now) {
		at.rank = 1
	}
	return at
}

// Compare is below 0 for a ticket that comes before another, and 0 for two that
// are alike.
func (a Precedence) Compare(b Precedence) int {
	return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(b.urgency, a.urgency))
}

// week is how much longer the clock runs than 40 open hours a week.
const week = 168. / 40

// starves says whether a ticket has waited beyond all bounds: in business time,
// or by the clock, which also runs where business hours never come.
func (p *Policy) starves(r *Request, share float64, now time.Time) bool {
	if p.Starving <= 0 {
		return false
	}
	target := r.Target
	if target <= 0 {
		target = p.Target
	}
	clock := float64(now.Sub(r.Since))
	return share >= p.Starving || target > 0 && !r.Since.IsZero() && clock >= p.Starving*week*float64(target)
}
