package logs

import (
	"fmt"
	"io"
	"strings"
)

// Result is what the methods reached on one log; the first one is ours.
type Result struct {
	Log         string
	From, To    int // blocks asked about
	Comparisons []Comparison
}

// Write draws the results as Markdown tables.
func Write(out io.Writer, results []Result) error {
	for _, r := range results {
		s := r.Comparisons[0].Scores
		if _, err := fmt.Fprintf(out, "\n### %s, blocks %d to %d: %d cases, truth a candidate in %.1f %%\n\n"+
			"| method | top-1 | top-3 | top-5 | top-10 | MRR | macro-recall | top-1 where a candidate | ours better by: top-1 | top-5 | MRR |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
			r.Log, r.From, r.To, s.Cases, 100*s.Coverage); err != nil {
			return err
		}
		for m, c := range r.Comparisons {
			cells := []string{c.Method}
			for _, e := range c.Estimates {
				cells = append(cells, fmt.Sprintf("%.1f (%.1f to %.1f)", 100*e.Value, 100*e.Low, 100*e.High))
			}
			cells = append(cells, fmt.Sprintf("%.1f", 100*c.Scores.Known))
			for _, k := range Compared {
				if m == 0 {
					cells = append(cells, "")
					continue
				}
				e := c.Behind[k]
				cells = append(cells, fmt.Sprintf("%+.1f (%+.1f to %+.1f)", 100*e.Value, 100*e.Low, 100*e.High))
			}
			if _, err := fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// Compared are the measures, top-1, top-5 and MRR, in which ours is held
// against each baseline.
var Compared = []int{0, 2, 4}
