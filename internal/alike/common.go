package alike

import "math/bits"

// common counts in how many texts of a window each shingle is, so that what
// stands in most of them (a greeting, a form that all fill in, a footer) tells
// little. Shingles share counters, which only ever makes one tell less.
type common struct {
	counts []uint32
	texts  int
}

func newCommon(most int) common {
	size := 1 << min(22, max(12, bits.Len(uint(32*most-1))))
	return common{counts: make([]uint32, size)}
}

func (c *common) add(sample []uint32) {
	c.texts++
	for _, h := range sample {
		c.counts[h&uint32(len(c.counts)-1)]++
	}
}

func (c *common) remove(sample []uint32) {
	c.texts--
	for _, h := range sample {
		c.counts[h&uint32(len(c.counts)-1)]--
	}
}

// A shingle tells all it can while no more than one text in a thousand has it,
// a handful always may, and then less with each doubling. It never tells
// nothing: when everybody writes the same, that is what they write.
const (
	oneIn   = 1000
	handful = 5
	step    = .19
	least   = .2
)

// weight is how much a shingle tells, from least to 1.
func (c *common) weight(h uint32) float64 {
	count := int(c.counts[h&uint32(len(c.counts)-1)])
	doublings := bits.Len(uint(count / (handful + c.texts/oneIn)))
	return max(least, 1-step*float64(doublings))
}
