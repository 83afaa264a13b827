package library

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// twins finds the candidate whose text is nearly that of another: shingles of
// five words, MinHash (Broder 1997) in 16 bands of 4, and a Jaccard coefficient
// of at least .6 that is checked.
type twins struct {
	bands map[uint64][]int32
	exact map[uint64]int32
	sets  map[int32][]uint64 // sorted
}

const (
	bands    = 16
	rows     = 4
	shingle  = 5
	nearness = .6
	mostKept = 64 // candidates of one band: more say that the band tells nothing
)

func newTwins() *twins {
	return &twins{bands: map[uint64][]int32{}, exact: map[uint64]int32{}, sets: map[int32][]uint64{}}
}

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

func keys(set []uint64) (all [bands]uint64) {
	for b := range bands {
		key := uint64(b)
		for r := range rows {
			seed, least := mix(uint64(b*rows+r)), uint64(math.MaxUint64)
			for _, s := range set {
				least = min(least, mix(s^seed))
			}
			key = mix(key ^ least)
		}
		all[b] = key
	}
	return all
}

func whole(set []uint64) uint64 {
	h := uint64(0)
	for _, s := range set {
		h = mix(h ^ s)
	}
	return h
}

func (t *twins) find(text, language string) (int32, bool) {
	set := shingles(text, language)
	if at, found := t.exact[whole(set)]; found {
		return at, true
	}
	best, at := nearness, int32(-1)
	seen := map[int32]bool{}
	for _, key := range keys(set) {
		for _, c := range t.bands[key] {
			if seen[c] {
				continue
			}
			seen[c] = true
			if j := jaccard(set, t.sets[c]); j > best || j == best && (at < 0 || c < at) {
				best, at = j, c
			}
		}
	}
	return at, at >= 0
}

func (t *twins) put(text, language string, at int32) {
	set := shingles(text, language)
	t.exact[whole(set)], t.sets[at] = at, set
	for _, key := range keys(set) {
		if len(t.bands[key]) < mostKept {
			t.bands[key] = append(t.bands[key], at)
		}
	}
}

func (t *twins) drop(at int32) {
	set, found := t.sets[at]
	if !found {
		return
	}
	delete(t.sets, at)
	delete(t.exact, whole(set))
	for _, key := range keys(set) {
		if left := slices.DeleteFunc(t.bands[key], func(c int32) bool { return c == at }); len(left) > 0 {
			t.bands[key] = left
		} else {
			delete(t.bands, key)
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
