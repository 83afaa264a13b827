package ope

import (
	"fmt"
	"hash/fnv"
	"math"
)

// Model is what rewards are expected to be.
type Model interface {
	// Expect is the reward, 0 to 1, expected of an agent with the ticket of a row.
	// It must not look at what came of the row.
	Expect(row *Row, agent string) float64
}

// Learner fits a Model to rows.
type Learner interface {
	Learn(rows []Row) (Model, error)
}

// Baseline is what a model that has not seen a row expects of it.
type Baseline struct {
	New    float64 `json:"new"`    // of the other policy: the sum over agents of its probability times the reward expected
	Chosen float64 `json:"chosen"` // of the agent who got the ticket
}

// CrossFit gives the baseline of each row from a model fitted to the other
// folds, so that none has seen the row it speaks of or another of the same
// ticket (Chernozhukov et al. 2018). A row without a ticket is one of its own.
// Rows need Choices. folds is 2 to the number of rows; the same seed gives the
// same folds.
func CrossFit(rows []Row, folds int, seed uint64, learner Learner) ([]Baseline, error) {
	if folds < 2 || folds > len(rows) {
		return nil, fmt.Errorf("folds is %d: take 2 to the number of rows, here %d", folds, len(rows))
	}
	if err := check(rows); err != nil {
		return nil, err
	}
	in := make([]int, len(rows))
	for i := range rows {
		if len(rows[i].Choices) == 0 {
			return nil, fmt.Errorf("row %d (ticket %q): choices are missing: list all agents the other policy may choose", i, rows[i].Ticket)
		}
		in[i] = fold(rows[i].Ticket, i, seed, folds)
	}
	baselines := make([]Baseline, len(rows))
	for k := range folds {
		var others []Row
		for i := range rows {
			if in[i] != k {
				others = append(others, rows[i])
			}
		}
		model, err := learner.Learn(others)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k, err)
		}
		for i := range rows {
			if in[i] != k {
				continue
			}
			b := Baseline{Chosen: expect(model, &rows[i], rows[i].Agent)}
			for _, c := range rows[i].Choices {
				if c.New > 0 {
					b.New += c.New * expect(model, &rows[i], c.Agent)
				}
			}
			baselines[i] = b
		}
	}
	return baselines, nil
}

// expect is within 0 to 1 whatever a model says.
func expect(m Model, row *Row, agent string) float64 {
	v := m.Expect(row, agent)
	if math.IsNaN(v) {
		return 0
	}
	return min(max(v, 0), 1)
}

// fold is where a ticket belongs, or a row without one.
func fold(ticket string, row int, seed uint64, folds int) int {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s", seed, ticket)
	if ticket == "" {
		fmt.Fprintf(h, "#%d", row)
	}
	return int(h.Sum64() % uint64(folds))
}

func checkBaselines(baselines []Baseline, rows int) error {
	if baselines != nil && len(baselines) != rows {
		return fmt.Errorf("%d baselines for %d rows: give one for each, or none", len(baselines), rows)
	}
	for i, b := range baselines {
		if !(b.New >= 0 && b.New <= 1+rounding) || !(b.Chosen >= 0 && b.Chosen <= 1+rounding) {
			return fmt.Errorf("baseline %d is %g and %g: give rewards of 0 to 1", i, b.New, b.Chosen)
		}
	}
	return nil
}
