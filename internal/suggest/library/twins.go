package library

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// twins finds the candidates whose texts may be nearly that of another: shingles of
// five words, MinHash (Broder 1997) in 16 bands of 4, and a band of the whole. The
// candidates of a band are a chain, the latest first, so that one takes a few
// words of memory and no lists of its own.
type twins struct {
	heads map[uint32]int32 // the latest candidate by the low bits of a key and its band
	marks []mark           // by candidate
}

// mark is what is kept of a candidate: the next one of each band's chain, and a
// byte of each minimum, of which two alike texts share many.
type mark struct {
	next  [bands + 1]int32 // -1 for none, gone for one that is in no chain
	least [bands * rows]uint8
}

const (
	bands    = 16
	rows     = 4
	shingle  = 5
	nearness = .6
	likely   = .35 // share of equal minima from which a text is looked at: four deviations below
	mostKept = 64  // candidates of one band: more say that the band tells nothing
	gone     = -2
)

func newTwins() *twins { return &twins{heads: map[uint32]int32{}} }

// mix spreads bits (SplitMix64, Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// fnv is the 64-bit FNV-1a hash, the same in
// every process, so that templates come out alike on every node.
func fnv(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// shingles are the hashes of five words in a row, sorted, each once; of a shorter
// text, of all its words.
func shingles(text, language string) []uint64 {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	hashes := make([]uint64, len(words))
	for i, w := range words {
		hashes[i] = fnv(w)
	}
	var out []uint64
	for i := 0; i == 0 || i+shingle <= len(hashes); i++ {
		h := fnv(language)
		for _, w := range hashes[min(i, len(hashes)):min(i+shingle, len(hashes))] {
			h = mix(h ^ w)
		}
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// keys are those of the bands, and a byte of each minimum.
func keys(set []uint64) (all [bands + 1]uint32, least [bands * rows]uint8) {
	name := func(key uint64, band int) uint32 { return uint32(key)<<5 | uint32(band) } //nolint:gosec // the low bits are wanted
	for b := range bands {
		key := uint64(b)
		for r := range rows {
			seed, lowest := mix(uint64(b*rows+r)), uint64(math.MaxUint64)
			for _, s := range set {
				lowest = min(lowest, mix(s^seed))
			}
			key = mix(key ^ lowest)
			least[b*rows+r] = uint8(lowest) //nolint:gosec // the low bits are wanted
		}
		all[b] = name(key, b)
	}
	h := uint64(0)
	for _, s := range set {
		h = mix(h ^ s)
	}
	all[bands] = name(h, bands)
	return all, least
}

// near are the candidates whose texts may be alike, in order.
func (t *twins) near(set []uint64) []int32 {
	var out []int32
	all, least := keys(set)
	for band, key := range all {
		at, found := t.heads[key]
		for ; found && at >= 0; at = t.marks[at].next[band] {
			same := 0
			for i, m := range t.marks[at].least {
				if m == least[i] {
					same++
				}
			}
			if float64(same) >= likely*bands*rows {
				out = append(out, at)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (t *twins) put(set []uint64, at int32) {
	for int(at) >= len(t.marks) {
		t.marks = append(t.marks, mark{})
		for band := range t.marks[len(t.marks)-1].next {
			t.marks[len(t.marks)-1].next[band] = gone
		}
	}
	all, least := keys(set)
	m := &t.marks[at]
	m.least = least
	for band, key := range all {
		head, found := t.heads[key]
		if !found {
			head = -1
		}
		n := 0
		for c := head; c >= 0 && n < mostKept; c = t.marks[c].next[band] {
			n++
		}
		if n < mostKept {
			m.next[band], t.heads[key] = head, at
		}
	}
}

// drop takes a candidate out, of the set that it was put in with.
func (t *twins) drop(set []uint64, at int32) {
	if int(at) >= len(t.marks) {
		return
	}
	all, _ := keys(set)
	for band, key := range all {
		next := t.marks[at].next[band]
		if next == gone {
			continue
		}
		t.marks[at].next[band] = gone
		if t.heads[key] == at {
			if next >= 0 {
				t.heads[key] = next
			} else {
				delete(t.heads, key)
			}
			continue
		}
		for c := t.heads[key]; c >= 0; c = t.marks[c].next[band] {
			if t.marks[c].next[band] == at {
				t.marks[c].next[band] = next
				break
			}
		}
	}
}

func jaccard(a, b []uint64) float64 {
	both := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}
