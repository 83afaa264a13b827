package replies

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/retrieve"
)

// Ranks are where the right candidate stood for each case that was asked, from
// 1; 0 where it was not found.
type Ranks []int

// MRR is the mean reciprocal rank.
func (r Ranks) MRR() float64 {
	sum := 0.
	for _, rank := range r {
		if rank > 0 {
			sum += 1 / float64(rank)
		}
	}
	return sum / float64(max(1, len(r)))
}

// Recall is the share of cases whose right candidate is among the first k.
func (r Ranks) Recall(k int) float64 {
	n := 0.
	for _, rank := range r {
		if rank > 0 && rank <= k {
			n++
		}
	}
	return n / float64(max(1, len(r)))
}

// Result is one set, ranked by BM25 alone and by ours.
type Result struct {
	Name       string
	BM25, Ours Ranks
	Gain       float64 // of the MRR, relative
	Low, High  float64 // 95 of 100 resampled gains
	Model      library.Model
}

// resamples of the bootstrap (Efron 1979).
const resamples = 2000

// Compare sums up paired ranks.
func Compare(name string, bm25, ours Ranks) Result {
	r := Result{Name: name, BM25: bm25, Ours: ours, Gain: ours.MRR()/bm25.MRR() - 1}
	random := rand.New(rand.NewPCG(7, 7))
	gains := make([]float64, resamples)
	a, b := make(Ranks, len(bm25)), make(Ranks, len(ours))
	for i := range gains {
		for j := range a {
			k := random.IntN(len(a))
			a[j], b[j] = bm25[k], ours[k]
		}
		gains[i] = b.MRR()/max(a.MRR(), 1e-9) - 1
	}
	slices.Sort(gains)
	r.Low, r.High = gains[resamples/40], gains[resamples-1-resamples/40]
	return r
}

// folds of the past cases: each is asked of a library that has the others.
const folds = 5

// Measure fits the weights on the past cases of some sets, each case asked of a
// library without it, and then asks the other cases.
func Measure(ctx context.Context, sets ...*Set) ([]Result, error) {
	var examples []library.Example
	for _, set := range sets {
		for fold := range folds {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			var rest, held []Case
			for i, c := range set.Past {
				if i%folds == fold {
					held = append(held, c)
				} else {
					rest = append(rest, c)
				}
			}
			x, err := newShelves(set, rest, library.DefaultModel())
			if err != nil {
				return nil, err
			}
			for i := range held {
				matches := x.find(&held[i])
				e := library.Example{Right: -1}
				for j := range matches {
					if matches[j].Group == held[i].Target {
						e.Right = j
					}
					e.Candidates = append(e.Candidates, matches[j].Features)
				}
				examples = append(examples, e)
			}
		}
	}
	model, err := library.Fit(examples, ridge)
	if err != nil {
		return nil, err
	}
	var out []Result
	for _, set := range sets {
		x, err := newShelves(set, set.Past, model)
		if err != nil {
			return nil, err
		}
		var bm25, ours Ranks
		for i := range set.Asked {
			c := &set.Asked[i]
			bm25 = append(bm25, x.alone(c))
			ours = append(ours, 1+slices.IndexFunc(x.find(c), func(m library.Match) bool { return m.Group == c.Target }))
		}
		r := Compare(set.Name, bm25, ours)
		r.Model = model
		out = append(out, r)
	}
	return out, nil
}

// ridge is the penalty of the fit.
const ridge = .003

// shelf is what may be answered within a scope.
type shelf struct {
	library *library.Library
	plain   *retrieve.Index // all texts of a candidate as one
	ids     []string        // by number in plain
}

type shelves struct {
	of      map[string]*shelf
	desk    *library.Desk
	reader  *retrieve.Reader
	scratch retrieve.Scratch
}

func newShelves(set *Set, past []Case, model library.Model) (*shelves, error) {
	reader, err := retrieve.NewReader(4000)
	if err != nil {
		return nil, err
	}
	desk, err := library.NewDesk()
	if err != nil {
		return nil, err
	}
	x := &shelves{of: map[string]*shelf{}, desk: desk, reader: reader}
	text := map[string][]retrieve.Term{}
	for _, c := range set.Candidates {
		s := x.of[c.Scope]
		if s == nil {
			l, err := library.New(model)
			if err != nil {
				return nil, err
			}
			s = &shelf{library: l, plain: retrieve.NewIndex(retrieve.DefaultBM25())}
			x.of[c.Scope] = s
		}
		kind := library.Reply
		if c.Title != "" {
			kind = library.Article
		}
		s.library.Add(library.Entry{ID: c.ID, Kind: kind, Group: c.ID, Title: c.Title, Text: c.Body})
		text[c.ID] = retrieve.Join(reader.Words(c.Title, 1), reader.Words(c.Body, 1))
	}
	if set.Linked {
		for _, c := range past {
			s := x.of[c.Scope]
			s.library.Add(library.Entry{ID: "past " + c.ID, Kind: library.Reply, Group: c.Target, Ticket: c.Title + "\n" + c.Body, Text: c.Reply, At: c.At})
			text[c.Target] = retrieve.Join(text[c.Target], reader.Words(c.Title, 1), reader.Words(c.Body, 1), reader.Words(c.Reply, 1))
		}
	}
	for _, c := range past {
		if s := x.of[c.Scope]; !set.Linked {
			s.library.Remember(c.Title+"\n"+c.Body, c.Target)
		}
	}
	for _, s := range x.of {
		s.library.Settle()
	}
	for _, c := range set.Candidates {
		s := x.of[c.Scope]
		s.plain.Add(text[c.ID])
		s.ids = append(s.ids, c.ID)
	}
	return x, nil
}

func (x *shelves) find(c *Case) []library.Match {
	return x.of[c.Scope].library.Find(x.desk, &library.Query{Title: c.Title, Body: c.Body, Limit: 100})
}

// alone is the rank by BM25, all texts of a candidate being one document.
func (x *shelves) alone(c *Case) int {
	s := x.of[c.Scope]
	hits := s.plain.Search(&x.scratch, retrieve.Join(x.reader.Words(c.Title, 1), x.reader.Words(c.Body, 1)), len(s.ids), nil)
	return 1 + slices.IndexFunc(hits, func(h retrieve.Hit) bool { return s.ids[h.Doc] == c.Target })
}

// String is a line of the table.
func (r Result) String() string {
	return fmt.Sprintf("%s: MRR %.3f, BM25 alone %.3f, %+.1f %% (95 %%: %+.1f to %+.1f)", r.Name, r.Ours.MRR(), r.BM25.MRR(), 100*r.Gain, 100*r.Low, 100*r.High)
}
