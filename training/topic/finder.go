package topic

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"switchyard/internal/text"
)

// Options say what is looked for. The zero value of a field means its default.
type Options struct {
	Window  int     // tickets in which a new topic must have gathered; 500
	History int     // tickets before the window that it is compared with, at most; 8000
	Least   int     // tickets before the window without which nothing is tested; 1000
	Unfit   float64 // share of tickets like those of the reference that count as fitting no label; .2
	Alarms  float64 // chance of a false alarm in Quarter tickets; .01
	Quarter int     // 45 000, 500 a day for 90 days
}

func (o Options) filled() Options {
	o.Window, o.History, o.Least = cmp.Or(o.Window, 500), cmp.Or(o.History, 8000), cmp.Or(o.Least, 1000)
	o.Unfit, o.Alarms, o.Quarter = cmp.Or(o.Unfit, .2), cmp.Or(o.Alarms, .01), cmp.Or(o.Quarter, 45_000)
	return o
}

// neighbours are how many tickets count as alike to one: so many that are
// nearest, by their words and by what the model takes them for. A test is made of each.
func neighbours() []int { return []int{12, 24, 48} }

// joining is the similarity from which a text is compared with found topics.
const joining = .15

// margin is how many more tests than expected are allowed for, as the share that
// counts as unfit is itself read off a sample.
const margin = 1.3

// level is the chance of each test.
func (o *Options) level() float64 {
	return o.Alarms / (margin * o.Unfit * float64(o.Quarter) * float64(len(neighbours())))
}

// Held is a ticket that fits no label, by its id.
type Held struct {
	ID    string `json:"id"`
	At    int    `json:"at"` // its place in the stream, from 1
	Topic int    `json:"topic,omitempty"`
	Guess Guess  `json:"guess,omitempty"`
}

// State is what a Finder stores. It holds no text.
type State struct {
	Seen      int       `json:"seen"`
	Topics    int       `json:"topics"`    // found so far
	Reference []float64 `json:"reference"` // scores, sorted
	Held      []Held    `json:"held"`      // oldest first
}

// Validate says what a stored State lacks.
func (s *State) Validate() error {
	if !slices.IsSorted(s.Reference) || s.Seen < 0 || !slices.IsSortedFunc(s.Held, func(a, b Held) int { return cmp.Compare(a.At, b.At) }) {
		return fmt.Errorf("topic: the stored state is out of order: make a new one")
	}
	return nil
}

// Finder looks for new topics in a stream of tickets. It keeps the texts of those
// that fit no label, of the last window and the history before it. Not safe for
// concurrent use.
type Finder struct {
	options    Options
	featuriser *text.Featuriser
	seen       int
	topics     int
	reference  []float64
	items      []item
	rarity     rarity
	labels     map[string]int32
}

type item struct {
	Held
	reading
	roots []root
	mark  uint64 // of its id, for an order that knows nothing of time
}

func (f *Finder) newItem(h Held, content string) item {
	sum := sha256.Sum256([]byte(h.ID))
	one := item{h, read(f.featuriser, content), f.roots(h.Guess), binary.BigEndian.Uint64(sum[:])}
	f.rarity.add(&one.reading)
	return one
}

// New looks for topics after a reference of scores, in any order: how little each
// ticket fits a label, such as one minus the probability of the best one.
func New(o Options, reference []float64) (*Finder, error) {
	if len(reference) == 0 {
		return nil, fmt.Errorf("topic: there is no reference: give the scores of some hundred tickets")
	}
	return Restore(o, State{Reference: slices.Sorted(slices.Values(reference))}, nil)
}

// Restore goes on from a state, with the texts of what it holds by id. One whose
// text is gone is left out.
func Restore(o Options, s State, texts map[string]string) (*Finder, error) {
	featuriser, err := text.NewFeaturiser(settings())
	if err != nil {
		return nil, err
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	f := &Finder{options: o.filled(), featuriser: featuriser, seen: s.Seen, topics: s.Topics, reference: s.Reference, rarity: rarity{slots: map[int32]int32{}}, labels: map[string]int32{}}
	for _, h := range s.Held {
		if content, there := texts[h.ID]; there {
			f.items = append(f.items, f.newItem(h, content))
		}
	}
	return f, nil
}

// State is what there is to store.
func (f *Finder) State() State {
	s := State{Seen: f.seen, Topics: f.topics, Reference: f.reference}
	for i := range f.items {
		s.Held = append(s.Held, f.items[i].Held)
	}
	return s
}

// Unfit says whether a ticket of this score fits no label.
func (f *Finder) Unfit(score float64) bool { return PValue(f.reference, score) <= f.options.Unfit }

// PValue is that of a score.
func (f *Finder) PValue(score float64) float64 { return PValue(f.reference, score) }

// Pass lets a ticket by that fits a label.
func (f *Finder) Pass() {
	f.seen++
	f.forget()
}

// Add takes a ticket that fits no label, with what the model takes it for, nil
// for nothing. It gives the topic that it belongs to, 0 for none, and the group
// where that topic is found now.
func (f *Finder) Add(id, content string, guess Guess) (topic int, found *Group) {
	f.seen++
	f.forget()
	one := f.newItem(Held{ID: id, At: f.seen, Guess: guess.Kept()}, content)
	defer func() { f.items = append(f.items, one) }()
	alike := f.rarity.alike(&one.reading, f.items)
	if one.Topic = f.joins(alike); one.Topic > 0 {
		return one.Topic, nil
	}
	before := min(f.options.History, f.seen-f.options.Window)
	if before < f.options.Least {
		return 0, nil
	}
	near, p := f.closest(f.lean(alike, &one))
	if p > f.options.level() {
		return 0, nil
	}
	f.topics++
	one.Topic = f.topics
	return one.Topic, f.gather(&one, near, p)
}

// forget drops what lies before the history.
func (f *Finder) forget() {
	old := 0
	for old < len(f.items) && f.items[old].At <= f.seen-f.options.Window-f.options.History {
		f.rarity.drop(&f.items[old].reading)
		old++
	}
	if old > 0 {
		f.items = append(f.items[:0], f.items[old:]...)
	}
}

// Remove forgets a ticket and its text. It stays counted as one that came.
func (f *Finder) Remove(id string) {
	for i := range f.items {
		if f.items[i].ID == id {
			f.rarity.drop(&f.items[i].reading)
			f.items = slices.Delete(f.items, i, i+1)
			return
		}
	}
}

// lately says whether an item lies in the window.
func (f *Finder) lately(i int) bool { return f.items[i].At > f.seen-f.options.Window }

// joins is the topic that most of those alike belong to, 0 for none.
func (f *Finder) joins(alike []float64) int {
	counts, all := map[int]int{}, 0
	for i, a := range alike {
		if a >= joining {
			counts[f.items[i].Topic]++
			all++
		}
	}
	for t := 1; t <= f.topics; t++ {
		if counts[t] >= 2 && 2*counts[t] > all {
			return t
		}
	}
	return 0
}

// closest makes every test of a ticket, and gives the items of the window that
// the one with the smallest chance counted, and that chance. Items that belong to
// a topic have no part in it. The ticket itself is not counted: it was not drawn.
func (f *Finder) closest(alike []float64) (near []int, p float64) {
	var order []int
	inside := 0
	for i := range f.items {
		if f.items[i].Topic == 0 {
			order = append(order, i)
			if f.lately(i) {
				inside++
			}
		}
	}
	slices.SortFunc(order, func(a, b int) int { // equals in an order that knows nothing of time
		return cmp.Or(cmp.Compare(alike[b], alike[a]), cmp.Compare(f.items[a].mark, f.items[b].mark))
	})
	p = 1
	for _, n := range neighbours() {
		if n > len(order) {
			break
		}
		k := 0
		for _, i := range order[:n] {
			if f.lately(i) {
				k++
			}
		}
		if chance := tail(k, n, inside, len(order)); chance < p {
			p, near = chance, order[:n]
		}
	}
	near = slices.DeleteFunc(slices.Clone(near), func(i int) bool { return !f.lately(i) })
	slices.Sort(near)
	return near, p
}
