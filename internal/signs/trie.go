package signs

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// phrase is a folded phrase of the lexicon; a '*' stands for any ending of the
// word before it, or for a whole word.
type phrase struct {
	letters []rune
	kind    Kind
}

// trie holds phrases letter by letter. The children of a node lie side by
// side, in the order of their letters.
type trie struct {
	nodes []node
	latin [utf8.RuneSelf]uint32 // children of the root, 0 for none
}

type node struct {
	letter rune
	first  uint32
	wild   uint32 // the child '*', 0 for none
	count  uint16
	ends   bool // a phrase of this kind ends here
	kind   Kind
}

// newTrie sorts phrases in place and builds a trie of them. No two may have
// the same letters.
func newTrie(phrases []phrase) *trie {
	slices.SortFunc(phrases, func(a, b phrase) int { return slices.Compare(a.letters, b.letters) })
	type part struct{ low, high, depth int } // phrases that share their first letters
	parts := []part{{0, len(phrases), 0}}
	nodes := []node{{}}
	for i := 0; i < len(nodes); i++ {
		p := parts[i]
		if p.low < p.high && len(phrases[p.low].letters) == p.depth {
			nodes[i].ends, nodes[i].kind = true, phrases[p.low].kind
			p.low++
		}
		nodes[i].first = uint32(len(nodes))
		for p.low < p.high {
			letter, high := phrases[p.low].letters[p.depth], p.low+1
			for high < p.high && phrases[high].letters[p.depth] == letter {
				high++
			}
			nodes = append(nodes, node{letter: letter})
			parts = append(parts, part{p.low, high, p.depth + 1})
			nodes[i].count++
			p.low = high
		}
	}
	t := &trie{nodes: nodes}
	for i := range t.nodes {
		n := &t.nodes[i]
		for k := n.first; k < n.first+uint32(n.count); k++ {
			switch letter := t.nodes[k].letter; {
			case letter == '*':
				n.wild = k
			case i == 0 && letter < utf8.RuneSelf:
				t.latin[letter] = k
			}
		}
	}
	return t
}

// child is the node that letter leads to, nil for none.
func (t *trie) child(n *node, letter rune) *node {
	children := t.nodes[n.first : n.first+uint32(n.count)]
	if len(children) > 8 {
		i, found := slices.BinarySearchFunc(children, letter, func(c node, r rune) int { return cmp.Compare(c.letter, r) })
		if !found {
			return nil
		}
		return &children[i]
	}
	for i := range children {
		if children[i].letter == letter {
			return &children[i]
		}
	}
	return nil
}

// match is the longest phrase at a place: up to end, 0 for none.
type match struct {
	end  int
	kind Kind
	// steps counts the symbols looked at.
	steps int
}

// longest finds the longest phrase that starts at symbol from, which must be
// the start of a word. What it looks at is bounded by the words of the longest
// phrase, however long the text.
func (t *trie) longest(symbols []symbol, from int) match {
	best := match{steps: 1}
	n, first := &t.nodes[0], symbols[from].r
	if first < utf8.RuneSelf {
		if t.latin[first] == 0 {
			return best
		}
		n = &t.nodes[t.latin[first]]
	} else if n = t.child(n, first); n == nil {
		return best
	}
	t.follow(n, symbols, from+1, &best)
	return best
}

// follow goes on from node n, which stands for the symbols before i. A phrase
// spelt out wins over one that ends in any ending.
func (t *trie) follow(n *node, symbols []symbol, i int, best *match) {
	for {
		best.steps++
		if n.ends && (i > best.end || i == best.end && n.letter != '*') && wordEnds(symbols, i) {
			best.end, best.kind = i, n.kind
		}
		if n.count == 0 {
			return
		}
		if n.wild != 0 {
			j := i
			for j < len(symbols) && symbols[j].class.inWord() && symbols[j].class != dense {
				j++
			}
			best.steps += j - i
			if wordStarts := !symbols[i-1].class.inWord(); j > i || !wordStarts {
				t.follow(&t.nodes[n.wild], symbols, j, best)
			}
		}
		if i == len(symbols) {
			return
		}
		s := symbols[i]
		switch s.class {
		case stop, mark, mask:
			return
		case newline:
			s.r = ' '
		}
		if n = t.child(n, s.r); n == nil {
			return
		}
		i++
	}
}

// wordEnds says that no word runs on from symbol i-1 to symbol i.
func wordEnds(symbols []symbol, i int) bool {
	return i == len(symbols) || !symbols[i-1].class.joins(symbols[i].class)
}
