package routing

import "time"

// Names of the policies.
const (
	Learned      = "learned"       // value of success, price of time, patience: see Assign
	RoundRobin   = "round_robin"   // whoever got nothing for longest
	LeastLoaded  = "least_loaded"  // whoever has the largest share of their room free
	StaticSkills = "static_skills" // the least loaded of those who declared the category, else of all
)

// Policy is how agents are chosen. Zero values of a field are taken as written;
// Default gives sensible ones. Rates are in probability of success unless said
// otherwise.
type Policy struct {
	Name string `json:"name"`

	// How much worse than the best agent of all, busy ones included, an agent may
	// be to get a ticket now: Base + Ageing*f^1.5 + Crowding*backlog, where f is the
	// share of the target that has passed and backlog how many tickets wait for each
	// slot, beyond half. From f = Limit on anybody eligible will do.
	Tolerance Tolerance `json:"tolerance"`

	// Crowd is the price of an hour of anybody for each ticket of backlog, at most
	// CrowdMax: with a queue what counts is success per hour.
	Crowd    float64 `json:"crowd"`
	CrowdMax float64 `json:"crowd_max"`

	Weights map[Priority]float64 `json:"weights"` // of a priority's waiting, low to urgent
	Urgency float64              `json:"urgency"` // what urgency adds to the score
	Balance float64              `json:"balance"` // what a free share of 1 adds
	Sticky  float64              `json:"sticky"`  // what having helped the requester before adds
	// StickyWait is the share of the target for which a ticket waits for the agent
	// who knows the requester.
	StickyWait float64 `json:"sticky_wait"`
	Failed     float64 `json:"failed"` // what an answer that did not hold takes from the same agent

	// Slowdown is by how much, as a share, each ticket that an agent holds makes
	// the next one take longer.
	Slowdown float64 `json:"slowdown"`
	// Finish is the share of a ticket's expected time, an hour at most, that must
	// be left of an agent's shift.
	Finish float64 `json:"finish"`
	// AnyLanguage is the share of the target after which the agent need not speak
	// the ticket's language any more; 0 for never.
	AnyLanguage float64 `json:"any_language"`

	// Band is by how much, as a share of the mean, an agent may have worked more
	// than the others before Unfair is taken for each whole beyond it. 0 for no band.
	Band   float64 `json:"band"`
	Unfair float64 `json:"unfair"`

	// Target is the promise for tickets that have none.
	Target time.Duration `json:"target"`
	// Starving is after how many targets a ticket goes before all others to
	// whoever is eligible: in business time, or in the time by the clock that they
	// take with 40 open hours a week.
	Starving float64 `json:"starving"`

	Exploration Exploration `json:"exploration"`
}

// Tolerance is how patient a ticket is (see Policy).
type Tolerance struct {
	Base     float64 `json:"base"`
	Ageing   float64 `json:"ageing"`
	Crowding float64 `json:"crowding"`
	Limit    float64 `json:"limit"`
}

// Exploration is how much is tried so that it can be learnt from. Urgent, angry,
// VIP and reopened tickets and those past Age are never tried with.
type Exploration struct {
	Share       float64 `json:"share"`       // of the tickets it is safe with
	Gap         float64 `json:"gap"`         // how much less valuable than the best an agent may be
	Temperature float64 `json:"temperature"` // of the softmax over values
	Age         float64 `json:"age"`         // share of the target that may have passed
	Settled     float64 `json:"settled"`     // agents whose Sd is below it teach nothing
}

// Default is the learned policy with the settings that the figures in the
// README were measured with.
func Default() Policy {
	return Policy{
		Name:      Learned,
		Tolerance: Tolerance{Base: .04, Ageing: .2, Crowding: .05, Limit: .8},
		Crowd:     .12, CrowdMax: .6,
		Weights: map[Priority]float64{Low: .6, Normal: .8, High: 1, Urgent: 2},
		Urgency: .4, Balance: .02, Sticky: .08, StickyWait: .25, Failed: .15,
		Slowdown: 0, Finish: .05,
		Band: .05, Unfair: .8,
		Target: 8 * time.Hour, Starving: 5,
		Exploration: Exploration{Share: .02, Gap: .10, Temperature: .05, Age: .4, Settled: .05},
	}
}
