package models

import (
	"maps"
	"slices"
	"sort"
)

// pieceTrie finds all pieces that a text starts with. The children of a node
// lie side by side, ordered by their byte.
type pieceTrie struct {
	nodes []trieNode
	top   [256]int32 // children of the root by byte, -1 for none
}

type trieNode struct {
	value    int32 // id of the piece that ends here, -1 for none
	children int32 // first child
	count    int16
	label    byte
}

func newPieceTrie(ids map[string]int64) *pieceTrie {
	pieces := slices.DeleteFunc(slices.Sorted(maps.Keys(ids)), func(p string) bool { return p == "" })
	t := &pieceTrie{nodes: []trieNode{{value: -1}}}
	// Breadth first: each node owns a range of the sorted pieces, those that
	// go through it.
	type span struct{ from, to, depth int }
	spans := []span{{0, len(pieces), 0}}
	for n := 0; n < len(spans); n++ {
		s := spans[n]
		if s.from < s.to && len(pieces[s.from]) == s.depth {
			t.nodes[n].value = int32(ids[pieces[s.from]])
			s.from++
		}
		t.nodes[n].children = int32(len(t.nodes))
		for s.from < s.to {
			label := pieces[s.from][s.depth]
			end := s.from + sort.Search(s.to-s.from, func(i int) bool { return pieces[s.from+i][s.depth] > label })
			t.nodes = append(t.nodes, trieNode{value: -1, label: label})
			t.nodes[n].count++
			spans = append(spans, span{s.from, end, s.depth + 1})
			s.from = end
		}
	}
	for b := range t.top {
		t.top[b] = -1
	}
	root := t.nodes[0]
	for c := root.children; c < root.children+int32(root.count); c++ {
		t.top[t.nodes[c].label] = c
	}
	return t
}

// root is where every search starts.
func (t *pieceTrie) root() int32 { return 0 }

// next follows one byte.
func (t *pieceTrie) next(node int32, b byte) (int32, bool) {
	if node == 0 {
		c := t.top[b]
		return c, c >= 0
	}
	n := t.nodes[node]
	low, high := n.children, n.children+int32(n.count)
	for low < high {
		middle := (low + high) / 2
		if t.nodes[middle].label < b {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < n.children+int32(n.count) && t.nodes[low].label == b {
		return low, true
	}
	return 0, false
}
