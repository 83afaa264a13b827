package main

import (
	"context"
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike"
	"switchyard/internal/text"
)

// searched is what came of looking for copies.
type searched struct {
	of        [kinds]tally
	held      int
	p50, p99  float64 // milliseconds a text
	megabytes float64
	flood     float64 // p99 in milliseconds, of one text again and again
}

// tally counts the copies of a kind.
type tally struct{ copies, found, called, right int }

func (t tally) recall() float64    { return float64(t.found) / float64(t.copies) }
func (t tally) precision() float64 { return float64(t.right) / float64(t.called) }

// search fills a window, one ticket a second, and then sends the copies, which
// stay in it as well.
func (p *plantation) search(ctx context.Context) (*searched, error) {
	settings := alike.DefaultSettings()
	settings.Most = len(p.window)
	before := heap()
	w, err := alike.NewWindow(settings)
	if err != nil {
		return nil, err
	}
	reader, at, n := alike.NewReader(), time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), 0
	add := func(mail string) []alike.Match {
		subject, body, _ := strings.Cut(mail, "\n")
		at, n = at.Add(time.Second), n+1
		return w.Add(alike.Text{ID: numbered(n), At: at, Sketch: reader.Read(text.Join(subject, body))}, 10)
	}
	for i, mail := range p.window {
		if i%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		add(mail)
	}
	out := &searched{held: w.Len(), megabytes: (heap() - before) / 1e6}
	from := map[uuid.UUID]int{}
	var took []float64
	for _, c := range p.copies {
		start := time.Now()
		found := add(c.text)
		took = append(took, time.Since(start).Seconds()*1e3)
		from[numbered(n)] = c.of
		t := &out.of[c.kind]
		t.copies++
		original := numbered(c.of + 1)
		for _, m := range found {
			t.called++
			if origin, copied := from[m.ID]; m.ID == original || copied && origin == c.of {
				t.right++
			}
			if m.ID == original {
				t.found++
			}
		}
	}
	out.p50, out.p99 = quantile(took, .5), quantile(took, .99)
	took = took[:0]
	for range 10_000 {
		start := time.Now()
		add("Card reader\nHello,\n\nthe card reader at the till shows an error and takes no card since noon.")
		took = append(took, time.Since(start).Seconds()*1e3)
	}
	out.flood = quantile(took, .99)
	runtime.KeepAlive(w)
	return out, nil
}

func numbered(n int) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
