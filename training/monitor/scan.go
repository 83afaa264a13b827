package monitor

import "math"

// Windows are the numbers of last tickets that are compared with the reference:
// a short one for what moves far, long ones for what moves little.
func Windows() []int { return []int{150, 500, 1500} }

// scan is one window beside the reference: two rows of counts.
type scan struct {
	size, total int // tickets in the window and in the reference
	before      []int
	counts      []int
	inside      int
	rise        int       // the only value of interest, -1 for all
	weights     []float64 // of the values in the distance
	base        []float64 // of the likelihood ratio, what the window does not change
	sum         float64   // the distance, over all values, as a multiple of what chance makes it on the mean
	one         float64   // the largest likelihood ratio of the values that moved in this step
}

// scansOf are empty windows beside a reference.
func scansOf(r *Reference, rise int) []scan {
	var out []scan
	total, shares := r.Total(), r.shares()
	for _, size := range Windows() {
		s := scan{size: size, total: total, before: r.Counts, counts: make([]int, len(r.Counts)), rise: rise}
		mean := chances(shares, size, total).mean
		for v, n := range r.Counts {
			s.weights = append(s.weights, weight(shares[v])/mean)
			s.base = append(s.base, entropy(size+total)-entropy(size)-entropy(total)+entropy(n)+entropy(total-n))
			s.sum += s.term(v)
		}
		out = append(out, s)
	}
	return out
}

// weight is that of a value in the distance: one over the root of its share.
// Weighed by one over the share (Pearson's statistic), the many rare values of a
// desk drown a shift of the frequent ones; not weighed at all, the frequent ones
// drown the rare.
func weight(share float64) float64 { return 1 / math.Sqrt(share) }

// term is what a value adds to the distance: the weighted squared difference of
// its share in the window from that in the reference.
func (s *scan) term(v int) float64 {
	d := float64(s.counts[v])/float64(s.size) - float64(s.before[v])/float64(s.total)
	return s.weights[v] * d * d
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
