package training

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"switchyard/models"
)

// CertifyOptions say what to promise.
type CertifyOptions struct {
	Alpha float64 // largest error among applied answers, within 0 and 1
	Delta float64 // chance that the promise does not hold, within 0 and 1
	By    models.Partition
	Valid time.Duration // from now on, positive
}

func (o CertifyOptions) validate() error {
	switch {
	case !(o.Alpha > 0 && o.Alpha < 1):
		return fmt.Errorf("alpha is %v: it must lie within 0 and 1", o.Alpha)
	case !(o.Delta > 0 && o.Delta < 1):
		return fmt.Errorf("delta is %v: it must lie within 0 and 1", o.Delta)
	case o.Valid < time.Second:
		return fmt.Errorf("valid is %v: it must be a positive duration", o.Valid)
	}
	switch o.By {
	case models.Undivided, models.ByLanguage, models.ByLabel:
		return nil
	}
	return fmt.Errorf("by is %q: use %q, %q or %q", o.By, models.Undivided, models.ByLanguage, models.ByLabel)
}

// Certify looks for the smallest threshold in each group of texts that keeps
// the promise, and calibrates prediction sets of the same alpha. rows hold what
// the model of the manifest says of the calibration rows in the files data,
// which it must not have learnt from: a file it did learn from is an error.
//
// The certificate is there in any case; where it is not Issued, its groups say
// why and how many rows would do. Rows out of scope count as wrong where their
// answer is applied. What the classifier hands to a human whatever its
// probability is never applied here either.
func Certify(manifest *models.Manifest, rows *Meter, data []models.DataSource, opts CertifyOptions, now time.Time) (*models.Certificate, error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if len(rows.scored) == 0 {
		return nil, errors.New("there are no calibration rows: give a file with labelled ones")
	}
	if err := unseen(manifest, data); err != nil {
		return nil, err
	}
	issued := now.UTC().Truncate(time.Second)
	c := &models.Certificate{
		Alpha: opts.Alpha, Delta: opts.Delta, Method: method, Assumption: assumption(opts),
		Data: slices.Clone(data), IssuedAt: issued, ExpiresAt: issued.Add(opts.Valid.Truncate(time.Second)),
		By: opts.By, Sets: predictionSets(rows, opts.Alpha), Reference: *rows.Summary(),
	}
	groups := divide(manifest, rows, opts.By)
	tested := worthTesting(groups, opts)
	for i, g := range groups {
		if !g.covered {
			c.Groups = append(c.Groups, models.CertifiedGroup{Name: g.name, Rows: len(g.outcomes), Refused: "the model never learnt this language"})
			continue
		}
		sharers := tested
		if i >= tested {
			sharers++ // too small to pass as one more, which Walk then says
		}
		delta := opts.Delta / float64(sharers)
		c.Groups = append(c.Groups, certified(g, Walk(g.outcomes, opts.Alpha, delta), manifest.Thresholds))
	}
	return c, nil
}

const method = "fixed-sequence Learn-then-Test on the calibrated probability, exact binomial tail; split conformal adaptive prediction sets"

func assumption(o CertifyOptions) string {
	parts := ""
	if o.By != models.Undivided {
		parts = ", in every certified group at once"
	}
	return fmt.Sprintf("The error among applied answers is at most %s with confidence %s%s, as long as new texts are drawn like the calibration rows. "+
		"A text of no label counts as an error where an answer to it is applied.", percent(o.Alpha), percent(1-o.Delta), parts)
}

// unseen refuses calibration rows that the model was made from: on those it
// errs less than on new texts.
func unseen(manifest *models.Manifest, data []models.DataSource) error {
	for _, d := range data {
		for _, known := range manifest.Data {
			if d.SHA256 == known.SHA256 {
				return fmt.Errorf("%s: the bundle was made from this file (%s): certify on rows it has never seen", d.Name, known.Name)
			}
		}
	}
	return nil
}

// group is one part of the calibration rows.
type group struct {
	name     string
	outcomes []Outcome
	covered  bool // the model learnt its language, where that is what divides
}

// divide sorts the rows into groups by what is known before their label:
// covered ones first, then the largest.
func divide(manifest *models.Manifest, rows *Meter, by models.Partition) []group {
	parts := map[string][]Outcome{}
	for _, s := range rows.scored {
		label, outcome := rows.outcome(manifest, s)
		name := models.AllTexts
		switch by {
		case models.ByLabel:
			name = rows.labels[label]
		case models.ByLanguage:
			subtag, _, _ := strings.Cut(strings.ToLower(s.Language), "-")
			name = cmp.Or(subtag, "und")
		}
		parts[name] = append(parts[name], outcome)
	}
	var groups []group
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		groups = append(groups, group{name, parts[name], by != models.ByLanguage || manifest.Covers(name)})
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		if a.covered != b.covered {
			if a.covered {
				return -1
			}
			return 1
		}
		return len(b.outcomes) - len(a.outcomes)
	})
	return groups
}

// Outcomes are the rows as Walk reads them, one for one. What the manifest's
// model abstains from is never applied.
func (m *Meter) Outcomes(manifest *models.Manifest) []Outcome {
	out := make([]Outcome, len(m.scored))
	for i, s := range m.scored {
		_, out[i] = m.outcome(manifest, s)
	}
	return out
}

// outcome is what applying the best label would come to.
func (m *Meter) outcome(manifest *models.Manifest, s Scored) (label int, o Outcome) {
	label, r := m.reading(s)
	o.Wrong = label != s.Truth
	if manifest.Abstain(r) == "" && manifest.Told(s.Language) {
		o.Probability = r.Best
	}
	return label, o
}

// reading is what the choice between answering and abstaining depends on.
func (m *Meter) reading(s Scored) (label int, r models.Reading) {
	r.Language = s.Language
	label, r.Best = m.best(s.Probabilities)
	for i, p := range s.Probabilities[:len(m.labels)] {
		if i != label {
			r.Second = max(r.Second, p)
		}
	}
	if len(s.Probabilities) > len(m.labels) {
		r.OutOfScope = s.Probabilities[len(m.labels)]
	}
	return label, r
}

// worthTesting is how many of the first groups share delta: as many as can pass
// with their share if no answer of theirs is wrong. It looks at no outcome, so
// the promise stands.
func worthTesting(groups []group, o CertifyOptions) int {
	for n := len(groups); n > 0; n-- {
		if g := groups[n-1]; g.covered && len(g.outcomes) >= rowsFor(leastApplied(o.Alpha, o.Delta/float64(n))) {
			return n
		}
	}
	return 0
}

func certified(g group, w Walked, limits models.Thresholds) models.CertifiedGroup {
	c := models.CertifiedGroup{Name: g.name, Rows: len(g.outcomes), Tested: w.Tested, Refused: w.Refused, RowsNeeded: w.RowsNeeded}
	if w.Refused == "" {
		// Below its own limits the model abstains, so that it comes to the same.
		c.Threshold = max(w.Threshold, limits.Confidence, limits.InScope)
		c.Applied, c.Wrong, c.UpperBound = w.Applied, w.Wrong, w.UpperBound
		c.Coverage = float64(w.Applied) / float64(w.Tested)
	}
	return c
}

// AppliedMeasures say what a certificate does on labelled rows.
type AppliedMeasures struct {
	Rows     int
	Applied  int
	Wrong    int     // of the applied
	Coverage float64 // Applied/Rows
	Error    float64 // Wrong/Applied, NaN where none is applied
}

// Applied counts what the classifier applies of the rows under the manifest's
// certificate before it expires. Rows out of scope count as wrong there.
func Applied(manifest *models.Manifest, rows *Meter) AppliedMeasures {
	m := AppliedMeasures{Rows: len(rows.scored)}
	for _, s := range rows.scored {
		label, o := rows.outcome(manifest, s)
		g := manifest.Certificate.Group(s.Language, rows.labels[label])
		if g == nil || !g.Certified() || o.Probability < g.Threshold {
			continue
		}
		m.Applied++
		if o.Wrong {
			m.Wrong++
		}
	}
	m.Coverage, m.Error = float64(m.Applied)/float64(m.Rows), float64(m.Wrong)/float64(m.Applied)
	return m
}
