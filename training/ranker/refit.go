package ranker

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

// Refit fits the linear model of the words on all resolved cases, and the
// weights on the latest. Cases still open count too, Settings.Unsettled each, as
// theirs who have them now: without them the quickly resolved would be all there
// is to learn from of the last days. It is the only slow thing a Ranker does.
// With nothing resolved or held yet it does nothing.
func (r *Ranker) Refit() error {
	rows, docs := r.rows, r.docs
	if r.settings.Unsettled > 0 {
		rows, docs = slices.Clone(rows), slices.Clone(docs)
		for _, o := range r.unsettled() {
			docs = append(docs, doc{o.bag, o.holder, o.at, r.settings.Unsettled})
			if x := o.row; len(x.who) > 0 {
				if x.truth = slices.Index(x.who, o.holder); x.truth >= 0 {
					x.weight = r.settings.Unsettled
					rows = append(rows, x)
				}
			}
		}
	}
	if r.settings.Linear && len(docs) > 0 {
		if err := r.fitLinear(docs); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	model, err := fitLogit(rows, r.prior(), r.settings.Ridge, r.model)
	if err != nil {
		return err
	}
	r.model = model
	return nil
}

// unsettled are the open cases that somebody has, in order of opening.
func (r *Ranker) unsettled() []*opening {
	var ids []string
	for id, o := range r.open {
		if o.holder >= 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(r.open[a].at, r.open[b].at), cmp.Compare(a, b))
	})
	out := make([]*opening, len(ids))
	for i, id := range ids {
		out[i] = r.open[id]
	}
	return out
}

// linearRidge is the penalty of the linear model, in cases. Bags have length 1.
const linearRidge = .3

func (r *Ranker) fitLinear(docs []doc) error {
	examples := make([]Example, len(docs))
	for i, d := range docs {
		examples[i] = Example{Bag: r.rarity.Weigh(d.bag), Class: int(d.who), Weight: d.weight * math.Exp2(-(hour(r.last)-d.hour)/r.fading.long)}
	}
	l, err := FitLinear(examples, len(r.names), linearRidge, 60)
	if err != nil {
		return err
	}
	r.linear = l
	return nil
}

// Weight is what one standard deviation of a feature, among the candidates of a
// case, is worth in log-odds.
type Weight struct {
	Feature string
	Value   float64
}

// Weights are those of the last Refit, in the order of the features.
func (r *Ranker) Weights() ([]Weight, error) {
	if r.model.scale == nil {
		return nil, errors.New("ranker: no weights yet: Refit first")
	}
	var out []Weight
	for i, name := range r.featureNames() {
		w := Weight{Feature: name}
		if s := r.model.scale[i]; s > 0 {
			w.Value = r.model.weights[i] / s
		}
		out = append(out, w)
	}
	return out, nil
}
