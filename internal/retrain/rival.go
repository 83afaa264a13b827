package retrain

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/models"
	"switchyard/training"
	"switchyard/training/gate"
)

// rival answers test rows in the words of both models.
type rival struct {
	model   *models.Model
	columns []int // of its labels, in those of both
	bytes   int64
}

// rivals are a champion, which may have no model, and a challenger over all labels
// that either knows or a test row has.
type rivals struct {
	labels     []string
	champion   rival
	challenger rival
	// guess is what is said where there is no champion: the labels as often as
	// they were.
	guess []float64
}

func newRivals(task models.Task, champion *models.Model, challenger *models.Model, p *parts) *rivals {
	v := &rivals{labels: labelsOf(task, append(slices.Clone(p.train), p.test...))}
	at := map[string]int{}
	for i, label := range v.labels {
		at[labelFold(label)] = i
	}
	place := func(m *models.Model) (columns []int) {
		if m == nil {
			return nil
		}
		for _, label := range m.Manifest().Labels {
			i, known := at[labelFold(label)]
			if !known {
				i = len(v.labels)
				at[labelFold(label)] = i
				v.labels = append(v.labels, label)
			}
			columns = append(columns, i)
		}
		return columns
	}
	v.champion = rival{model: champion, columns: place(champion)}
	v.challenger = rival{model: challenger, columns: place(challenger)}
	v.guess = make([]float64, len(v.labels))
	for i := range p.train {
		v.guess[at[labelFold(p.train[i].Label)]] += 1 / float64(len(p.train))
	}
	return v
}

// answer is what a model says of a text, over all labels. A share that it keeps
// for "none of these" is shared out among its labels: the test rows have one.
func (v *rivals) answer(r *rival, p []float64, text string) ([]float64, error) {
	if r.model == nil {
		return v.guess, nil
	}
	if err := r.model.Predict(p, text); err != nil {
		return nil, err
	}
	out, sum := make([]float64, len(v.labels)), 0.
	for i := range r.columns {
		sum += p[i]
	}
	for i, column := range r.columns {
		if sum > 0 {
			out[column] += p[i] / sum
		} else {
			out[column] += 1 / float64(len(r.columns))
		}
	}
	return out, nil
}

// rows are the test rows with what both models say, and meter what the challenger
// does on them.
func (v *rivals) rows(ctx context.Context, task models.Task, test []Row, done func(share float64)) ([]gate.Row, *training.Meter, error) {
	at := map[string]int{}
	for i, label := range v.labels {
		at[label] = i
	}
	scratch := [2][]float64{outputs(v.champion.model), outputs(v.challenger.model)}
	out, meter := make([]gate.Row, len(test)), training.NewMeter(v.labels)
	for i := range test {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		r := &test[i]
		row := gate.Row{Truth: at[r.Label], Cluster: clusterOf(r), Slices: slicesOf(r), Urgent: task == models.Priority && r.Label == "urgent"}
		var err error
		if row.Champion, err = v.answer(&v.champion, scratch[0], r.Text); err != nil {
			return nil, nil, err
		}
		if row.Challenger, err = v.answer(&v.challenger, scratch[1], r.Text); err != nil {
			return nil, nil, err
		}
		out[i] = row
		meter.Add(training.Scored{ID: r.ID, Language: r.Language, Truth: row.Truth, Probabilities: row.Challenger})
		if i%64 == 0 {
			done(float64(i) / float64(len(test)))
		}
	}
	return out, meter, nil
}

func outputs(m *models.Model) []float64 {
	if m == nil {
		return nil
	}
	return make([]float64, m.Manifest().Outputs())
}

func clusterOf(r *Row) string {
	if r.Requester == [16]byte{} {
		return ""
	}
	return r.Requester.String()
}

func slicesOf(r *Row) (groups []string) {
	if r.Language != "" && r.Language != "und" {
		groups = append(groups, "language "+r.Language)
	}
	if r.Category != "" {
		groups = append(groups, "category "+r.Category)
	}
	return groups
}

// timed are how many texts a prediction is timed on, and how often each: the
// fastest time counts, as the machine does other things too.
const (
	timedTexts = 200
	timedEach  = 3
	// unnoticed is how long a prediction may take, in seconds, before anybody
	// minds: what is faster counts as this.
	unnoticed = .001
)

// costs measures what serving both takes, in turns.
func (v *rivals) costs(test []Row) (champion, challenger gate.Cost, err error) {
	if v.champion.model == nil || len(test) == 0 {
		return champion, challenger, nil
	}
	both := [2]*rival{&v.champion, &v.challenger}
	var took [2][]float64
	for i := range test[:min(timedTexts, len(test))] {
		best := [2]float64{math.Inf(1), math.Inf(1)}
		for range timedEach {
			for k, r := range both {
				p := outputs(r.model)
				begin := time.Now()
				if err := r.model.Predict(p, test[i].Text); err != nil {
					return champion, challenger, err
				}
				best[k] = min(best[k], time.Since(begin).Seconds())
			}
		}
		took[0], took[1] = append(took[0], best[0]), append(took[1], best[1])
	}
	costs := [2]gate.Cost{}
	for k, r := range both {
		slices.Sort(took[k])
		costs[k] = gate.Cost{Seconds: max(unnoticed, took[k][len(took[k])*95/100]), Bytes: r.bytes}
	}
	return costs[0], costs[1], nil
}

func size(b *models.Bundle) int64 {
	total := int64(0)
	for _, content := range b.Files {
		total += int64(len(content))
	}
	return total
}

// figures are the metrics of a challenger, those that are defined.
func figures(m training.Measures, costs gate.Cost) map[string]float64 {
	all := map[string]float64{
		"rows": float64(m.Rows), "accuracy": m.Accuracy, "macro_f1": m.MacroF1, "ece": m.ECE, "log_loss": m.LogLoss,
		"p95_seconds": costs.Seconds, "bytes": float64(costs.Bytes),
	}
	maps.DeleteFunc(all, func(_ string, v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
	return all
}

// summary says in a sentence what the gate found.
func summary(v *gate.Verdict) string {
	words := []string{fmt.Sprintf("right on %.1f %% of %d younger tickets, the champion on %.1f %% (%+.1f points, 95 %%: %+.1f to %+.1f)",
		100*v.Challenger, v.Rows, 100*v.Champion, 100*v.Gain[1], 100*v.Gain[0], 100*v.Gain[2])}
	for _, t := range v.Refusals() {
		words = append(words, t.Name+": "+t.Words)
	}
	return strings.Join(words, "; ")
}
