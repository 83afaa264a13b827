package learn

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// maxCategories is how many categories have a place of their own; the rest are
// taken together. Place 0 is theirs, and that of outcomes without category.
const maxCategories = 256

// Learner gathers outcomes and makes models of them. All methods are safe for
// use by several goroutines at once.
type Learner struct {
	options Options
	fitting sync.Mutex // one fit at a time

	mu         sync.Mutex
	rows       map[key]*row
	categories []string // by place; 0 is ""
	place      map[string]int
	members    map[string]*member
	total      count
	category   []count // by place
	hours      []sums  // by place
	clock      clock
	epoch      time.Time // weights of counters are as of this instant
	updates    uint64    // outcomes taken in since the start
	latest     *Model    // nil when it has to be made anew

	fitted *fitted // nil until the first fit
	since  uint64  // results taken in since then
	index  map[string]int32
	blocks []*block
}

// New gives a Learner that has seen nothing.
func New(o Options) *Learner {
	l := &Learner{options: o.filled(), rows: map[key]*row{}, members: map[string]*member{}}
	l.name(slices.Compact(slices.Sorted(slices.Values(o.Categories))))
	return l
}

// name gives the categories their places, and empties all counters.
func (l *Learner) name(categories []string) {
	l.categories, l.place = []string{""}, map[string]int{"": 0}
	for _, c := range categories {
		l.placed(c)
	}
	l.total, l.category, l.hours = count{}, make([]count, len(l.categories)), make([]sums, len(l.categories))
}

// placed is the place of a category, a new one if there is room.
func (l *Learner) placed(category string) int {
	p, ok := l.place[category]
	if ok || len(l.categories) > maxCategories {
		return p
	}
	p = len(l.categories)
	l.categories = append(l.categories, category)
	l.place[category] = p
	l.category, l.hours = append(l.category, count{}), append(l.hours, sums{})
	return p
}

// Observe takes outcomes in. One that is seen again, with the same Ticket and
// Attempt, replaces the earlier one, so the same assignment can be observed
// first when it is made, and again whenever more is known. Outcomes without
// ticket, agent or time are ignored, and numbers that make no sense are taken
// as neutral. The arguments are not kept.
func (l *Learner) Observe(outcomes ...Outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range outcomes {
		if o, ok := clean(outcomes[i]); ok {
			l.observe(o)
		}
	}
}

func (l *Learner) observe(o Outcome) {
	k := key{o.Ticket, o.Attempt}
	if old := l.rows[k]; old != nil {
		if same(&old.Outcome, &o) {
			return
		}
		l.remove(old)
		if l.fitted != nil {
			l.refresh(old.Agent)
		}
	}
	l.clock.see(o.At)
	if !o.Known.IsZero() {
		l.clock.see(o.Known)
	}
	if l.epoch.IsZero() {
		l.epoch = o.At
	}
	r := &row{Outcome: o, category: l.placed(o.Category), weight: 1}
	l.rows[k] = r
	l.put(r)
	l.updates++
	if l.fitted != nil {
		l.learn(r)
	}
	l.latest = nil
}

// weight of a row in the counters, as of the epoch: it exceeds 1 for what came
// later, by no more than the clock allows.
func (l *Learner) weight(r *row) float64 {
	at := r.At
	if now := l.clock.now(); at.After(now) {
		at = now
	}
	if at.After(l.epoch) {
		return 1 / max(fade(l.epoch, at, l.options.HalfLife), 1e-12)
	}
	return fade(at, l.epoch, l.options.HalfLife)
}

// hold keeps a row without counting it.
func (l *Learner) hold(r *row) {
	m := l.members[r.Agent]
	if m == nil {
		m = &member{}
		l.members[r.Agent] = m
	}
	m.add(r)
	m.cell(r.category) // so that it has its place
	r.count, r.hours = count{}, sums{}
}

// put counts a row.
func (l *Learner) put(r *row) {
	l.hold(r)
	if !r.Known.IsZero() {
		r.count.n = l.weight(r)
		if r.Success {
			r.count.s = r.count.n
		}
	}
	r.hours = logHours(r)
	l.hours[r.category].add(r.hours, 1)
	l.tally(r, 1)
}

// tally adds a row's count to its counters, or takes it from them.
func (l *Learner) tally(r *row, sign float64) {
	d := r.count.scaled(sign)
	l.members[r.Agent].cell(r.category).add(d)
	l.total.add(d)
	l.category[r.category].add(d)
}

// remove takes a row back out.
func (l *Learner) remove(r *row) {
	l.tally(r, -1)
	l.hours[r.category].add(r.hours, -1)
	l.members[r.Agent].drop(r)
	if l.fitted != nil {
		l.fitted.take(r)
	}
	delete(l.rows, key{r.Ticket, r.Attempt})
}

// Forget drops the outcomes assigned before an instant.
func (l *Learner) Forget(before time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.sorted() {
		if r.At.Before(before) {
			l.remove(r)
		}
	}
	for name, m := range l.members {
		if len(m.rows) == 0 {
			delete(l.members, name)
			if l.fitted != nil {
				l.fitted.standings[name] = newStanding(len(l.fitted.fit.categories))
			}
		}
	}
	if l.fitted != nil {
		for _, name := range slices.Sorted(maps.Keys(l.fitted.standings)) {
			l.refresh(name)
		}
	}
	l.latest = nil
}

// Model is a snapshot of what is known now, with every outcome so far. It is
// cheap to take, the more so while nothing was observed.
func (l *Learner) Model() *Model {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.latest != nil:
	case l.fitted != nil:
		l.latest = l.snapshot()
	default:
		l.latest = l.counted()
	}
	return l.latest
}
