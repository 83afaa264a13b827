package monitor

import (
	"fmt"
	"math"
)

// Windows are the numbers of last tickets that are compared with the reference:
// a short one for what moves far, a long one for what moves little.
func Windows() []int { return []int{150, 500} }

// Mix follows how often values occur. At each ticket it asks of each of Windows
// two things: whether all values together are too far from the reference
// (Pearson's statistic of homogeneity), and whether one value alone is (its
// likelihood ratio). Both are held against Limits.
type Mix struct {
	What      string    `json:"what"`
	Reference Reference `json:"reference"`
	Limits    Limits    `json:"limits"`
	// Rise names the only value that is looked at, and only when there is more
	// of it; empty looks at all.
	Rise string `json:"rise,omitempty"`

	Seen int   `json:"seen"` // tickets since the reference
	Last []int `json:"last"` // places in the reference of the last of them, oldest first

	scans []scan
}

// NewMix follows values after a reference was made.
func NewMix(what string, r *Reference, limits Limits) *Mix {
	return &Mix{What: what, Reference: *r, Limits: limits}
}

// NewRise follows one value alone, and only whether there is more of it.
func NewRise(what, value string, r *Reference, limits Limits) *Mix {
	return &Mix{What: what, Reference: *r, Limits: limits, Rise: value}
}

// Validate says what a stored Mix lacks.
func (m *Mix) Validate() error {
	if err := m.Reference.validate(); err != nil {
		return err
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
		m.Last = append(m.Last[:0], m.Last[1:]...)
	}
	return found
}

// start brings the scans up to what is stored.
func (m *Mix) start() {
	m.scans = scansOf(m.Reference.Counts, m.Reference.only(m.Rise))
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

// scan is one window beside the reference: two rows of counts.
type scan struct {
	size, total int // tickets in the window and in the reference
	before      []int
	counts      []int
	inside      int
	rise        int       // the only value of interest, -1 for all
	base        []float64 // of the likelihood ratio, what the window does not change
	sum         float64   // Pearson's statistic of homogeneity, over all values
	one         float64   // the largest likelihood ratio of the values that moved in this step
}

// scansOf are empty windows beside a reference.
func scansOf(counts []int, rise int) []scan {
	var out []scan
	total := 0
	for _, n := range counts {
		total += n
	}
	for _, size := range Windows() {
		s := scan{size: size, total: total, before: counts, counts: make([]int, len(counts)), rise: rise}
		whole := entropy(size+total) - entropy(size) - entropy(total)
		for v, n := range counts {
			s.base = append(s.base, whole+entropy(n)+entropy(total-n))
			s.sum += s.term(v)
		}
		out = append(out, s)
	}
	return out
}

// term is what a value adds to Pearson's statistic: the squared difference of
// both rows from what they would be were they alike, over what is expected.
func (s *scan) term(v int) float64 {
	both := s.counts[v] + s.before[v]
	if both == 0 {
		return 0
	}
	d := float64(s.counts[v])*float64(s.total) - float64(s.before[v])*float64(s.size)
	return d * d / (float64(s.size) * float64(s.total) * float64(both))
}

// step lets a value in and the oldest out, -1 for none.
func (s *scan) step(in, out int) {
	s.one = 0
	if s.put(in, 1); out >= 0 {
		s.put(out, -1)
		s.look(out)
	}
	s.look(in)
}

func (s *scan) put(v, by int) {
	s.sum -= s.term(v)
	s.counts[v] += by
	s.inside += by
	s.sum += s.term(v)
}

// look takes the likelihood ratio of a value into account, in nats: its share in
// the window and that in the reference against one share for both.
func (s *scan) look(v int) {
	c, n := s.counts[v], s.before[v]
	if s.inside < s.size || s.rise >= 0 && (v != s.rise || c*s.total <= n*s.size) {
		return
	}
	s.one = max(s.one, s.base[v]+entropy(c)+entropy(s.size-c)-entropy(c+n)-entropy(s.size+s.total-c-n))
}

// entropy is n ln n, 0 for 0.
func entropy(n int) float64 {
	if n < len(entropies) {
		return entropies[n]
	}
	return float64(n) * math.Log(float64(n))
}

var entropies = func() (table [8192]float64) {
	for n := 2; n < len(table); n++ {
		table[n] = float64(n) * math.Log(float64(n))
	}
	return table
}()
