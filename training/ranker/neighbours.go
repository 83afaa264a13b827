package ranker

import (
	"cmp"
	"slices"
)

// Neighbours finds the resolved cases most like another, by the cosine of
// their weighed bags. Not safe for concurrent use.
type Neighbours struct {
	owner    []int32
	hour     []float64
	postings map[int32][]posting
	cosine   []float32 // scratch
	touched  []int32
}

type posting struct {
	doc    int32
	weight float32
}

// Near is one resolved case: whose it was, how like (0 to 1), and when it was resolved.
type Near struct {
	Owner  int32
	Cosine float64
	Hour   float64
	doc    int32
}

// Move gives a case that was taken in to another owner.
func (n *Neighbours) Move(doc, owner int32, hour float64) { n.owner[doc], n.hour[doc] = owner, hour }

// Add takes in a case and gives its number. The bag has length 1.
func (n *Neighbours) Add(b Bag, owner int32, hour float64) int32 {
	if n.postings == nil {
		n.postings = map[int32][]posting{}
	}
	doc := int32(len(n.owner))
	n.owner, n.hour, n.cosine = append(n.owner, owner), append(n.hour, hour), append(n.cosine, 0)
	for i, id := range b.IDs {
		n.postings[id] = append(n.postings[id], posting{doc, b.Weights[i]})
	}
	return doc
}

// crowded is how many cases with one feature are looked at, the latest: a
// feature of more says little.
const crowded = 4000

// Find gives the k nearest, the nearest first, the one taken in later of equals.
func (n *Neighbours) Find(b Bag, k int) []Near {
	for i, id := range b.IDs {
		list := n.postings[id]
		if len(list) > crowded {
			list = list[len(list)-crowded:]
		}
		for _, p := range list {
			if n.cosine[p.doc] == 0 {
				n.touched = append(n.touched, p.doc)
			}
			n.cosine[p.doc] += b.Weights[i] * p.weight
		}
	}
	k = max(0, k)
	found := make([]Near, 0, k+1)
	for _, doc := range n.touched {
		c := float64(n.cosine[doc])
		n.cosine[doc] = 0
		near := Near{n.owner[doc], c, n.hour[doc], doc}
		if !(c > 0) || len(found) == k && (k == 0 || nearer(found[k-1], near) < 0) {
			continue
		}
		at, _ := slices.BinarySearchFunc(found, near, nearer)
		if found = slices.Insert(found, at, near); len(found) > k {
			found = found[:k]
		}
	}
	n.touched = n.touched[:0]
	return found
}

// nearer orders the nearest first, the one taken in later of equals.
func nearer(a, b Near) int {
	if c := cmp.Compare(b.Cosine, a.Cosine); c != 0 {
		return c
	}
	return cmp.Compare(b.doc, a.doc)
}
