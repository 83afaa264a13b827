package foresight

import (
	"context"
	"slices"
	"time"

	"switchyard/internal/sla"
)

// fresh is how many tickets must have come to their end for a new fit within the
// day: one in so many of those that were learnt from, and at least leastKind.
const fresh = 20

// Learn fits models anew where an hour has passed and enough has come, and each
// day: to what was known at the full hour, so that every node that fits then comes
// to the same. It may take a minute, in which others are not kept waiting. The
// error is that of ctx.
func (f *Foresight) Learn(ctx context.Context) error {
	if !f.Ready() {
		return nil
	}
	f.reading.Lock()
	hour := f.now().UTC().Truncate(time.Hour)
	due := hour.After(f.fitted) && (f.fitted.IsZero() || hour.Sub(f.fitted) >= 24*time.Hour || f.news >= max(leastKind, f.learnt()/fresh))
	f.reading.Unlock()
	if !due {
		return nil
	}
	return f.learnAt(ctx, hour)
}

// learnAt fits models to what was known at an instant.
func (f *Foresight) learnAt(ctx context.Context, at time.Time) error {
	f.mu.RLock()
	lives := f.memory.all()
	policies := slices.Clone(f.policies)
	f.mu.RUnlock()
	models, err := learn(ctx, lives, policies, at)
	if err != nil {
		return err
	}
	f.reading.Lock()
	f.fitted, f.news = at, 0
	f.reading.Unlock()
	f.mu.Lock()
	f.models = models
	f.mu.Unlock()
	return nil
}

// learnt is how many tickets the models have seen.
func (f *Foresight) learnt() (n int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, m := range f.models {
		n = max(n, m.learnt)
	}
	return n
}

// all are the lives in order of number.
func (m *memory) all() []*life {
	lives := make([]*life, 0, len(m.lives))
	for _, l := range m.lives {
		lives = append(lives, l)
	}
	slices.SortFunc(lives, func(a, b *life) int { return int(a.number - b.number) })
	return lives
}

// forget drops the oldest tickets that are no longer active where there are too
// many.
func (m *memory) forget() {
	if len(m.lives) <= mostKept+slack {
		return
	}
	for _, l := range m.all() {
		if len(m.lives) <= mostKept {
			return
		}
		if t := m.floor.tracks[l.id]; t == nil || !t.status.Active() {
			m.drop(l.id)
		}
	}
}

// seen is an open ticket as it was known at a moment, nil where it is not open.
func (m *memory) seen(l *life, moment Moment, now time.Time, policies []sla.Policy) *view {
	if moment == Opened {
		v, there := m.opened[l.id]
		if !there {
			return nil
		}
		v.life = l // whether there are deadlines may have become known since
		return &v
	}
	v, there := m.floor.view(l, now, policies)
	if !there || !v.status.Active() {
		return nil
	}
	return &v
}
