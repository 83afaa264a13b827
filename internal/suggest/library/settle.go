package library

import "switchyard/internal/suggest/retrieve"

// mostRemembered is how many tickets Settle asks with.
const mostRemembered = 200

// remembered is a ticket as Settle asks with it, and the candidate that answered
// it.
type remembered struct {
	words []retrieve.Term
	group string
}

// Remember keeps the words of a ticket for Settle, in place of the oldest once
// there are 200. group is the candidate that answered it, empty where there is
// none.
func (l *Library) Remember(ticket, group string) {
	r := remembered{l.reader.Words(ticket, 1), group}
	if len(l.latest) < mostRemembered {
		l.latest = append(l.latest, r)
		return
	}
	l.latest[l.next] = r
	l.next = (l.next + 1) % mostRemembered
}

// generic is how many of the tickets that a text is most like say how common it
// is.
const generic = 10

// Settle works out which texts are alike to tickets of every kind. It is to be
// called now and then: until then new candidates count as like none.
func (l *Library) Settle() {
	var scratch retrieve.Scratch
	tops := map[int32][]float64{}
	for _, r := range l.latest {
		self := selfScore(l.said, r.words)
		for _, h := range l.said.Search(&scratch, rarest(l.said, r.words), deep, nil) {
			at, x := l.saidOf[h.Doc], h.Score/self
			if l.candidates[at].Group == r.group {
				continue
			}
			top := tops[at]
			top = append(top, x)
			for i := len(top) - 1; i > 0 && top[i] > top[i-1]; i-- {
				top[i], top[i-1] = top[i-1], top[i]
			}
			tops[at] = top[:min(len(top), generic)]
		}
	}
	for at := range l.candidates {
		sum := 0.
		for _, x := range tops[int32(at)] {
			sum += x
		}
		l.candidates[at].common = sum / generic
	}
}
