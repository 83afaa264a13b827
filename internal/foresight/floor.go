package foresight

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"
)

// floor is all tickets together, as of an instant that moves on: who waits, who has
// how many, who wrote before.
type floor struct {
	coming []happening // in order of time
	tracks map[uuid.UUID]*track
	recent []*track // opened in the last day, oldest first
	people map[string]visits

	waiting, open int
	loads         map[string]int
}

// happening is a mark of a life, or with -1 its beginning.
type happening struct {
	at   time.Time
	life *life
	mark int
}

// track is a life as far as it went.
type track struct {
	life *life
	state
	earlier int       // tickets of the requester when it was opened
	last    time.Time // the latest of them
}

// visits are the tickets of a requester.
type visits struct {
	count int
	last  time.Time
}

// newFloor is the floor before anything happened.
func newFloor(lives []*life) *floor {
	f := &floor{tracks: make(map[uuid.UUID]*track, len(lives)), people: map[string]visits{}, loads: map[string]int{}}
	for _, l := range lives {
		f.coming = append(f.coming, happening{l.created, l, -1})
		for i := range l.marks {
			f.coming = append(f.coming, happening{l.marks[i].at, l, i})
		}
	}
	slices.SortFunc(f.coming, func(a, b happening) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.life.number, b.life.number), cmp.Compare(a.mark, b.mark))
	})
	return f
}

// advance goes on to an instant, which is not before the last one.
func (f *floor) advance(to time.Time) {
	n := 0
	for ; n < len(f.coming) && !f.coming[n].at.After(to); n++ {
		f.take(&f.coming[n])
	}
	f.coming = f.coming[n:]
	for len(f.recent) > 0 && to.Sub(f.recent[0].life.created) > 24*time.Hour {
		f.recent = f.recent[1:]
	}
}

func (f *floor) take(h *happening) {
	t := f.tracks[h.life.id]
	if t == nil {
		past := f.people[h.life.requester]
		t = &track{life: h.life, state: state{since: h.life.created}, earlier: past.count, last: past.last}
		f.tracks[h.life.id] = t
		f.people[h.life.requester] = visits{past.count + 1, h.life.created}
		f.recent = append(f.recent, t)
	}
	if h.mark < 0 {
		return
	}
	f.count(t, -1)
	t.take(&h.life.marks[h.mark])
	f.count(t, 1)
}

// count adds a ticket to those that are open, or takes it away.
func (f *floor) count(t *track, by int) {
	if t.status.Active() {
		f.open += by
	}
	switch {
	case !t.status.Working():
	case t.agent == "":
		f.waiting += by
	default:
		if f.loads[t.agent] += by; f.loads[t.agent] == 0 {
			delete(f.loads, t.agent)
		}
	}
}

// surroundings are what the floor says of one ticket, itself not counted.
type surroundings struct {
	waiting, open, load float64
	hour, day, kin      float64       // opened in the last hour, in the last day, in the same category
	earlier             float64       // tickets of the requester
	sinceLast           time.Duration // the requester's last one, 0 for none
}

// around tells of a ticket at the instant that the floor has come to. It is false
// for one that is not there yet.
func (f *floor) around(l *life, at time.Time) (surroundings, *state, bool) {
	t := f.tracks[l.id]
	if t == nil {
		return surroundings{}, nil, false
	}
	f.count(t, -1)
	a := surroundings{waiting: float64(f.waiting), open: float64(f.open), earlier: float64(t.earlier)}
	if t.agent != "" {
		a.load = float64(f.loads[t.agent])
	}
	f.count(t, 1)
	for _, other := range f.recent {
		if other == t {
			continue
		}
		a.day++
		if at.Sub(other.life.created) <= time.Hour {
			a.hour++
		}
		if other.category == t.category {
			a.kin++
		}
	}
	if t.earlier > 0 {
		a.sinceLast = max(time.Second, l.created.Sub(t.last))
	}
	s := t.state
	return a, &s, true
}

// replace puts a life as it is now in place of what was known of it. All that was
// coming has come.
func (f *floor) replace(l *life, now time.Time) {
	if f.tracks[l.id] == nil {
		f.take(&happening{l.created, l, -1})
	}
	t := f.tracks[l.id]
	f.count(t, -1)
	t.life, t.state = l, *l.at(now)
	f.count(t, 1)
}

// drop forgets a ticket, but for that there was one.
func (f *floor) drop(id uuid.UUID) {
	t := f.tracks[id]
	if t == nil {
		return
	}
	f.count(t, -1)
	delete(f.tracks, id)
	f.recent = slices.DeleteFunc(f.recent, func(r *track) bool { return r == t })
}
