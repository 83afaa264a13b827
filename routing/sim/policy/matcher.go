package policy

import (
	"cmp"
	"slices"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Model is what prospects come from, with a name that changes when they do.
type Model interface {
	routing.Predictor
	Version() string
}

// matcher prepares a desk for the assignment rule of package routing: it fills
// in prospects and prices.
type matcher struct {
	rule   routing.Policy
	prices map[string]float64
	model  string // version that the expected prospects are of
	known  map[string]expected
	recent []demanded // oldest first
}

// expected are prospects that hold as long as the model and the day.
type expected struct {
	attempt   int
	late      bool
	prospects []routing.Prospect
}

// demanded is a ticket that was answered, as far as prices are concerned.
type demanded struct {
	at                 time.Time
	category, language string
}

const (
	// lookBack is how far back demand is counted.
	lookBack = 14 * 24 * time.Hour
	// more demand than lately is reckoned with, and less room, so that prices err
	// towards caution.
	more, less = 1.1, .9
)

func newMatcher(rule routing.Policy) *matcher {
	return &matcher{rule: rule, prices: map[string]float64{}, known: map[string]expected{}}
}

// assign gives the tickets of a desk to agents, with the prospects of a model.
func (m *matcher) assign(d *routing.Desk, model Model) []routing.Decision {
	if v := model.Version(); v != m.model {
		m.model = v
		clear(m.known)
	}
	for j := range d.Agents {
		d.Agents[j].Price = m.prices[d.Agents[j].ID]
	}
	for i := range d.Requests {
		r := &d.Requests[i]
		late := r.Waited > r.Target
		e, ok := m.known[r.ID]
		if !ok || e.attempt != r.Attempt || e.late != late || len(e.prospects) != len(d.Agents) {
			e = expected{r.Attempt, late, make([]routing.Prospect, len(d.Agents))}
			model.Predict(r, d.Agents, e.prospects)
			m.known[r.ID] = e
		}
		r.Prospects = e.prospects
	}
	d.Brief, d.Policy, d.Predictor = true, m.rule, m.model
	return m.rule.Assign(d).Decisions
}

// note keeps what was asked for lately.
func (m *matcher) note(outcomes []learn.Outcome) {
	for i := range outcomes {
		if o := &outcomes[i]; o.Known.IsZero() { // told for the first time
			m.recent = append(m.recent, demanded{o.At, o.Category, o.Language})
		}
	}
}

// reprice sets the price of everybody's hours from what was asked for lately
// and what the model expects.
func (m *matcher) reprice(day Day, model Model) {
	clear(m.known)
	m.recent = slices.DeleteFunc(m.recent, func(x demanded) bool { return day.Now.Sub(x.at) > lookBack })
	if len(m.recent) == 0 {
		return
	}
	oldest := day.Now
	counts := map[demanded]float64{}
	for _, x := range m.recent {
		if x.at.Before(oldest) {
			oldest = x.at
		}
		counts[demanded{category: x.category, language: x.language}]++
	}
	scale := more * float64(lookBack) / max(float64(day.Now.Sub(oldest)), float64(24*time.Hour))
	kinds := make([]demanded, 0, len(counts))
	for kind := range counts {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b demanded) int {
		return cmp.Or(cmp.Compare(a.category, b.category), cmp.Compare(a.language, b.language))
	})
	demand := make([]routing.Demand, len(kinds))
	for k, kind := range kinds {
		r := routing.Request{Category: []routing.Chance{{Label: kind.category, P: 1}}, Priority: routing.Normal, Language: kind.language}
		prospects := make([]routing.Prospect, len(day.Agents))
		model.Predict(&r, day.Agents, prospects)
		for j := range prospects {
			if !speaks(&day.Agents[j], kind.language) {
				prospects[j].Rule = "language"
			}
		}
		demand[k] = routing.Demand{Count: scale * counts[kind], Prospects: prospects}
	}
	capacity := make([]float64, len(day.Capacity))
	for j, hours := range day.Capacity {
		capacity[j] = less * hours
	}
	for j, price := range routing.Prices(demand, capacity) {
		m.prices[day.Agents[j].ID] = price
	}
}
