package learn

import (
	"math"
	"slices"
	"time"
)

// key names an outcome.
type key struct {
	ticket  string
	attempt int
}

// row is an outcome as it is kept, with what it has added where.
type row struct {
	Outcome
	category int     // index in Learner.categories
	slot     int     // index in member.rows
	count    count   // what it added to its counters
	hours    sums    // and to those of working time
	weight   float64 // in the fit; what came since has its own
	part     part    // what it added to the agent's standing
}

// sums of the logarithms of working times.
type sums struct{ n, sum float64 }

func (s *sums) add(d sums, sign float64) {
	s.n = max(0, s.n+sign*d.n)
	s.sum += sign * d.sum
}

// member is what is counted of one agent. Cells are by category and may be
// shorter than the list of categories.
type member struct {
	cells []count
	rows  []*row // in no order that matters
	open  []*row // those whose result is not known
}

func (m *member) cell(category int) *count {
	for len(m.cells) <= category {
		m.cells = append(m.cells, count{})
	}
	return &m.cells[category]
}

func (m *member) add(r *row) {
	r.slot = len(m.rows)
	m.rows = append(m.rows, r)
	if r.Known.IsZero() {
		m.open = append(m.open, r)
	}
}

func (m *member) drop(r *row) {
	last := m.rows[len(m.rows)-1]
	m.rows[r.slot], last.slot = last, r.slot
	m.rows = m.rows[:len(m.rows)-1]
	if i := slices.Index(m.open, r); i >= 0 {
		m.open = slices.Delete(m.open, i, i+1)
	}
}

// clock is the present as the stream of outcomes shows it: the third latest
// time seen, so that one machine with a wrong clock does not make all the rest
// old.
type clock struct {
	latest [3]time.Time
	seen   int
}

func (c *clock) see(t time.Time) {
	i := 0
	for i < min(c.seen, 3) && !t.After(c.latest[i]) {
		i++
	}
	c.seen++
	if i < 3 {
		copy(c.latest[i+1:], c.latest[i:2])
		c.latest[i] = t
	}
}

func (c *clock) now() time.Time {
	if c.seen == 0 {
		return time.Time{}
	}
	return c.latest[min(c.seen, 3)-1]
}

// fade is the weight of something seen at t as of now, for a half-life.
func fade(t, now time.Time, halfLife time.Duration) float64 {
	return math.Exp2(-max(0, float64(now.Sub(t))/float64(halfLife)))
}
