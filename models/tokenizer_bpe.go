package models

// bytePairs joins the two neighbours that were joined first in training,
// again and again, starting from single characters (Sennrich et al. 2016).
type bytePairs struct {
	vocabulary map[string]int64
	runes      map[rune]int64 // the pieces of one character
	merges     map[pair]merge
	unknown    int64 // id for a character outside the vocabulary; -1 drops it
	fuse       bool  // unknown neighbours become one
	whole      bool  // a word that is a piece needs no merges
}

// pair is two neighbours in one number: ids are below 1<<31.
type pair uint64

func pairOf(left, right int64) pair { return pair(left)<<32 | pair(right) }

// merge is what a pair of pieces becomes; the lowest rank goes first.
type merge struct {
	rank int32
	id   int32
}

// symbol is a piece of the word while it is built; a doubly linked list.
type symbol struct {
	id         int64
	prev, next int32 // -1 at the ends
	gone       bool
}

func (b *bytePairs) append(dst []int64, word string) ([]int64, error) {
	if b.whole {
		if id, ok := b.vocabulary[word]; ok {
			return append(dst, id), nil
		}
	}
	var space [48]symbol
	symbols := b.symbols(space[:0], word)
	b.mergeAll(symbols)
	for _, s := range symbols {
		if !s.gone {
			dst = append(dst, s.id)
		}
	}
	return dst, nil
}

// symbols gives the characters of the word as pieces.
func (b *bytePairs) symbols(list []symbol, word string) []symbol {
	afterUnknown := false
	for _, r := range word {
		id, ok := b.runes[r]
		if !ok {
			id = b.unknown
			if id < 0 || b.fuse && afterUnknown {
				continue
			}
		}
		afterUnknown = !ok
		at := int32(len(list))
		list = append(list, symbol{id: id, prev: at - 1, next: at + 1})
	}
	if len(list) > 0 {
		list[len(list)-1].next = -1
	}
	return list
}

func (b *bytePairs) mergeAll(symbols []symbol) {
	var space [48]join
	queue := joins(space[:0])
	for i := range len(symbols) - 1 {
		if m, ok := b.merges[pairOf(symbols[i].id, symbols[i+1].id)]; ok {
			queue = queue.push(join{int32(i), m})
		}
	}
	var top join
	for len(queue) > 0 {
		top, queue = queue.pop()
		left := &symbols[top.at]
		if left.gone || left.next < 0 {
			continue
		}
		right := &symbols[left.next]
		// A neighbour may have changed since the pair was queued.
		if m, ok := b.merges[pairOf(left.id, right.id)]; !ok || m.id != top.id {
			continue
		}
		left.id, left.next, right.gone = int64(top.id), right.next, true
		if left.next >= 0 {
			symbols[left.next].prev = top.at
			if m, ok := b.merges[pairOf(left.id, symbols[left.next].id)]; ok {
				queue = queue.push(join{top.at, m})
			}
		}
		if left.prev >= 0 {
			if m, ok := b.merges[pairOf(symbols[left.prev].id, left.id)]; ok {
				queue = queue.push(join{left.prev, m})
			}
		}
	}
}

// join is a merge that may be done at a symbol and its next.
type join struct {
	at int32
	merge
}

// joins is a binary heap: lowest rank first, then leftmost. It is typed,
// where container/heap would allocate for every join.
type joins []join

func (j joins) before(a, b int) bool {
	if j[a].rank != j[b].rank {
		return j[a].rank < j[b].rank
	}
	return j[a].at < j[b].at
}

func (j joins) push(x join) joins {
	j = append(j, x)
	for at := len(j) - 1; at > 0; {
		parent := (at - 1) / 2
		if !j.before(at, parent) {
			break
		}
		j[at], j[parent] = j[parent], j[at]
		at = parent
	}
	return j
}

func (j joins) pop() (join, joins) {
	top, last := j[0], len(j)-1
	j[0] = j[last]
	j = j[:last]
	for at := 0; ; {
		child := 2*at + 1
		if child >= last {
			return top, j
		}
		if child+1 < last && j.before(child+1, child) {
			child++
		}
		if !j.before(child, at) {
			return top, j
		}
		j[at], j[child] = j[child], j[at]
		at = child
	}
}
