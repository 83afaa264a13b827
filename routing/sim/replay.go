package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Past is what a desk has kept of itself: what Replay makes a scenario of.
type Past struct {
	Name     string // of the results
	Arrivals []Arrival
	Agents   []Colleague
	Outcomes []learn.Outcome
	// Targets are business hours promised until an agent has a ticket. Those that
	// are not positive stand for those of Default.
	Targets ByPriority
}

// Arrival is a ticket that came.
type Arrival struct {
	ID       string
	At       time.Time
	Priority routing.Priority // one that is none of the four counts as normal
	Language string           // BCP-47; empty or und when nobody knows
	Category string           // the final one; empty when nobody knows
	// Chances are what triage took it for; none where that was not kept, and then
	// the policies see the final category.
	// What they leave of 1 is shared out over the other categories by how often they
	// came.
	Chances []routing.Chance
	Signals []float64 // as in learn.Outcome
}

// Colleague is an agent of a Past.
type Colleague struct {
	ID        string
	Slots     int            // tickets at a time; 0 where nobody knows, for that of Default
	Languages map[string]int // proficiency 1 to 5 by BCP-47 tag; none for any language
	Skills    map[string]int // declared, level 1 to 5
	// Shift are the hours they work in a usual week, as pairs of hours from Monday
	// 00:00 UTC. None where nobody knows: then it is when they were given work.
	Shift [][2]float64
}

// What a history must hold at least to be fitted and replayed.
const (
	leastOutcomes = 200
	leastAgents   = 2
	leastDays     = 7
	mostDays      = 28 // that are measured
)

// Replay fits the agents of a past and gives a scenario for Simulate, whose
// tickets are the last half of those that came, in the last 28 days at most. Each seed draws how good the agents truly are from what the fit leaves
// open, and the luck of every answer. What came before is the history that the
// policies learn from. About says in words what it rests on. It fails when ctx
// ends, and where there is too little to go by: then it names all that is missing.
func Replay(ctx context.Context, past Past) (Scenario, error) {
	p, err := placed(&past)
	if err != nil {
		return Scenario{}, err
	}
	if err := p.fit(ctx); err != nil {
		return Scenario{}, fmt.Errorf("the history cannot be fitted: %w", err)
	}
	s := p.scenario()
	s.replay = p
	return s, nil
}

// replay is a past on the simulator's clock, with what was fitted to it. It does
// not change once made and is shared by all seeds.
type replay struct {
	name      string
	origin    time.Time // time 0: a Monday 00:00 UTC
	first     int       // first measured day
	days      int
	arrivals  []Arrival // of the measured days
	all       []learn.Outcome
	known     []learn.Outcome // as it was known when the measured days begin
	staff     []worker
	languages []string
	names     []string // of categories
	place     map[string]int
	mix       []float64 // how many tickets of each came on the measured days
	targets   ByPriority
	guessed   int // agents whose shift is that of when they were given work
	fitted    fitted
}

// usable says whether an outcome can be placed: the learner ignores the others.
func usable(o *learn.Outcome) bool { return o.Ticket != "" && o.Agent != "" && !o.At.IsZero() }

// placed moves a past to the simulator's clock and splits it, or says all that is
// missing of it.
func placed(past *Past) (*replay, error) {
	arrivals := slices.DeleteFunc(slices.Clone(past.Arrivals), func(a Arrival) bool { return a.ID == "" || a.At.IsZero() })
	slices.SortStableFunc(arrivals, func(a, b Arrival) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	arrivals = slices.CompactFunc(arrivals, func(a, b Arrival) bool { return a.ID == b.ID })
	outcomes := slices.DeleteFunc(slices.Clone(past.Outcomes), func(o learn.Outcome) bool { return !usable(&o) })
	slices.SortStableFunc(outcomes, func(a, b learn.Outcome) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Attempt, b.Attempt))
	})
	results, agents := 0, map[string]bool{}
	for i := range outcomes {
		agents[outcomes[i].Agent] = true
		if !outcomes[i].Known.IsZero() {
			results++
		}
	}
	var missing []string
	if results < leastOutcomes {
		missing = append(missing, fmt.Sprintf("it has %d outcomes whose result is known: %d are needed to fit the agents", results, leastOutcomes))
	}
	if len(agents) < leastAgents {
		missing = append(missing, fmt.Sprintf("%d agents have outcomes: %d are needed to choose between", len(agents), leastAgents))
	}
	span := 0.
	if n := len(arrivals); n > 0 {
		span = arrivals[n-1].At.Sub(arrivals[0].At).Hours() / 24
	}
	if span < leastDays {
		missing = append(missing, fmt.Sprintf("its tickets came within %.1f days: %d are needed, a part to learn from and a part to replay", span, leastDays))
	}
	if span > 36500 {
		missing = append(missing, fmt.Sprintf("its tickets came within %.0f days: check the times of the first and the last", span))
	}
	if len(missing) > 0 {
		return nil, errors.New("the history is too little to replay: " + strings.Join(missing, "; "))
	}
	p := &replay{name: past.Name, targets: past.Targets}
	p.begin(arrivals)
	for _, a := range arrivals {
		if p.hour(a.At) >= 24*float64(p.first) {
			p.arrivals = append(p.arrivals, a)
		}
	}
	p.split(outcomes)
	p.meet(past.Agents)
	if len(p.staff) < leastAgents {
		return nil, fmt.Errorf("the history is too little to replay: %d agents worked in its last %d days: %d are needed to choose between", len(p.staff), p.days, leastAgents)
	}
	p.nameAll(outcomes)
	return p, nil
}

// begin sets the simulator's clock and the measured days: from the day of the
// middle ticket on, so that there is as much to learn from as to replay. Time
// begins a year before them at most; what is older has times below 0.
func (p *replay) begin(arrivals []Arrival) {
	last := arrivals[len(arrivals)-1].At.UTC()
	end := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, time.UTC)
	days := func(t time.Time) int { return int(math.Ceil(end.Sub(t).Hours() / 24)) } // until the end, of a day that has begun
	p.days = min(mostDays, days(arrivals[len(arrivals)/2].At))
	origin := end.AddDate(0, 0, -min(days(arrivals[0].At), 364+p.days))
	p.origin = origin.AddDate(0, 0, -(int(origin.Weekday())+6)%7)
	p.first = int(p.hour(end)/24) - p.days
}

// hour is an instant on the simulator's clock.
func (p *replay) hour(t time.Time) float64 { return t.Sub(p.origin).Hours() }

// split moves the outcomes to the simulator's clock, and keeps what was known of
// them when the measured days begin: results that came later are not known, nor
// are hours of work that ended later.
func (p *replay) split(outcomes []learn.Outcome) {
	start := at(24 * float64(p.first))
	for _, o := range outcomes {
		o.At = at(p.hour(o.At))
		if !o.Known.IsZero() {
			o.Known = at(p.hour(o.Known))
		}
		p.all = append(p.all, o)
		if !o.At.Before(start) {
			continue
		}
		if o.Known.After(start) {
			o.Known, o.Success = time.Time{}, false
		}
		if o.At.Add(span(min(o.Hours, 1e4))).After(start) {
			o.Hours, o.Done = 0, false
		}
		p.known = append(p.known, o)
	}
}

// nameAll lists the categories, and the languages of the tickets.
func (p *replay) nameAll(outcomes []learn.Outcome) {
	names, languages := map[string]bool{}, map[string]bool{}
	for i := range outcomes {
		names[outcomes[i].Category] = true
	}
	for i := range p.arrivals {
		a := &p.arrivals[i]
		names[a.Category], languages[tag(a.Language)] = true, true
		for _, c := range a.Chances {
			names[c.Label] = true
		}
	}
	p.names, p.languages = sortedKeys(names), sortedKeys(languages)
	p.mix = make([]float64, len(p.names))
	p.place = make(map[string]int, len(p.names))
	for c, name := range p.names {
		p.place[name] = c
	}
	for i := range p.arrivals {
		p.mix[p.place[p.arrivals[i].Category]]++
	}
}

// tag is a language as the simulator writes it: und where nobody knows.
func tag(language string) string {
	if language == "" {
		return "und"
	}
	return language
}

// scenario is how the simulator sees it: promises, labels, and no more of what a
// scenario draws, for the past has it.
func (p *replay) scenario() Scenario {
	s := Default()
	s.Name, s.About = p.name, p.about()
	s.Days, s.History.Days = p.days, p.first
	into := []*float64{&s.Tickets.Targets.Urgent, &s.Tickets.Targets.High, &s.Tickets.Targets.Normal, &s.Tickets.Targets.Low}
	for i, v := range p.targets.list() {
		if v > 0 && !math.IsInf(v, 0) {
			*into[i] = v
		}
	}
	s.Tickets.Patience, s.Tickets.Difficulty, s.Tickets.Harder = forever, 0, ByPriority{}
	s.Outcome = p.fitted.outcome
	s.Handling = Handling{Hours: 1, Noise: p.fitted.noise, Together: 1}
	s.Drift, s.Bursts = Drift{}, Bursts{}
	s.Load = p.fitted.load
	s.fill()
	return s
}

// forever is a patience in targets that nobody loses: a history does not tell
// when a requester would have left.
const forever = 1e9
