package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"switchyard/training/audit"
)

// auditRuns is how often each simulated desk is audited.
const auditRuns = 2000

// audited measures how often the interval of the audited share holds the true
// accuracy, and how much further a chosen label goes than a random one.
func audited(ctx context.Context, b *bench) ([]Figure, error) {
	var figures []Figure
	others := []struct {
		name     string
		interval func([]audit.Row) (low, high float64)
	}{{"normal", normalInterval}, {"of the weights alone", weightsInterval}, {"bootstrap of 200", bootstrapInterval}}
	worst := make([][]float64, len(others))
	for i, s := range audit.Scenarios() {
		if err := ctx.Err(); err != nil {
			return figures, err
		}
		c := s.Run(auditRuns, uint64(1000+i))
		figures = append(figures,
			Figure{What: "audit, " + s.Name + ": interval holds the truth", Unit: "%", Digits: 1, Goal: AtLeast(93), Values: []float64{100 * c.Covered},
				Note: fmt.Sprintf("at most 97; %d runs, mean width %.1f points, bias %+.2f", auditRuns, 100*c.Width, 100*c.Bias)},
			Figure{What: "the same, naive share's interval does", Unit: "%", Digits: 1, Goal: AtMost(5), Values: []float64{100 * c.Naive}, Note: fmt.Sprintf("it is off by %+.1f points", 100*c.NaiveBias)},
			Figure{What: "the same, away from 95 %", Unit: "points", Digits: 1, Goal: AtMost(2), Values: []float64{100 * math.Abs(c.Covered-.95)}})
		for k, other := range others {
			s.Interval = other.interval
			runs := auditRuns
			if k == 2 {
				runs = 300 // it is slow
			}
			worst[k] = append(worst[k], 100*s.Run(runs, uint64(1000+i)).Covered)
		}
	}
	for k, other := range others {
		figures = append(figures, Figure{What: "the same by another interval, " + other.name + ", lowest and highest of the desks", Unit: "%", Digits: 1, Values: []float64{slices.Min(worst[k]), slices.Max(worst[k])}})
	}
	for _, set := range []string{"banking77", "clinc150"} {
		if b.data == "" {
			break
		}
		more, err := b.labelling(ctx, set)
		figures = append(figures, more...)
		if err != nil {
			return figures, err
		}
	}
	return figures, nil
}

// ratio is the estimate, the variance of its linearised form, and the doubt of
// the weights, as the intervals below need them.
func ratio(rows []audit.Row) (p, variance, weights float64) {
	var all, right float64
	for _, r := range rows {
		if all += 1 / r.Propensity; r.Right {
			right += 1 / r.Propensity
		}
	}
	p = right / all
	for _, r := range rows {
		doubt, off := (1-r.Propensity)/(r.Propensity*r.Propensity)/(all*all), p
		if r.Right {
			off = 1 - p
		}
		variance, weights = variance+doubt*off*off, weights+doubt
	}
	return p, variance, weights
}

const normal95 = 1.959963984540054

func normalInterval(rows []audit.Row) (low, high float64) {
	p, variance, _ := ratio(rows)
	reach := normal95 * math.Sqrt(variance)
	return p - reach, p + reach
}

func weightsInterval(rows []audit.Row) (low, high float64) {
	p, _, weights := ratio(rows)
	n, z2 := 1/weights, normal95*normal95
	reach := normal95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return (p + z2/(2*n) - reach) / (1 + z2/n), (p + z2/(2*n) + reach) / (1 + z2/n)
}

func bootstrapInterval(rows []audit.Row) (low, high float64) {
	random := rand.New(rand.NewPCG(uint64(len(rows)), 5))
	draws, again := make([]float64, 200), make([]audit.Row, len(rows))
	for i := range draws {
		for j := range again {
			again[j] = rows[random.IntN(len(rows))]
		}
		draws[i], _, _ = ratio(again)
	}
	slices.Sort(draws)
	return draws[4], draws[195]
}
