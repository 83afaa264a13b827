package ranker

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Ranker learns from cases and ranks candidates for new ones. Feed it every
// event in order of time: Open, Hold, Close; and Refit now and then. One
// goroutine at a time.
type Ranker struct {
	settings Settings
	fading   fading
	names    []string
	index    map[string]int32
	last     time.Time // of the latest event

	all    [2]tally               // of all cases: solved, held
	facets [2][]map[string]*tally // the same by facet and value
	askers map[string]*tally      // whether an asker's cases became their own: 0 no, 1 yes
	own    tally                  // the same of all askers
	given  tally                  // solved cases of askers other than who solved them

	solved []float64 // hour of the last case, by candidate; -Inf for none
	held   []float64
	load   []int
	open   map[string]*opening

	words   *Words
	rarity  Rarity
	near    Neighbours
	centres centres
	linear  *Linear
	docs    []doc // resolved cases for the linear model, the oldest first

	rows  []row // what weights are fitted on, the oldest first
	model *logit
	view  view // scratch
}

// Solved and held, in pairs of counts.
const (
	solvedBy = iota
	heldBy
)

// opening is a case that is not resolved yet.
type opening struct {
	facets [][]string
	asker  string
	bag    Bag
	at     float64 // hour of the opening
	holder int32   // -1 for nobody
	doc    int32   // among the neighbours, -1 before anybody held it
	row    row
}

type doc struct {
	bag    Bag
	who    int32
	hour   float64
	weight float64
}

// New makes a ranker that knows nothing.
func New(s Settings) (*Ranker, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	words, err := NewWords(s.Buckets)
	if err != nil {
		return nil, fmt.Errorf("ranker: %w", err)
	}
	r := &Ranker{settings: s, fading: fading{s.Long.Hours(), s.Short.Hours(), s.Fade},
		index: map[string]int32{}, askers: map[string]*tally{}, open: map[string]*opening{}, words: words,
		centres: centres{half: s.Long.Hours()}}
	for kind := range r.facets {
		for range s.Facets {
			r.facets[kind] = append(r.facets[kind], map[string]*tally{})
		}
	}
	r.model = &logit{weights: r.prior()}
	return r, nil
}

// pass moves the clock on and gives the hour.
func (r *Ranker) pass(at time.Time, what, id string) (float64, error) {
	if at.IsZero() {
		return 0, fmt.Errorf("ranker: %s case %q at no time: give the time of the event", what, id)
	}
	if at.Before(r.last) {
		return 0, fmt.Errorf("ranker: %s case %q at %v, after an event at %v: feed events in order of time", what, id, at, r.last)
	}
	r.last = at
	return hour(at), nil
}

func hour(at time.Time) float64 { return float64(at.UnixMilli()) / 3.6e6 }

// who gives a candidate's number, a new one to somebody new.
func (r *Ranker) who(name string) int32 {
	i, known := r.index[name]
	if !known {
		i = int32(len(r.names))
		r.index[name] = i
		r.names = append(r.names, name)
		r.solved, r.held = append(r.solved, math.Inf(-1)), append(r.held, math.Inf(-1))
		r.load = append(r.load, 0)
	}
	return i
}

// Open ranks the candidates for a case that has just been opened, the likeliest
// first, equals by name, and remembers the case to learn from it. Candidates are
// distinct; their order does not matter. Before the first Refit all that counts
// is how often each had a case.
func (r *Ranker) Open(c *Case, candidates []string) ([]Choice, error) {
	if err := c.check(len(r.settings.Facets)); err != nil {
		return nil, err
	}
	if _, twice := r.open[c.ID]; twice {
		return nil, fmt.Errorf("ranker: case %q is open already: IDs are used once", c.ID)
	}
	now, err := r.pass(c.At, "open", c.ID)
	if err != nil {
		return nil, err
	}
	sorted := slices.Clone(candidates)
	slices.Sort(sorted)
	o := &opening{facets: c.Facets, asker: c.Asker, bag: r.words.Read(c), at: now, holder: -1, doc: -1}
	o.row.who = make([]int32, 0, len(sorted))
	for i, name := range sorted {
		if name == "" || i > 0 && name == sorted[i-1] {
			return nil, fmt.Errorf("ranker: case %q has candidate %q twice or without a name: name each once", c.ID, name)
		}
		o.row.who = append(o.row.who, r.who(name))
	}
	r.features(o, now)
	r.open[c.ID] = o
	return r.rank(sorted, &o.row), nil
}

func (r *Ranker) rank(names []string, x *row) []Choice {
	p := r.model.probabilities(x)
	out := make([]Choice, len(names))
	for i, name := range names {
		out[i] = Choice{name, p[i]}
	}
	slices.SortStableFunc(out, func(a, b Choice) int { return cmp.Compare(b.Probability, a.Probability) })
	return out
}

// Hold says that somebody has an open case from now on, whoever had it before.
// A case that is not open is left alone.
func (r *Ranker) Hold(id, who string, at time.Time) error {
	if who == "" {
		return fmt.Errorf("ranker: nobody holds case %q: give the candidate's name", id)
	}
	now, err := r.pass(at, "hold", id)
	if err != nil {
		return err
	}
	o, w := r.open[id], r.who(who)
	if o == nil || o.holder == w {
		return nil
	}
	if o.holder >= 0 {
		r.load[o.holder]--
	}
	o.holder = w
	r.load[w]++
	r.held[w] = now
	r.count(heldBy, o.facets, w, now)
	r.neighbour(o, w, now)
	return nil
}

// neighbour lets a case vote for whoever has it, from when somebody does.
func (r *Ranker) neighbour(o *opening, w int32, now float64) {
	if r.settings.Neighbours == 0 {
		return
	}
	if o.doc < 0 {
		o.doc = r.near.Add(r.rarity.Weigh(o.bag), w, now)
		return
	}
	r.near.Move(o.doc, w, now)
}

// Close says whose an open case was in the end.
func (r *Ranker) Close(id, who string, at time.Time) error {
	if who == "" {
		return fmt.Errorf("ranker: nobody had case %q in the end: give the candidate's name, or Drop it", id)
	}
	now, err := r.pass(at, "close", id)
	if err != nil {
		return err
	}
	o := r.open[id]
	if o == nil {
		return fmt.Errorf("ranker: case %q is not open: Open it first, once", id)
	}
	r.Drop(id)
	w := r.who(who)
	r.solved[w] = now
	r.count(solvedBy, o.facets, w, now)
	if o.asker != "" {
		self := int32(0)
		if o.asker == who {
			self = 1
		} else {
			r.given.add(r.fading, w, now)
		}
		entry(r.askers, o.asker).add(r.fading, self, now)
		r.own.add(r.fading, self, now)
	}
	r.rarity.Add(o.bag)
	r.neighbour(o, w, now)
	if r.settings.Neighbours > 0 {
		r.centres.add(r.rarity.Weigh(o.bag), w, now)
	}
	if r.settings.Linear {
		r.docs = append(r.docs, doc{o.bag, w, now, 1})
	}
	if o.row.truth = slices.Index(o.row.who, w); o.row.truth >= 0 {
		o.row.weight = 1
		r.rows = append(r.rows, o.row)
		if over := len(r.rows) - r.settings.Rows; over > 0 {
			r.rows = slices.Delete(r.rows, 0, over)
		}
	}
	return nil
}

// Drop forgets an open case of which nothing will be learnt.
func (r *Ranker) Drop(id string) {
	if o := r.open[id]; o != nil && o.holder >= 0 {
		r.load[o.holder]--
	}
	delete(r.open, id)
}

// count takes a case into the tallies of one kind.
func (r *Ranker) count(kind int, facets [][]string, w int32, now float64) {
	r.all[kind].add(r.fading, w, now)
	for f, values := range facets {
		for _, v := range values {
			entry(r.facets[kind][f], v).add(r.fading, w, now)
		}
	}
}

func entry(of map[string]*tally, key string) *tally {
	t := of[key]
	if t == nil {
		t = &tally{}
		of[key] = t
	}
	return t
}
