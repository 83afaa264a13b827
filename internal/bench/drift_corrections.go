package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"switchyard/training/monitor"
)

// corrections measures the monitor of corrected answers: how many solved tickets
// it takes to notice that errors have doubled, where people see only a part of
// them, and how often nothing was there to be noticed.
func corrections(ctx context.Context, b *bench) ([]Figure, error) {
	const references, perReference, judged = 10, 4, 1000
	b.say("  corrections")
	var figures []Figure
	alarmed, quarters := 0, 0
	for _, wrong := range []float64{.05, .1} {
		for _, noticed := range []float64{.3, .7} { // of what is wrong, the share that somebody changes
			var early, late delays
			for r := range references {
				if err := ctx.Err(); err != nil {
					return figures, err
				}
				rng := rand.New(rand.NewPCG(uint64(1000*wrong), uint64(r)+uint64(100*noticed)))
				counts := map[string]int{"kept": 0, "changed": 0}
				for range judged {
					counts[corrected(rng, wrong*noticed)]++
				}
				reference, err := monitor.NewReference(counts)
				if err != nil {
					return figures, err
				}
				start, err := monitor.NewRise("corrections", "changed", reference, monitor.CorrectionAlarms)
				if err != nil {
					return figures, err
				}
				old := copied(start)
				for range grownAfter {
					old.Add(corrected(rng, wrong*noticed))
				}
				for range perReference {
					quarters++
					quiet := copied(start)
					for range monitor.Quarter {
						if quiet.Add(corrected(rng, wrong*noticed)) != nil {
							alarmed++
							break
						}
					}
					early, late = append(early, untilRise(rng, copied(start), 2*wrong*noticed)), append(late, untilRise(rng, copied(old), 2*wrong*noticed))
				}
			}
			what := fmt.Sprintf("drift, an error of %.0f %% doubles, of which people change %.0f %%, solved tickets", 100*wrong, 100*noticed)
			for _, f := range append(early.figures(what+", right after the reference"), late.figures(what+", three weeks later")...) {
				f.Goal = Goal{}
				figures = append(figures, f)
			}
		}
	}
	return append(figures, rate("drift, corrections alone, drawn", alarmed, quarters)), nil
}

func corrected(rng *rand.Rand, chance float64) string {
	if rng.Float64() < chance {
		return "changed"
	}
	return "kept"
}

// untilRise is how many solved tickets it takes after the change.
func untilRise(rng *rand.Rand, m *monitor.Mix, chance float64) int {
	n := 1
	for n < missedAt && m.Add(corrected(rng, chance)) == nil {
		n++
	}
	return n
}
