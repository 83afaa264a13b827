package feedback

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
	"switchyard/training/audit"
)

// memory is what is kept of the events that were read.
type memory struct {
	audits  []judged
	waiting map[uuid.UUID]wait // tickets to be judged blindly
	cells   map[cell]*counts
	denied  map[answer]bool // answers that people looked at, and whether they said or set something else
	forgot  int64           // the day when what is too old was forgotten last
}

// judged is one answer that was judged blindly.
type judged struct {
	audit.Row
	kind

	at time.Time // when it was drawn
}

// wait is since when a ticket waits to be judged, and how many fields of it.
type wait struct {
	since time.Time
	left  int
}

// kind is what answers are told apart by.
type kind struct{ task, language, model string }

// cell is a day of answers of one kind.
type cell struct {
	kind

	day int64 // since 1970, in UTC
}

// counts are how many answers people saw, how many of them they denied, and how
// many were drawn to be judged blindly.
type counts struct{ shown, denied, drawn int }

// answer is one that a ticket got.
type answer struct {
	ticket uuid.UUID
	cell   cell
}

func newMemory() *memory {
	return &memory{waiting: map[uuid.UUID]wait{}, cells: map[cell]*counts{}, denied: map[answer]bool{}}
}

func dayOf(at time.Time) int64 { return at.Unix() / (24 * 60 * 60) }

func (m *memory) at(c cell) *counts {
	if m.cells[c] == nil {
		m.cells[c] = &counts{}
	}
	return m.cells[c]
}

// take learns from an event.
func (m *memory) take(e *ticket.Event, n *news) {
	switch {
	case n.told != nil:
		for field, s := range n.told.Said {
			m.at(cellOf(n.told, field, s.Model)).shown++
		}
		for _, field := range n.told.Blind {
			m.at(cell{kind{task: field}, dayOf(e.At)}).drawn++
			m.waiting[e.Ticket] = wait{e.At, len(n.told.Blind)}
		}
	case n.judged != nil && n.judged.Blind:
		m.judge(e.Ticket, n.judged)
	case n.said != nil && n.judged != nil:
		m.deny(e.Ticket, n.said, n.judged.Field, n.judged.Verdict == ticket.Wrong)
	case n.said != nil:
		for field, value := range n.changed {
			m.deny(e.Ticket, n.said, field, value != n.said.Said[field].Value)
		}
	}
}

func cellOf(t *told, field, model string) cell {
	return cell{kind{field, t.Language, model}, dayOf(t.At)}
}

// judge takes a blind judgement.
func (m *memory) judge(id uuid.UUID, f *ticket.Feedback) {
	w, known := m.waiting[id]
	if !known { // it was drawn before all that is looked at
		w = wait{f.At, 1}
	}
	if w.left--; w.left > 0 {
		m.waiting[id] = w
	} else {
		delete(m.waiting, id)
	}
	m.audits = append(m.audits, judged{audit.Row{Right: f.Verdict == ticket.Right, Propensity: f.Propensity}, kind{f.Field, f.Language, f.Said.Model}, w.since})
}

// deny notes whether somebody who saw an answer said or set something else. What
// they did last counts.
func (m *memory) deny(id uuid.UUID, t *told, field string, wrong bool) {
	s, ok := t.Said[field]
	if !ok {
		return
	}
	a := answer{id, cellOf(t, field, s.Model)}
	if m.denied[a] == wrong {
		return
	}
	if wrong {
		m.denied[a] = true
		m.at(a.cell).denied++
		return
	}
	delete(m.denied, a)
	m.at(a.cell).denied--
}

// forget drops what is older than an instant, once a day.
func (m *memory) forget(before time.Time) {
	day := dayOf(before)
	if day <= m.forgot {
		return
	}
	m.forgot = day
	m.audits = slices.DeleteFunc(m.audits, func(j judged) bool { return j.at.Before(before) })
	maps.DeleteFunc(m.waiting, func(_ uuid.UUID, w wait) bool { return w.since.Before(before) })
	maps.DeleteFunc(m.cells, func(c cell, _ *counts) bool { return c.day < day })
	maps.DeleteFunc(m.denied, func(a answer, _ bool) bool { return a.cell.day < day })
}

// latest are the ids of at most n tickets that wait, latest first.
func latest(waiting map[uuid.UUID]wait, n int) []uuid.UUID {
	ids := slices.SortedFunc(maps.Keys(waiting), func(a, b uuid.UUID) int {
		return cmp.Or(waiting[b].since.Compare(waiting[a].since), slices.Compare(a[:], b[:]))
	})
	return ids[:min(n, len(ids))]
}
