package logs

import (
	"slices"
	"strings"

	"switchyard/training/ranker"
)

// ours is the ranker.
type ours struct {
	r *ranker.Ranker
}

func newOurs(l *Log) (*ours, error) {
	r, err := ranker.New(ranker.DefaultSettings(l.Facets...))
	return &ours{r}, err
}

func (o *ours) Name() string { return "ranker" }

func (o *ours) Open(c *Case, candidates []string) ([]float64, error) {
	ranked, err := o.r.Open(&c.Case, candidates)
	scores := make([]float64, len(ranked))
	for _, choice := range ranked {
		at, _ := slices.BinarySearchFunc(candidates, choice.Candidate, strings.Compare)
		scores[at] = choice.Probability
	}
	return scores, err
}

func (o *ours) Hold(c *Case, h Hold) error { return o.r.Hold(c.ID, h.Who, h.At) }
func (o *ours) Close(c *Case) error        { return o.r.Close(c.ID, c.Truth, c.Known) }
func (o *ours) Refit() error               { return o.r.Refit() }
