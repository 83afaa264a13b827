package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"switchyard/models"
	"switchyard/training"
	"switchyard/training/monitor"
	"switchyard/training/topic"
)

// told is a text with what the model said of it.
type told struct {
	text  string
	truth string // "" for out of scope
	label string // that the model gave
	guess topic.Guess
	score float64
	words int
}

// streamed are all that can be drawn: of the labels the model knows, of none, and
// of each label that was held out of its training.
type streamed struct {
	known   []told
	byLabel map[string][]told
	none    []told
	novel   map[string][]told
}

// noise is the share of the tickets that belong to no label at all.
func (t *streamed) noise() float64 {
	if len(t.none) == 0 {
		return 0
	}
	return .05
}

// draw is a ticket as they always come.
func (t *streamed) draw(rng *rand.Rand) *told {
	if rng.Float64() < t.noise() {
		return &t.none[rng.IntN(len(t.none))]
	}
	return &t.known[rng.IntN(len(t.known))]
}

// heldLabels is how many labels are held out of the training.
const heldLabels = 15

// drifting trains on a set without some labels and measures on streams of its
// test rows.
func (b *bench) drifting(ctx context.Context, set string) ([]Figure, error) {
	b.say("  %s", set)
	t, err := b.streamOf(ctx, set)
	if err != nil {
		return nil, err
	}
	figures, err := b.shifts(ctx, set, t)
	if err != nil {
		return figures, err
	}
	b.say("  %s, new topics", set)
	found, err := b.topics(ctx, set, t)
	return append(figures, found...), err
}

// shifts measures the monitors of labels, scope and lengths together on texts.
func (b *bench) shifts(ctx context.Context, set string, t *streamed) ([]Figure, error) {
	const references, quarters, trials = 8, 6, 8
	alarms, ran := 0, 0
	ontos := []int{1, 5, len(t.byLabel) / 2}
	early, late := make([]delays, len(ontos)), make([]delays, len(ontos))
	where := map[string]int{}
	for r := range references {
		rng := rand.New(rand.NewPCG(21, uint64(r)))
		s, err := newSentry(t, rng)
		if err != nil {
			return nil, err
		}
		old := s.watch()
		for range grownAfter {
			old.compare(t.draw(rng))
		}
		for range quarters {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			w := s.watch()
			ran++
			for range monitor.Quarter {
				if what := w.compare(t.draw(rng)); what != "" {
					alarms++
					where[what]++
					break
				}
			}
		}
		for range trials {
			for i, onto := range ontos {
				draw := t.onto(rng, onto)
				w := s.watch()
				for range soon { // the windows are full of the usual
					w.compare(t.draw(rng))
				}
				early[i], late[i] = append(early[i], w.until(draw)), append(late[i], old.again().until(draw))
			}
		}
	}
	f := rate("drift, "+set+", labels, scope and lengths together", alarms, ran)
	f.Note += fmt.Sprint(" ", where)
	figures := []Figure{f}
	for i, onto := range ontos {
		what := fmt.Sprintf("drift, %s, a fifth of the mass moves onto %d labels of %d", set, onto, len(t.byLabel))
		figures = append(figures, early[i].figures(what+", right after the reference")...)
		figures = append(figures, late[i].figures(what+", three weeks later")...)
	}
	return figures, nil
}

func sortedKeys[T any](m map[string]T) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// onto draws tickets of which a fifth more are of some labels, at the cost of all
// others.
func (t *streamed) onto(rng *rand.Rand, labels int) func() *told {
	names := sortedKeys(t.byLabel)
	gains := map[string]bool{}
	var some []told
	for _, i := range rng.Perm(len(names))[:labels] {
		gains[names[i]] = true
		some = append(some, t.byLabel[names[i]]...)
	}
	lost := .2 * float64(len(t.known)) / ((1 - t.noise()) * float64(len(t.known)-len(some)))
	return func() *told {
		one := t.draw(rng)
		if one.truth != "" && !gains[one.truth] && rng.Float64() < lost {
			return &some[rng.IntN(len(some))]
		}
		return one
	}
}

// streamOf trains without the labels that are held out, and asks the model about
// every text that it has not seen.
func (b *bench) streamOf(ctx context.Context, set string) (*streamed, error) {
	parts := map[string][]training.Row{}
	labels := map[string]bool{}
	for _, part := range []string{"train", "dev", "test"} {
		if part == "dev" && set != "clinc150" {
			continue
		}
		source, err := training.OpenFile(b.file(set, part+".jsonl"))
		if err != nil {
			return nil, err
		}
		for row, err := range source.Rows() {
			if err != nil {
				return nil, err
			}
			parts[part] = append(parts[part], row)
			if row.Labels.Category != "" {
				labels[row.Labels.Category] = true
			}
		}
		if err := source.Close(); err != nil {
			return nil, err
		}
	}
	held := map[string]bool{}
	names := sortedKeys(labels)
	for _, i := range rand.New(rand.NewPCG(31, 32)).Perm(len(names))[:heldLabels] {
		held[names[i]] = true
	}
	file := filepath.Join(b.scratch, set+"-known.jsonl")
	if err := writeKnown(b.file(set, "train.jsonl"), file, held); err != nil {
		return nil, err
	}
	fit, err := b.fit(ctx, set, 1, file)
	if err != nil {
		return nil, err
	}
	model, err := models.OpenDir(fit.dir, models.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = model.Close() }()
	return sorted(model, parts, held)
}

// sorted asks the model and sorts the texts by what they are.
func sorted(model *models.Model, parts map[string][]training.Row, held map[string]bool) (*streamed, error) {
	out := &streamed{byLabel: map[string][]told{}, novel: map[string][]told{}}
	manifest := model.Manifest()
	p := make([]float64, manifest.Outputs())
	for _, part := range []string{"train", "dev", "test"} {
		for i := range parts[part] {
			row := &parts[part][i]
			truth := row.Labels.Category
			if part == "train" && !held[truth] { // it learnt from those
				continue
			}
			one := told{text: row.Text(), truth: truth}
			if one.text == "" {
				continue
			}
			if err := model.Predict(p, one.text); err != nil {
				return nil, err
			}
			best := 0
			for l := range manifest.Labels {
				if p[l] > p[best] {
					best = l
				}
			}
			one.label, one.score, one.words = manifest.Labels[best], 1-p[best], len(strings.Fields(one.text))
			one.guess = guessOf(manifest.Labels, p)
			switch {
			case held[truth]:
				out.novel[truth] = append(out.novel[truth], one)
			case truth == "":
				out.none = append(out.none, one)
			default:
				out.known = append(out.known, one)
				out.byLabel[truth] = append(out.byLabel[truth], one)
			}
		}
	}
	return out, nil
}

// guessOf is what a model takes a text for; what follows the labels stands for none.
func guessOf(labels []string, p []float64) topic.Guess {
	all := topic.Guess{}
	for i, x := range p {
		name := "(no label)"
		if i < len(labels) {
			name = labels[i]
		}
		all[name] = x
	}
	return all.Kept()
}

// writeKnown copies the rows of a file but for those of some labels.
func writeKnown(from, to string, held map[string]bool) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	var kept strings.Builder
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct {
			Labels struct{ Category string }
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return err
		}
		if !held[row.Labels.Category] {
			kept.Write(lines.Bytes())
			kept.WriteByte('\n')
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return os.WriteFile(to, []byte(kept.String()), 0o600)
}
