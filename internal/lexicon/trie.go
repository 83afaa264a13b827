package lexicon

import (
	"slices"
	"unicode/utf8"
)

// Trie holds phrases letter by letter. The children of a node lie side by
// side, in the order of their letters. It does not change: many goroutines may
// read it.
type Trie struct {
	nodes   []node
	letters []rune                // that lead to the nodes, apart because they are searched
	latin   [utf8.RuneSelf]uint32 // children of the root, 0 for none
}

type node struct {
	first, count uint32 // its children
	wild         uint32 // the child '*', 0 for none
	value        int32  // of the phrase that ends here, -1 for none
}

// NewTrie sorts phrases in place and builds a trie of them. No two may have
// the same letters, and no value may be negative.
func NewTrie(phrases []Phrase) *Trie {
	slices.SortFunc(phrases, func(a, b Phrase) int { return slices.Compare(a.Letters, b.Letters) })
	type part struct{ low, high, depth int } // phrases that share their first letters
	parts := []part{{0, len(phrases), 0}}
	t := &Trie{nodes: make([]node, 1, 4*len(phrases)+1), letters: make([]rune, 1, 4*len(phrases)+1)}
	t.nodes[0].value = -1
	for i := 0; i < len(t.nodes); i++ {
		p := parts[i]
		n := t.nodes[i]
		if p.low < p.high && len(phrases[p.low].Letters) == p.depth {
			n.value = phrases[p.low].Value
			p.low++
		}
		n.first = uint32(len(t.nodes))
		for p.low < p.high {
			letter, high := phrases[p.low].Letters[p.depth], p.low+1
			for high < p.high && phrases[high].Letters[p.depth] == letter {
				high++
			}
			child := uint32(len(t.nodes))
			switch {
			case letter == '*':
				n.wild = child
			case i == 0 && letter < utf8.RuneSelf:
				t.latin[letter] = child
			}
			t.nodes, t.letters = append(t.nodes, node{value: -1}), append(t.letters, letter)
			parts = append(parts, part{p.low, high, p.depth + 1})
			n.count++
			p.low = high
		}
		t.nodes[i] = n
	}
	t.nodes, t.letters = append([]node(nil), t.nodes...), append([]rune(nil), t.letters...) // no room to grow is kept
	return t
}

// child is the node that letter leads to, nil for none.
func (t *Trie) child(n *node, letter rune) *node {
	low, high := n.first, n.first+n.count
	for high-low > 8 {
		if middle := (low + high) / 2; t.letters[middle] <= letter {
			low = middle
		} else {
			high = middle
		}
	}
	for ; low < high; low++ {
		if t.letters[low] == letter {
			return &t.nodes[low]
		}
	}
	return nil
}

// Match is a phrase over the symbols [From, End), spelt out up to Stem; where
// that is less than End, the last word has any ending.
type Match struct {
	From, Stem, End int
	Value           int32
}

// Find appends to found, which it returns, the phrases that start at the word
// which starts at symbol i or, in Arabic, if there are none, behind the
// particles and the article written onto the word. steps counts the symbols
// looked at; it is bounded by the words of the longest phrase, however long
// the text.
func (t *Trie) Find(symbols []Symbol, i int, found []Match) (all []Match, steps int) {
	search := search{trie: t, symbols: symbols, found: found}
	for _, from := range stems(symbols, i) {
		if from < i {
			break
		}
		before := len(search.found)
		search.start(from)
		if len(search.found) > before {
			break
		}
	}
	return search.found, search.steps
}

// search follows the phrases that start at one place.
type search struct {
	trie    *Trie
	symbols []Symbol
	found   []Match
	steps   int
}

func (s *search) start(from int) {
	s.steps++
	t := s.trie
	n, letter := &t.nodes[0], s.symbols[from].Rune
	if letter < utf8.RuneSelf {
		if t.latin[letter] == 0 {
			return
		}
		n = &t.nodes[t.latin[letter]]
	} else if n = t.child(n, letter); n == nil {
		return
	}
	s.follow(n, Match{From: from, Stem: from + 1, End: from + 1})
}

// follow goes on from node n, which stands for the symbols before at.End.
func (s *search) follow(n *node, at Match) {
	for {
		s.steps++
		i := at.End
		if n.value >= 0 && wordEnds(s.symbols, i) {
			at.Value = n.value
			s.found = append(s.found, at)
		}
		if n.count == 0 {
			return
		}
		if n.wild != 0 {
			j := i
			for j < len(s.symbols) && s.symbols[j].Class.InWord() && s.symbols[j].Class != Dense {
				j++
			}
			s.steps += j - i
			if wordStarts := !s.symbols[i-1].Class.InWord(); j > i || !wordStarts {
				s.follow(&s.trie.nodes[n.wild], Match{From: at.From, Stem: i, End: j})
			}
		}
		if i == len(s.symbols) {
			return
		}
		letter := s.symbols[i]
		switch letter.Class {
		case Stop, Mark, Mask:
			return
		case Newline:
			letter.Rune = ' '
		}
		if n = s.trie.child(n, letter.Rune); n == nil {
			return
		}
		at.Stem, at.End = i+1, i+1
	}
}

// Starts says that a word or, in a script without spaces, a part of one starts
// at symbol i.
func Starts(symbols []Symbol, i int) bool {
	return (symbols[i].Class.InWord() || symbols[i].Class == Emoji) &&
		(i == 0 || !symbols[i-1].Class.Joins(symbols[i].Class) && symbols[i-1].Class != Mask)
}

// WordEnd is where the word that starts at symbol i ends; an emoji and a
// letter of a script without spaces are words of their own.
func WordEnd(symbols []Symbol, i int) int {
	end := i + 1
	for end < len(symbols) && symbols[end-1].Class.Joins(symbols[end].Class) {
		end++
	}
	return end
}

// wordEnds says that no word runs on from symbol i-1 to symbol i.
func wordEnds(symbols []Symbol, i int) bool {
	return i == len(symbols) || !symbols[i-1].Class.Joins(symbols[i].Class)
}

// stems are the places where a phrase may start in the word at symbol i, -1
// for none: the word itself and, in Arabic, behind "and", "with", "for", and
// behind the article.
func stems(symbols []Symbol, i int) [3]int {
	starts := [3]int{i, -1, -1}
	letter := func(k int) rune {
		if k < len(symbols) && symbols[k].Class == Caseless {
			return symbols[k].Rune
		}
		return 0
	}
	next, behind := 1, i
	switch letter(i) {
	case 'و', 'ف', 'ب', 'ل', 'ك':
		if letter(i+1) != 0 {
			behind++
			starts[next] = behind
			next++
		}
	}
	switch {
	case letter(behind) == 'ا' && letter(behind+1) == 'ل' && letter(behind+2) != 0:
		starts[next] = behind + 2
	case behind > i && letter(i) == 'ل' && letter(behind) == 'ل' && letter(behind+1) != 0:
		starts[next] = behind + 1
	}
	return starts
}
