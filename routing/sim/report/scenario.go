package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"

	"switchyard/routing"
	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

// scenario is a section of the page.
type scenario struct {
	ID, Name, About string
	Known           bool // the scenario itself was given, not only its results
	Agents, Days    int
	Load            float64
	Policies        []look // one for each result
	results         []sim.Result

	GSVG, BreachSVG, InformedSVG, ClairvoyantSVG, GiniSVG template.HTML
	SuccessSVG, QueueHourSVG, QueueDaySVG                 template.HTML
	Panels                                                []panel
	Priorities                                            []priority
	Newcomers, Drift                                      bool
	DriftDay                                              int
}

// priority is a diagram and a column of first answers.
type priority struct {
	Name   routing.Priority
	Target float64
	SVG    template.HTML
}

// row is a policy in the tables of a scenario.
type row struct {
	look
	*sim.Result
}

// Rows are the results with their looks.
func (s *scenario) Rows() []row {
	rows := make([]row, len(s.results))
	for i := range rows {
		rows[i] = row{s.Policies[i], &s.results[i]}
	}
	return rows
}

// First is any result, for what is the same for all.
func (s *scenario) First() *sim.Result { return &s.results[0] }

// Weeks are G and queue by week.
func (r row) Weeks() []tally { return weekly(r.Result) }

// All is all measured days together.
func (r row) All() *tally {
	var t tally
	for k := range r.Runs {
		for i := range r.Runs[k].Days {
			t.add(&r.Runs[k].Days[i])
		}
	}
	return &t
}

// Promises are first answers by priority.
func (r row) Promises() []promise {
	list := make([]promise, len(r.Runs[0].Promises))
	for i := range list {
		list[i] = promised(r.Result, i)
	}
	return list
}

// Weekday is the mean queue by day of the week.
func (r row) Weekday() []float64 {
	w := byHour(r.Result)
	list := make([]float64, 7)
	for d := range list {
		list[d] = mean(w[24*d : 24*(d+1)])
	}
	return list
}

// Occupancies are the highest, the middle and the lowest of an agent.
func (r row) Occupancies() [3]float64 {
	at := func(of func([]float64) float64) float64 {
		return over(r.Result, func(run *sim.Run) float64 {
			list := occupancies(run)
			if len(list) == 0 {
				return math.NaN()
			}
			return of(list)
		})
	}
	return [3]float64{at(slices.Max[[]float64]), at(func(l []float64) float64 { return l[len(l)/2] }), at(slices.Min[[]float64])}
}

// Weekdays by name.
func (*scenario) Weekdays() []string { return weekdays }

// about takes over what the scenario says of itself.
func (s *scenario) about(of *sim.Scenario) {
	s.Known, s.About, s.Days, s.Load, s.DriftDay = true, of.About, of.Days, of.Load, of.Drift.Day
}

func (s *scenario) result(name string) *sim.Result {
	for i := range s.results {
		if s.results[i].Policy == name {
			return &s.results[i]
		}
	}
	return nil
}

// fill draws the diagrams.
func (s *scenario) fill() error {
	s.Agents = len(s.First().Runs[0].Agents)
	s.Days = len(s.First().Runs[0].Days)
	s.Newcomers, s.Drift = !math.IsNaN(s.First().Mean.Newcomers), !math.IsNaN(s.First().Mean.Drifted)
	var err error
	for _, d := range []struct {
		into *template.HTML
		draw func() (template.HTML, error)
	}{
		{&s.GSVG, s.g}, {&s.BreachSVG, s.breach}, {&s.GiniSVG, s.gini}, {&s.SuccessSVG, s.success}, {&s.QueueHourSVG, s.queueByHour}, {&s.QueueDaySVG, s.queueByDay},
		{&s.InformedSVG, func() (template.HTML, error) {
			return s.gap(policy.Informed, func(r *sim.Result) (float64, sim.Interval) { return r.GapInformed, r.Intervals.GapInformed })
		}},
		{&s.ClairvoyantSVG, func() (template.HTML, error) {
			return s.gap(policy.Clairvoyant, func(r *sim.Result) (float64, sim.Interval) { return r.GapClairvoyant, r.Intervals.GapClairvoyant })
		}},
	} {
		if *d.into, err = d.draw(); err != nil {
			return err
		}
	}
	if s.Panels, err = s.occupancy(); err != nil {
		return err
	}
	return s.firstAnswers()
}

// dotsOf makes a row for each policy.
func (s *scenario) dotsOf(of func(*sim.Result) (float64, sim.Interval)) []dot {
	rows := make([]dot, len(s.results))
	for i := range rows {
		v, interval := of(&s.results[i])
		rows[i] = dot{s.Policies[i], v, interval.Low, interval.High}
	}
	return rows
}

func (s *scenario) g() (template.HTML, error) {
	axis := free("G", true)
	if bound := s.First().Mean.Bound; !math.IsNaN(bound) {
		axis.marks = []float64{bound}
	}
	return axis.dots(s.dotsOf(func(r *sim.Result) (float64, sim.Interval) { return r.Mean.G, r.Intervals.G }), "G by policy with 95 % intervals, and the fluid bound. The table above has the figures.")
}

func (s *scenario) breach() (template.HTML, error) {
	axis := free("breach", true)
	axis.zero = true
	return axis.dots(s.dotsOf(func(r *sim.Result) (float64, sim.Interval) { return r.Mean.Breach, r.Intervals.Breach }), "Breach by policy with 95 % intervals. The table above has the figures.")
}

func (s *scenario) gini() (template.HTML, error) {
	axis := free("Gini coefficient of occupancy", false)
	axis.zero = true
	return axis.dots(s.dotsOf(func(r *sim.Result) (float64, sim.Interval) { return r.Mean.Gini, r.Intervals.Gini }), "Gini coefficient of occupancy by policy with 95 % intervals. The table beside it has the figures.")
}

// gap draws the gap closed towards a reference, nothing where none is known.
func (s *scenario) gap(reference string, of func(*sim.Result) (float64, sim.Interval)) (template.HTML, error) {
	rows := slices.DeleteFunc(s.dotsOf(of), func(d dot) bool { return d.look.Name == routing.RoundRobin || d.look.Name == reference })
	if !slices.ContainsFunc(rows, func(d dot) bool { return !math.IsNaN(d.value) }) {
		return "", nil
	}
	axis := scale{label: "gap closed towards " + reference, percent: true, least: edge, most: 1.5, marks: []float64{0, 1}}
	return axis.dots(rows, fmt.Sprintf("Gap closed towards %s by policy with 95 %% intervals. The table above has the figures.", reference))
}

// firstAnswers draws how long each priority waits for its first answer.
func (s *scenario) firstAnswers() error {
	for i, p := range s.First().Runs[0].Promises {
		rows := s.dotsOf(func(r *sim.Result) (float64, sim.Interval) {
			v := promised(r, i)
			return v.Median, sim.Interval{Low: v.Median, High: v.P90}
		})
		axis := scale{label: "business hours", zero: true, least: 0, most: 4 * p.Target, marks: []float64{p.Target}}
		svg, err := axis.dots(rows, fmt.Sprintf("First answers to tickets of priority %s by policy: median and 90th percentile, and the target. The table below has the figures.", p.Priority))
		if err != nil {
			return err
		}
		s.Priorities = append(s.Priorities, priority{p.Priority, p.Target, svg})
	}
	return nil
}
