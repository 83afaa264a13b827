package sim

import "container/heap"

// kind of an event, in the order in which events of one instant are dealt with.
type kind uint8

const (
	morning   kind = iota // a day begins
	done                  // an agent has done their work
	known                 // whether an answer held is known
	leaves                // a requester gives up
	comes                 // a ticket comes
	comesBack             // a requester comes back, whose answer did not hold
	opens                 // a shift begins
	sweep                 // a look at what waits
)

// event is something that will happen.
type event struct {
	at      float64
	kind    kind
	ticket  int
	touch   int // answers before it; for done and known the place in desk.answers
	ordinal int // ties are in the order in which events were foreseen
}

// agenda holds events, the next first.
type agenda []event

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	x, y := &a[i], &a[j]
	if x.at != y.at {
		return x.at < y.at
	}
	if x.kind != y.kind {
		return x.kind < y.kind
	}
	return x.ordinal < y.ordinal
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push is for container/heap.
func (a *agenda) Push(x any) { *a = append(*a, x.(event)) }

// Pop is for container/heap.
func (a *agenda) Pop() any {
	last := len(*a) - 1
	e := (*a)[last]
	*a = (*a)[:last]
	return e
}

// foresee puts an event on the agenda.
func (d *desk) foresee(e event) {
	d.foreseen++
	e.ordinal = d.foreseen
	heap.Push(&d.agenda, e)
}

// next takes the next event off the agenda.
func (d *desk) next() (event, bool) {
	if len(d.agenda) == 0 {
		return event{}, false
	}
	e, ok := heap.Pop(&d.agenda).(event)
	return e, ok
}
