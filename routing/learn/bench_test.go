package learn_test

import (
	"context"
	"testing"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// desk of a size, with its history: each agent has so many tickets a day for 56 days.
func desk(agents, categories, each int) (*world, []touch, time.Time) {
	w := newWorld(1, agents, categories)
	return w, w.days(start, 56, each), start.AddDate(0, 0, 56)
}

func BenchmarkRefit(b *testing.B) {
	_, h, now := desk(500, 30, 3)
	l := learn.New(learn.Options{})
	l.Observe(asOf(h[:100_000], now)...)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Refit(context.Background(), now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPredict(b *testing.B) {
	w, h, now := desk(500, 30, 1)
	l := learner(asOf(h, now), now)
	m := l.Model()
	r := &routing.Request{Priority: routing.High, Signals: []float64{.3}, Language: "de"}
	for c := range 12 {
		r.Category = append(r.Category, routing.Chance{Label: w.categories[c], P: .08})
	}
	staff := w.staff()
	for i := range staff {
		staff[i].Languages = map[string]int{"en": 5, "de": 1 + i%5}
		staff[i].Tenure = time.Duration(i) * 24 * time.Hour
	}
	out := make([]routing.Prospect, len(staff))
	b.ReportAllocs()
	for b.Loop() {
		m.Predict(r, staff, out)
	}
}

func BenchmarkObserve(b *testing.B) {
	w, h, now := desk(500, 30, 1)
	l := learner(asOf(h, now), now)
	next := w.days(now, 20, 2)
	for i := range next {
		next[i].Known = next[i].known
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		l.Observe(next[i%len(next)].Outcome)
		i++
	}
}

func BenchmarkModel(b *testing.B) {
	w, h, now := desk(500, 30, 1)
	l := learner(asOf(h, now), now)
	next := w.days(now, 20, 2)
	i := 0
	for b.Loop() {
		next[i%len(next)].Known = next[i%len(next)].known
		l.Observe(next[i%len(next)].Outcome)
		l.Model()
		i++
	}
}
