package text

import "math/bits"

// occurrence is one distinct feature of a text and how often it occurs.
type occurrence struct {
	hash  uint64
	count uint32
}

// distinct counts features in order of first appearance: an open-addressed
// table of positions into entries, cleared and sized for each text.
type distinct struct {
	entries []occurrence
	slots   []int32 // position in entries plus one; 0 is free
	mask    uint64
}

// reset empties the counter and makes room for n features.
func (d *distinct) reset(n int) {
	size := 1 << bits.Len(uint(2*n+15))
	if cap(d.slots) < size {
		d.slots = make([]int32, size)
	}
	d.slots = d.slots[:size]
	clear(d.slots)
	d.mask = uint64(size - 1)
	d.entries = d.entries[:0]
}

func (d *distinct) len() int { return len(d.entries) }

// add counts one occurrence of the feature with this hash and gives its
// position in entries.
func (d *distinct) add(hash uint64) int32 {
	for i := hash & d.mask; ; i = (i + 1) & d.mask {
		at := d.slots[i]
		if at == 0 {
			d.entries = append(d.entries, occurrence{hash: hash, count: 1})
			d.slots[i] = int32(len(d.entries))
			return int32(len(d.entries)) - 1
		}
		if e := &d.entries[at-1]; e.hash == hash {
			e.count++
			return at - 1
		}
	}
}
