// Package grams holds the small character n-gram tables that langdetect asks
// first: per script, the conditional log-probability of a letter after up to
// four preceding letters, in every language the table knows.
//
// A table row is shared by all its languages, so at each position every
// language is judged on the same event and the sums can be compared directly.
package grams

// MaxOrder is the longest n-gram, in letters, that a table may hold.
const MaxOrder = 5

// Step is the unit of a cell and of the sums Score returns, in nats: a cell of
// n means probability exp(-n*Step).
const Step = 0.25

// MaxCell is the largest cell; anything less likely is stored as this.
const MaxCell = 63

// A Table scores words of one script. It is immutable once decoded and safe
// for any number of goroutines.
type Table struct {
	// Script is the ISO 15924 code of the script.
	Script string
	// Languages are the BCP-47 tags of the columns, in order.
	Languages []string

	grams []string // sorted; only needed to write the table
	cells []byte   // len(grams) rows of len(Languages)
	slots []slot   // open addressing, length a power of two
}

// A slot maps the hash of an n-gram to its row plus one; row 0 marks it empty.
type slot struct {
	hash uint64
	row  int32
}

// New builds a table from n-grams and their rows of cells, in the same order.
// It reports false when two n-grams share a hash, which no table written so
// far has met.
func New(script string, languages, ngrams []string, cells []byte) (*Table, bool) {
	size := 16
	for size < 2*len(ngrams) {
		size *= 2
	}
	t := &Table{Script: script, Languages: languages, grams: ngrams, cells: cells, slots: make([]slot, size)}
	for row, g := range ngrams {
		if !t.insert(hashOf(g), int32(row+1)) {
			return nil, false
		}
	}
	return t, true
}

// Rows is the number of n-grams in the table.
func (t *Table) Rows() int { return len(t.cells) / max(1, len(t.Languages)) }

// Score adds the cost of word, in units of Step, to costs, one element a
// language: the lower, the likelier. Letters must be in lower case.
// len(costs) must be at least len(t.Languages).
func (t *Table) Score(word []rune, costs []int32) {
	width := len(t.Languages)
	costs = costs[:width]
	for end := range word {
		row := t.longest(word[:end+1])
		if row < 0 {
			continue
		}
		for i, c := range t.cells[row*width : row*width+width] {
			costs[i] += int32(c)
		}
	}
}

// longest returns the row of the longest n-gram that ends at the end of
// prefix, or -1 when not even its last letter is known.
func (t *Table) longest(prefix []rune) int {
	var hashes [MaxOrder]uint64
	n := min(len(prefix), MaxOrder)
	h := uint64(hashSeed)
	for i := range n {
		h = mix(h, prefix[len(prefix)-1-i])
		hashes[i] = h
	}
	for i := n - 1; i >= 0; i-- {
		if row := t.find(hashes[i]); row >= 0 {
			return row
		}
	}
	return -1
}

func (t *Table) find(h uint64) int {
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.row == 0 {
			return -1
		}
		if s.hash == h {
			return int(s.row - 1)
		}
	}
}

func (t *Table) insert(h uint64, row int32) bool {
	mask := uint64(len(t.slots) - 1)
	i := h & mask
	for t.slots[i].row != 0 {
		if t.slots[i].hash == h {
			return false
		}
		i = (i + 1) & mask
	}
	t.slots[i] = slot{h, row}
	return true
}

const hashSeed = 0x9e3779b97f4a7c15

// mix folds one more letter into a hash; n-grams are hashed from their last
// letter to their first, so that one pass yields every order.
func mix(h uint64, r rune) uint64 {
	h = (h ^ uint64(uint32(r))) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

func hashOf(g string) uint64 {
	letters := []rune(g)
	h := uint64(hashSeed)
	for i := len(letters) - 1; i >= 0; i-- {
		h = mix(h, letters[i])
	}
	return h
}
