package learn

import (
	"context"
	"math"
	"time"
)

// fit is level 1 as of an instant: what was read, and what came out.
type fit struct {
	options    Options
	now        time.Time
	rows       []*row // in the order of the sheet
	agents     []string
	categories []string // by place
	frame      frame
	delays     *delays
	sheet      *sheet
	trials     trials
	works      *works
	success    *problem
	hours      *problem
	typical    []float64 // columns of the mean outcome
	drifts     []Drift
	// Weights of the rows for either model, once changes were looked for.
	trialWeight, workWeight []float64
	wrong                   float64 // share of results that were written down wrong
	waiting                 bool    // whether assignments are seen before their result
	mature                  time.Duration
}

// What is assumed until outcomes say otherwise.
const (
	skew              = 5 * time.Minute // two clocks may differ by this
	meanLogit         = .85
	interceptVariance = 2.25
	columnVariance    = 1
	iterations        = 25

	// What agents say of themselves is worth something on the first day: the log-odds
	// that the highest level declared adds, and that the lowest in the ticket's
	// language takes, and the variance of either.
	declaredLogit  = .6
	foreignLogit   = -.7
	statedVariance = .25
)

func defaultPrior(width int, mean, category, agent, cell float64) prior {
	p := prior{mean: make([]float64, width), precision: make([]float64, width), category: category, agent: agent, cell: cell}
	for j := range p.precision {
		p.precision[j] = 1 / float64(columnVariance)
	}
	p.mean[columnOne], p.precision[columnOne] = mean, 1/interceptVariance
	return p
}

// run fits both models, looks for agents who have changed, and if there are any
// fits both again without what no longer holds of them.
func (f *fit) run(ctx context.Context) error {
	f.hours = newProblem(f.sheet, f.works, defaultPrior(f.sheet.width, typicalLogHours, .3, .04, .04))
	success := defaultPrior(f.sheet.width, meanLogit, .3, .25, .5)
	success.mean[columnDeclared], success.precision[columnDeclared] = declaredLogit, 1/statedVariance
	success.mean[columnForeign], success.precision[columnForeign] = foreignLogit, 1/statedVariance
	f.success = newProblem(f.sheet, f.trials, success)
	f.hours.exclude(columnPace, columnKnack)
	if err := f.both(ctx); err != nil {
		return err
	}
	if err := f.noise(ctx); err != nil {
		return err
	}
	changed, err := f.forget(ctx)
	if err != nil || !changed {
		return err
	}
	return f.both(ctx)
}

// both fits working time, and success with the pace that follows.
func (f *fit) both(ctx context.Context) error {
	all := f.sheet.weight
	defer func() { f.sheet.weight = all }()
	if f.workWeight != nil {
		f.sheet.weight = f.workWeight
	}
	if err := f.hours.fit(ctx, iterations); err != nil {
		return err
	}
	f.pace()
	if f.trialWeight != nil {
		f.sheet.weight = f.trialWeight
	}
	return f.success.fit(ctx, iterations)
}

// pace fills in how fast agents are, and how much faster in the category, as
// columns for the fit of success: who is quick at something often is good at it.
// How much that says, and whether it does, is learnt.
func (f *fit) pace() {
	for i := range f.sheet.rows() {
		k := f.sheet.cellOf[i]
		x := f.sheet.row(i)
		x[columnPace] = f.paceOf(int(f.sheet.cells[k].agent))
		x[columnKnack] = f.knackOf(int(k))
	}
}

func (f *fit) paceOf(agent int) float64 {
	return -f.hours.effects.agent[agent] / math.Sqrt(f.hours.prior.agent)
}

func (f *fit) knackOf(cell int) float64 {
	return -f.hours.effects.cell[cell] / math.Sqrt(f.hours.prior.cell)
}
