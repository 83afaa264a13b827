package feedback

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"switchyard/training/audit"
)

// Estimate is that of package audit, for whoever shows it.
type Estimate = audit.Estimate

// Group is that of package audit too.
type Group = audit.Group

// Report is how right the machine was over some time.
type Report struct {
	Task     string
	Accuracy *Estimate // nil for too few audits
	Judged   int       // answers that were judged blindly, each for its field
	Drawn    int       // answers that were drawn for it, judged or not
	// Propensities are the probabilities with which they were drawn, least first.
	Propensities []float64
	ByLanguage   []Group
	ByModel      []Group
	Seen         Seen
}

// Seen is what people did with the answers that were shown to them.
type Seen struct {
	Shown, Denied int
	Naive         float64 // share that nobody denied: no accuracy
}

// Tasks are those that Report can tell of.
func Tasks() []string { return []string{"category", "priority", "language", "spam", "anger"} }

// Report tells of the answers to a task that were given from one instant to
// before another, which count as whole days for what was seen. least is the
// number of judged answers that an estimate is made of, 0 for the usual.
func (q *Quality) Report(task string, from, until time.Time, least int) (Report, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	out := Report{Task: task}
	var rows []audit.Row
	var languages, models []string
	for _, j := range q.memory.audits {
		if j.task != task || j.at.Before(from) || !j.at.Before(until) {
			continue
		}
		rows, languages, models = append(rows, j.Row), append(languages, j.language), append(models, j.model)
		out.Propensities = append(out.Propensities, j.Propensity)
	}
	slices.Sort(out.Propensities)
	out.Judged, out.Propensities = len(rows), slices.Compact(out.Propensities)
	first, last := dayOf(from), dayOf(until.Add(-time.Nanosecond))
	for c, n := range q.memory.cells {
		if c.task == task && c.day >= first && c.day <= last {
			out.Seen.Shown, out.Seen.Denied, out.Drawn = out.Seen.Shown+n.shown, out.Seen.Denied+n.denied, out.Drawn+n.drawn
		}
	}
	out.Seen.Naive = audit.Naive(out.Seen.Shown-out.Seen.Denied, out.Seen.Shown)
	e, err := audit.Of(rows, least)
	if few := (*audit.TooFewError)(nil); err == nil {
		out.Accuracy = &e
	} else if !errors.As(err, &few) {
		return out, err
	}
	byLanguage, wrong := audit.By(rows, languages, least)
	byModel, worse := audit.By(rows, models, least)
	out.ByLanguage, out.ByModel = mostFirst(byLanguage), mostFirst(byModel)
	return out, errors.Join(wrong, worse)
}

// mostFirst are groups with those of the most rows first.
func mostFirst(groups []Group) []Group {
	slices.SortStableFunc(groups, func(a, b audit.Group) int { return cmp.Compare(b.Rows, a.Rows) })
	return groups
}

// Waiting is how many tickets were drawn to be judged blindly and are not
// judged yet, as far back as is looked.
func (q *Quality) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.memory.waiting)
}

// Ready says whether all of the past was seen.
func (q *Quality) Ready() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ready
}
