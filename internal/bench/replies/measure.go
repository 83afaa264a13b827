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
	Usual      Ranks         // BM25 alone with the usual constants
	Constants  retrieve.BM25 // those of BM25, chosen on the past cases
	Gain       float64       // of the MRR, relative
	Low, High  float64       // 95 of 100 resampled gains
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
		constants, err := choose(ctx, set)
		if err != nil {
			return nil, err
		}
		bm25, err := alone(set, set.Past, set.Asked, constants)
		if err != nil {
			return nil, err
		}
		usual, err := alone(set, set.Past, set.Asked, retrieve.DefaultBM25())
		if err != nil {
			return nil, err
		}
		x, err := newShelves(set, set.Past, model)
		if err != nil {
			return nil, err
		}
		var ours Ranks
		for i := range set.Asked {
			c := &set.Asked[i]
			ours = append(ours, 1+slices.IndexFunc(x.find(c), func(m library.Match) bool { return m.Group == c.Target }))
		}
		r := Compare(set.Name, bm25, ours)
		r.Model, r.Usual, r.Constants = model, usual, constants
		out = append(out, r)
	}
	return out, nil
}

// ridge is the penalty of the fit.
const ridge = .003

// shelves are the libraries by scope.
type shelves struct {
	of   map[string]*library.Library
	desk *library.Desk
}

func newShelves(set *Set, past []Case, model library.Model) (*shelves, error) {
	desk, err := library.NewDesk()
	if err != nil {
		return nil, err
	}
	x := &shelves{of: map[string]*library.Library{}, desk: desk}
	for _, c := range set.Candidates {
		if x.of[c.Scope] == nil {
			if x.of[c.Scope], err = library.New(model); err != nil {
				return nil, err
			}
		}
		kind := library.Reply
		if c.Title != "" {
			kind = library.Article
		}
		x.of[c.Scope].Add(library.Entry{ID: c.ID, Kind: kind, Group: c.ID, Title: c.Title, Text: c.Body})
	}
	for _, c := range past {
		l := x.of[c.Scope]
		if set.Linked {
			l.Add(library.Entry{ID: "past " + c.ID, Kind: library.Reply, Group: c.Target, Ticket: c.Title + "\n" + c.Body, Text: c.Reply, At: c.At})
		} else {
			l.Remember(c.Title+"\n"+c.Body, c.Target)
		}
	}
	for _, l := range x.of {
		l.Settle()
	}
	return x, nil
}

func (x *shelves) find(c *Case) []library.Match {
	return x.of[c.Scope].Find(x.desk, &library.Query{Title: c.Title, Body: c.Body, Limit: 100})
}

// String is a line of the table.
func (r Result) String() string {
	return fmt.Sprintf("%s: MRR %.3f, BM25 alone %.3f, %+.1f %% (95 %%: %+.1f to %+.1f)", r.Name, r.Ours.MRR(), r.BM25.MRR(), 100*r.Gain, 100*r.Low, 100*r.High)
}
