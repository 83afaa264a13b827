package monitor

import (
	"fmt"
	"slices"
)

// Mix follows how often values occur. At each ticket it asks of each of Windows
// two things: whether all values together are too far from the reference
// (their weighted distance), and whether one value alone is (its likelihood
// ratio). Both are held against Limits.
//
// What a short reference leaves open hides thin shifts. So tickets that left the
// longest window without an alarm join it: it doubles, with limits of its own,
// until it holds Grown tickets, and stays then.
type Mix struct {
	What      string    `json:"what"`
	Alarms    float64   `json:"alarms"` // chance of a false alarm in a Quarter
	Reference Reference `json:"reference"`
	Limits    Limits    `json:"limits"`
	// Rise names the only value that is looked at, and only when there is more
	// of it; empty looks at all.
	Rise string `json:"rise,omitempty"`

	Seen int   `json:"seen"` // tickets since the reference
	Last []int `json:"last"` // places in the reference of the last of them, oldest first
	// Waiting counts the values of the tickets that are to join the reference.
	Waiting []int `json:"waiting,omitempty"`

	scans []scan
}

// NewMix follows values after a reference was made, with a chance of a false
// alarm of alarms in a Quarter.
func NewMix(what string, r *Reference, alarms float64) (*Mix, error) {
	return newMix(what, "", r, alarms)
}

// NewRise follows one value alone, and only whether there is more of it.
func NewRise(what, value string, r *Reference, alarms float64) (*Mix, error) {
	return newMix(what, value, r, alarms)
}

func newMix(what, rise string, r *Reference, alarms float64) (*Mix, error) {
	limits, err := NewLimits(r, rise, alarms)
	return &Mix{What: what, Alarms: alarms, Reference: r.clone(), Limits: limits, Rise: rise}, err
}

// Validate says what a stored Mix lacks.
func (m *Mix) Validate() error {
	if err := m.Reference.validate(); err != nil {
		return err
	}
	if !(m.Alarms > 0 && m.Alarms < 1) || len(m.Waiting) > 0 && (len(m.Waiting) != len(m.Reference.Counts) || slices.Min(m.Waiting) < 0) {
		return fmt.Errorf("monitor: %s has false alarms of %v and %d values waiting for %d", m.What, m.Alarms, len(m.Waiting), len(m.Reference.Counts))
	}
	for _, v := range m.Last {
		if v < 0 || v >= len(m.Reference.Values) {
			return fmt.Errorf("monitor: %s holds value %d of %d", m.What, v, len(m.Reference.Values))
		}
	}
	if longest := Windows()[len(Windows())-1]; len(m.Last) > longest || m.Seen < len(m.Last) {
		return fmt.Errorf("monitor: %s holds %d last tickets of %d, more than %d or than there were", m.What, len(m.Last), m.Seen, longest)
	}
	if n := len(Windows()); len(m.Limits.Sum) != n || len(m.Limits.One) != n {
		return fmt.Errorf("monitor: %s has %d and %d limits: one a window is needed, %d", m.What, len(m.Limits.Sum), len(m.Limits.One), n)
	}
	return nil
}

// Add takes the value of the next ticket, and gives an alarm where a limit is
// passed, else nil.
func (m *Mix) Add(value string) *Alarm {
	if m.scans == nil {
		m.start()
	}
	v := m.Reference.index(value)
	var found *Alarm
	for i := range m.scans {
		s := &m.scans[i]
		out := -1
		if len(m.Last) >= s.size {
			out = m.Last[len(m.Last)-s.size]
		}
		s.step(v, out)
		if len(m.Last)+1 < s.size || found != nil {
			continue
		}
		if s.one >= m.Limits.One[i] {
			found = m.alarm(s, s.one, m.Limits.One[i], "one value")
		} else if s.sum >= m.Limits.Sum[i] && m.Rise == "" {
			found = m.alarm(s, s.sum, m.Limits.Sum[i], "all values together")
		}
	}
	m.Seen++
	if m.Last = append(m.Last, v); len(m.Last) > m.scans[len(m.scans)-1].size {
		oldest := m.Last[0]
		m.Last = append(m.Last[:0], m.Last[1:]...)
		m.join(oldest)
	}
	return found
}

// join lets the value of a ticket that left the longest window wait, and all that
// wait join the reference once it doubles by them.
func (m *Mix) join(v int) {
	r := &m.Reference
	if r.Total() >= Grown {
		return
	}
	if len(m.Waiting) == 0 {
		m.Waiting = make([]int, len(r.Counts))
	}
	if m.Waiting[v]++; sum(m.Waiting) < r.Total() {
		return
	}
	grown := r.clone()
	for i, n := range m.Waiting {
		grown.Counts[i] += n
	}
	m.Waiting = nil
	if limits, err := NewLimits(&grown, m.Rise, m.Alarms); err == nil { // what was valid still is
		m.Reference, m.Limits = grown, limits
		m.start()
	}
}

// start brings the scans up to what is stored.
func (m *Mix) start() {
	m.scans = scansOf(&m.Reference, m.Reference.only(m.Rise))
	for i := range m.scans {
		for _, v := range m.Last[max(0, len(m.Last)-m.scans[i].size):] {
			m.scans[i].step(v, -1)
		}
	}
}

// Evidence is how near the nearest statistic is to its limit, as a share of it:
// from 1 on there is an alarm. It is 0 until the shortest window is full.
func (m *Mix) Evidence() float64 {
	if m.scans == nil {
		m.start()
	}
	most := 0.
	for i := range m.scans {
		if len(m.Last) < m.scans[i].size {
			continue
		}
		most = max(most, m.scans[i].one/m.Limits.One[i])
		if m.Rise == "" {
			most = max(most, m.scans[i].sum/m.Limits.Sum[i])
		}
	}
	return most
}
