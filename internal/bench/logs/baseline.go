package logs

import (
	"math"
	"slices"

	"switchyard/training/ranker"
)

// rule counts resolved cases. Its three forms are: the one with most cases,
// the last ones of the same caller, the one with most cases of the same theme.
// Those it says nothing of follow by their number of cases.
type rule struct {
	name   string
	score  func(r *rule, c *Case, who string) float64
	facet  int
	all    map[string]float64
	of     map[string]map[string]float64 // by value of the facet: cases, or the turn of the last one
	closed float64
}

func newRule(name string, facet int, score func(r *rule, c *Case, who string) float64) *rule {
	return &rule{name: name, score: score, facet: facet, all: map[string]float64{}, of: map[string]map[string]float64{}}
}

func majority() *rule {
	return newRule("majority", -1, func(*rule, *Case, string) float64 { return 0 })
}

func lastOfCaller(l *Log) *rule {
	return newRule("last of the same caller", l.Caller, func(r *rule, c *Case, who string) float64 {
		best := 0.
		for _, v := range c.Facets[r.facet] {
			best = max(best, r.of[v][who])
		}
		return best
	})
}

func frequentInTheme(l *Log) *rule {
	r := newRule("most frequent in the category", l.Theme, func(r *rule, c *Case, who string) float64 {
		var sum float64
		for _, v := range c.Facets[r.facet] {
			sum += r.of[v][who]
		}
		return sum
	})
	return r
}

// follow answers with the value of a facet, then by number of cases.
func follow(l *Log) *rule {
	return newRule(l.Rule, l.Follow, func(r *rule, c *Case, who string) float64 {
		if slices.Contains(c.Facets[r.facet], who) {
			return 1
		}
		return 0
	})
}

func (r *rule) Name() string { return r.name }

func (r *rule) Open(c *Case, candidates []string) ([]float64, error) {
	scores := make([]float64, len(candidates))
	for i, who := range candidates {
		scores[i] = r.score(r, c, who) + r.all[who]/(r.closed+1) // less than 1: it only parts equals
	}
	return scores, nil
}

func (r *rule) Hold(*Case, Hold) error { return nil }
func (r *rule) Refit() error           { return nil }

func (r *rule) Close(c *Case) error {
	r.closed++
	r.all[c.Truth]++
	if r.facet < 0 {
		return nil
	}
	for _, v := range c.Facets[r.facet] {
		if r.of[v] == nil {
			r.of[v] = map[string]float64{}
		}
		if r.name == "last of the same caller" {
			r.of[v][c.Truth] = r.closed
		} else {
			r.of[v][c.Truth]++
		}
	}
	return nil
}

// words turns cases into weighed bags for the two baselines that read them:
// TF-IDF of the text and of every facet.
type words struct {
	name   string
	reader *ranker.Words
	rarity ranker.Rarity
	bags   map[string]ranker.Bag // of open cases
	index  map[string]int32
	cases  map[string]float64
	closed float64
}

func newWords(name string) (words, error) {
	reader, err := ranker.NewWords(1 << 16)
	return words{name: name, reader: reader, bags: map[string]ranker.Bag{}, index: map[string]int32{}, cases: map[string]float64{}}, err
}

func (w *words) Name() string           { return w.name }
func (w *words) Hold(*Case, Hold) error { return nil }

func (w *words) close(c *Case) (ranker.Bag, int32) {
	i, known := w.index[c.Truth]
	if !known {
		i = int32(len(w.index))
		w.index[c.Truth] = i
	}
	bag := w.bags[c.ID]
	delete(w.bags, c.ID)
	w.rarity.Add(bag)
	w.cases[c.Truth]++
	w.closed++
	return bag, i
}

// kNN lets the resolved cases nearest by cosine vote with their cosine.
type kNN struct {
	words
	near ranker.Neighbours
	k    int
}

func newKNN(k int) (*kNN, error) {
	w, err := newWords("kNN")
	return &kNN{words: w, k: k}, err
}

func (n *kNN) Open(c *Case, candidates []string) ([]float64, error) {
	n.bags[c.ID] = n.reader.Read(&c.Case)
	votes := make([]float64, len(n.index))
	for _, near := range n.near.Find(n.rarity.Weigh(n.bags[c.ID]), n.k) {
		votes[near.Owner] += near.Cosine
	}
	scores := make([]float64, len(candidates))
	for i, who := range candidates {
		scores[i] = 1e-6 * n.cases[who] / (n.closed + 1)
		if w, known := n.index[who]; known {
			scores[i] += votes[w]
		}
	}
	return scores, nil
}

func (n *kNN) Close(c *Case) error {
	bag, who := n.close(c)
	n.near.Add(n.rarity.Weigh(bag), who, float64(c.Known.Unix())/3600)
	return nil
}

func (n *kNN) Refit() error { return nil }

// linear is a softmax regression on TF-IDF, fitted anew for each block.
type linear struct {
	words
	model *ranker.Linear
	docs  []ranker.Example
	ridge float64
}

func newLinear(ridge float64) (*linear, error) {
	w, err := newWords("TF-IDF and linear")
	return &linear{words: w, ridge: ridge}, err
}

func (m *linear) Open(c *Case, candidates []string) ([]float64, error) {
	m.bags[c.ID] = m.reader.Read(&c.Case)
	scores := make([]float64, len(candidates))
	if m.model == nil {
		return scores, nil
	}
	logs := make([]float64, m.model.Classes())
	m.model.LogProbabilities(m.rarity.Weigh(m.bags[c.ID]), logs)
	for i, who := range candidates {
		scores[i] = math.Inf(-1)
		if w, known := m.index[who]; known && int(w) < len(logs) {
			scores[i] = logs[w]
		}
	}
	return scores, nil
}

func (m *linear) Close(c *Case) error {
	bag, who := m.close(c)
	m.docs = append(m.docs, ranker.Example{Bag: bag, Class: int(who), Weight: 1})
	return nil
}

func (m *linear) Refit() error {
	if len(m.docs) == 0 {
		return nil
	}
	examples := slices.Clone(m.docs)
	for i := range examples {
		examples[i].Bag = m.rarity.Weigh(examples[i].Bag)
	}
	model, err := ranker.FitLinear(examples, len(m.index), m.ridge, 100)
	m.model = model
	return err
}
