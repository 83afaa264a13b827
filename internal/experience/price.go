package experience

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/learn"
)

// arrivals counts what came in from an instant to another, by kind, and the
// share of each channel.
func (x *Experience) arrivals(from, to time.Time) (map[kind]float64, map[ticket.Channel]float64) {
	kinds, channels, n := map[kind]float64{}, map[ticket.Channel]float64{}, 0.
	for _, tr := range x.memory.traces {
		if !tr.created.Before(from) && tr.created.Before(to) {
			kinds[tr.kind]++
			channels[tr.channel]++
			n++
		}
	}
	for channel := range channels {
		channels[channel] /= n
	}
	return kinds, channels
}

// usable is the share of a shift that is spent on tickets, at most; mostKinds
// bounds the work over a desk with many languages.
const (
	usable    = .9
	mostKinds = 200
)

// price gives what an hour of each agent is worth by what came in on the 14 days
// before this one and what they could have worked on them. Once a day, and
// again when there is the first fit, they are computed anew.
func (x *Experience) price(staff []worker, model *learn.Model) map[string]float64 {
	day := x.now().UTC().Truncate(24 * time.Hour)
	if x.fitted.IsZero() || !day.After(x.priced) && len(x.prices) == len(staff) {
		return x.prices
	}
	from := day.Add(-demands)
	kinds, channels := x.arrivals(from, day)
	agents, capacity := make([]routing.Agent, len(staff)), make([]float64, len(staff))
	for i := range staff {
		agents[i] = staff[i].Agent
		agents[i].Tenure = tenure(agents[i].ID, day)
		capacity[i] = usable * staff[i].slots(channels) * staff[i].hours(from, day)
	}
	sorted := slices.SortedFunc(maps.Keys(kinds), func(a, b kind) int {
		return cmp.Or(cmp.Compare(kinds[b], kinds[a]), cmp.Compare(a.category, b.category), cmp.Compare(a.language, b.language))
	})
	var demand []routing.Demand
	for _, k := range sorted[:min(len(sorted), mostKinds)] {
		demand = append(demand, routing.Demand{Count: kinds[k], Prospects: prospects(model, k, agents)})
	}
	x.prices = map[string]float64{}
	for i, p := range routing.Prices(demand, capacity) {
		x.prices[agents[i].ID] = p
	}
	x.priced = day
	return x.prices
}

// prospects are what is expected of the agents with a kind of ticket.
func prospects(model *learn.Model, k kind, agents []routing.Agent) []routing.Prospect {
	r := routing.Request{Priority: routing.Normal, Language: k.language}
	if k.category != "" {
		r.Category = []routing.Chance{{Label: k.category, P: 1}}
	}
	out := make([]routing.Prospect, len(agents))
	model.Predict(&r, agents, out)
	for i := range agents {
		if agents[i].Proficiency(k.language) == 0 {
			out[i].Rule = "does not speak the language"
		}
	}
	return out
}

// shares are the hours that agents worked in the last seven days over those
// that they could have.
func (x *Experience) shares(staff []worker, worked map[string]time.Duration, now time.Time) map[string]float64 {
	_, channels := x.arrivals(now.Add(-demands), now)
	out := map[string]float64{}
	for i := range staff {
		w := &staff[i]
		if could := w.slots(channels) * w.hours(now.Add(-lately), now); could > 0 {
			out[w.ID] = worked[w.ID].Hours() / could
		}
	}
	return out
}
