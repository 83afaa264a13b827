package audit

import "math/rand/v2"

// Scenario is a desk whose reviewers are lazy, to try an estimate on.
type Scenario struct {
	Name  string
	Parts []Part
	Keeps float64 // share of wrong answers that a reviewer who sees them keeps
	// Interval is tried in place of that of an Estimate, which nil stands for.
	Interval func([]Row) (low, high float64)
}

// Part is a part of the tickets, as of one language.
type Part struct {
	Tickets    int
	Accuracy   float64
	Propensity float64
}

// Coverage is what came of many runs of a scenario.
type Coverage struct {
	Covered   float64 // share of the runs whose interval holds the true accuracy
	Naive     float64 // share of the runs where a 95 % interval around the naive share does
	Width     float64 // mean width of the interval
	Bias      float64 // mean of the estimate less the truth
	NaiveBias float64 // mean of the naive share less the truth
}

// Scenarios are desks of different sizes and accuracies, drawn alike and by
// language, with reviewers who keep 60 to 90 % of the wrong answers.
func Scenarios() []Scenario {
	return []Scenario{
		{Name: "5,000 tickets, 85 % right, 4 % drawn, 60 % kept", Parts: []Part{{5000, .85, .04}}, Keeps: .6},
		{Name: "2,000 tickets, 60 % right, 4 % drawn, 90 % kept", Parts: []Part{{2000, .6, .04}}, Keeps: .9},
		{Name: "2,000 tickets, 95 % right, 4 % drawn, 80 % kept", Parts: []Part{{2000, .95, .04}}, Keeps: .8},
		{Name: "20,000 tickets, 92 % right, 4 % drawn, 75 % kept", Parts: []Part{{20_000, .92, .04}}, Keeps: .75},
		{Name: "20,000 tickets, 97 % right, 4 % drawn, 90 % kept", Parts: []Part{{20_000, .97, .04}}, Keeps: .9},
		{Name: "three languages, the rare drawn more often, 80 % kept", Parts: []Part{{15_000, .93, .03}, {3000, .8, .08}, {800, .6, .2}}, Keeps: .8},
		{Name: "two languages, the good one drawn less, 70 % kept", Parts: []Part{{10_000, .95, .02}, {2000, .7, .1}}, Keeps: .7},
		{Name: "two languages, the good one drawn more, 70 % kept", Parts: []Part{{10_000, .7, .03}, {3000, .97, .15}}, Keeps: .7},
	}
}

// Run tries the estimate a number of times. The same seed gives the same result.
func (s Scenario) Run(runs int, seed uint64) Coverage {
	var c Coverage
	for run := range runs {
		random := rand.New(rand.NewPCG(seed, uint64(run)))
		var rows []Row
		var tickets, right, shown, kept int
		for _, p := range s.Parts {
			for range p.Tickets {
				tickets++
				is := random.Float64() < p.Accuracy
				if is {
					right++
				}
				if random.Float64() < p.Propensity {
					rows = append(rows, Row{is, p.Propensity})
					continue
				}
				if shown++; is || random.Float64() < s.Keeps {
					kept++
				}
			}
		}
		c.add(rows, float64(right)/float64(tickets), Naive(kept, shown), shown, &s)
	}
	for _, sum := range []*float64{&c.Covered, &c.Naive, &c.Width, &c.Bias, &c.NaiveBias} {
		*sum /= float64(runs)
	}
	return c
}

// add adds what came of one run.
func (c *Coverage) add(rows []Row, truth, naive float64, shown int, s *Scenario) {
	e, err := Of(rows, 1)
	if err != nil { // nobody was drawn, and nothing is known
		e = Estimate{Accuracy: truth, High: 1}
	}
	low, high := e.Low, e.High
	if s.Interval != nil {
		low, high = s.Interval(rows)
	}
	if low <= truth && truth <= high {
		c.Covered++
	}
	if below, above := wilson(naive, float64(max(shown, 1))); below <= truth && truth <= above {
		c.Naive++
	}
	c.Width, c.Bias, c.NaiveBias = c.Width+high-low, c.Bias+e.Accuracy-truth, c.NaiveBias+naive-truth
}
