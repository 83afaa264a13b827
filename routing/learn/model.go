package learn

import (
	"math"

	"switchyard/routing"
)

var _ routing.Predictor = (*Model)(nil)

// Model is what was learnt up to an instant. It never changes and is safe for
// use by several goroutines at once.
type Model struct {
	version string
	place   map[string]int   // of a category
	index   map[string]int32 // of an agent's block
	blocks  []*block
	nobody  *block // what is expected of an agent that nobody knows
	success head
	hours   head
	frame   frame
	drifts  []Drift
	wrong   float64
}

// block is one agent as a table, one cell a category.
type block struct {
	cells []cell
	seen  float64
	agent float64 // part of every cell's logit: what holds in all categories
}

// cell is an agent in a category.
type cell struct {
	logit float64 // what the pair adds to the log-odds of success
	scale float64 // shrinks the log-odds for what is not known of them
	sd    float64 // standard deviation of the log-odds, smoothed: times p(1-p) that of p
	hours float64 // factor on the expected working time
	pace  float64 // part of logit: what working times say
}

// head are the coefficients of what is asked of a request, for success in
// log-odds, for working time in its logarithm.
type head struct {
	fixed    []float64 // by column of the frame
	category []float64 // by place
}

// Version names the model: a hash of what was fitted, and after + how many
// outcomes came since.
func (m *Model) Version() string { return m.version }

// maxMix is how many categories of a request are told apart; the least likely
// ones beyond it count as none of them.
const maxMix = 16

// portion is a category that a request may have.
type portion struct {
	place int
	label string
	p     float64
	logit float64 // what the request adds to the log-odds, but for the agent
	hours float64
}

// mix resolves the categories of a request: known ones, and the rest of the
// probability on none of them.
func (m *Model) mix(r *routing.Request, portions *[maxMix + 1]portion) []portion {
	var x [fixedColumns + maxSignals]float64
	columns := x[:m.frame.columns()]
	m.frame.request(columns, r)
	logit, log := dot(columns, m.success.fixed), dot(columns, m.hours.fixed)
	n, rest := 0, 1.
	for _, c := range r.Category {
		p := min(share(c.P), rest)
		if p == 0 || n == maxMix {
			continue
		}
		rest -= p
		portions[n] = portion{place: m.place[c.Label], label: c.Label, p: p}
		n++
	}
	if rest > 1e-9 {
		portions[n] = portion{p: rest}
		n++
	}
	for i := range portions[:n] {
		q := &portions[i]
		q.logit = logit + m.success.category[q.place]
		q.hours = math.Exp(log + m.hours.category[q.place])
	}
	return portions[:n]
}

func dot(x, y []float64) float64 {
	s := 0.
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func (m *Model) block(agent string) *block {
	if i, ok := m.index[agent]; ok {
		return m.blocks[i]
	}
	return m.nobody
}

// Predict fills out with what is expected of each agent with the request. It
// takes the request's category as a whole distribution: every category weighs
// as it is likely, and what is missing to 1 counts as a category of no special
// kind. Agents beyond the length of out are left out.
func (m *Model) Predict(r *routing.Request, agents []routing.Agent, out []routing.Prospect) {
	var portions [maxMix + 1]portion
	mix := m.mix(r, &portions)
	f, g := m.success.fixed, m.hours.fixed
	var declared, declaredHours [6]float64
	for i := range declared {
		declared[i] = f[columnDeclared] * float64(i) / 5
		declaredHours[i] = math.Exp(g[columnDeclared] * float64(i) / 5)
	}
	asksDeclared := f[columnDeclared] != 0 || g[columnDeclared] != 0
	for i := range agents[:min(len(agents), len(out))] {
		a := &agents[i]
		b := m.block(a.ID)
		foreign, tenure := Foreign(a, r.Language), tenured(a.Tenure)
		own := foreign*f[columnForeign] + tenure*f[columnTenure]
		pace := math.Exp(foreign*g[columnForeign] + tenure*g[columnTenure])
		var success, sd, hours float64
		for j := range mix {
			q := &mix[j]
			c := &b.cells[q.place]
			level := 0
			if asksDeclared {
				level = declaredLevel(a, q.label)
			}
			p := sigmoid((q.logit + own + declared[level] + c.logit) * c.scale)
			success += q.p * p
			sd += q.p * p * (1 - p) * c.sd
			hours += q.p * q.hours * declaredHours[level] * c.hours
		}
		o := &out[i]
		o.Success, o.Sd, o.Hours, o.Seen = success, sd, believable(hours*pace), b.seen
	}
}
