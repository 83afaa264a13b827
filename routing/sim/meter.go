package sim

import "slices"

// meter takes down, while the desk works, what fates do not tell.
type meter struct {
	busy   []float64 // hours of slots by agent, within the days that are measured
	room   []float64 // hours of slots on shift
	queued []float64 // mean length of the queue by day, all days
	peak   []int     // and the longest
	waited queueing  // hours of waiting tickets by hour of the week, within the days that are measured
	last   float64
}

func newMeter(w *truth) meter {
	days := int(w.last / 24)
	m := meter{busy: make([]float64, len(w.people)), room: make([]float64, len(w.people)), queued: make([]float64, days), peak: make([]int, days)}
	for i := range w.people {
		p := &w.people[i]
		m.room[i] = float64(p.slots) * (p.shift.past(w.end) - p.shift.past(min(max(w.start, p.joined), w.end)))
	}
	return m
}

func (m meter) clone() meter {
	m.busy, m.queued, m.peak = slices.Clone(m.busy), slices.Clone(m.queued), slices.Clone(m.peak)
	return m
}

// pass notes that the queue stayed as it is until t.
func (m *meter) pass(d *desk, t float64) {
	n := len(d.queue)
	m.waited.pass(n, max(m.last, d.start), min(t, d.end))
	for m.last < t {
		day := int(m.last / 24)
		if day >= len(m.queued) {
			break
		}
		until := min(t, 24*float64(day+1))
		m.queued[day] += float64(n) * (until - m.last) / 24
		m.peak[day] = max(m.peak[day], n)
		m.last = until
	}
	m.last = t
}

// work notes that an agent is busy from now on, for so many hours.
func (m *meter) work(d *desk, agent int, hours float64) {
	m.busy[agent] += max(0, min(d.now+hours, d.end)-max(d.now, d.start))
}
