package sim

// Scenario is how a simulated desk is made. A file needs only what differs from
// Default; docs/scenarios.md explains each key. Durations are hours, business
// hours for targets and patience; spreads are standard deviations, of log-odds
// where they are about success.
type Scenario struct {
	Name  string `yaml:"name"`
	About string `yaml:"about"`
	// Load is the work of all first answers at an average agent, as a share of
	// the room for it: slots times shift hours. What comes back, comes on top.
	Load     float64  `yaml:"load"`
	Days     int      `yaml:"days"`
	History  History  `yaml:"history"`
	Sites    []Site   `yaml:"sites"`
	Agents   Agents   `yaml:"agents"`
	Tickets  Tickets  `yaml:"tickets"`
	Arrivals Arrivals `yaml:"arrivals"`
	Triage   Triage   `yaml:"triage"`
	Outcome  Outcome  `yaml:"outcome"`
	Handling Handling `yaml:"handling"`
	Labels   Labels   `yaml:"labels"`
	Bursts   Bursts   `yaml:"bursts"`
	Drift    Drift    `yaml:"drift"`

	replay *replay // what the truth is made of instead, nil for none: see Replay
}

// History is what there was before the days that are measured.
type History struct {
	Days   int    `yaml:"days"`
	Policy string `yaml:"policy"` // round_robin or dispatcher
	// Hard is from which difficulty, in spreads above the mean, the dispatcher
	// sends a ticket to the best generalist who is free.
	Hard float64 `yaml:"hard"`
}

// Site is a place where agents work the same hours.
type Site struct {
	Name   string   `yaml:"name"`
	Agents int      `yaml:"agents"`
	UTC    float64  `yaml:"utc"`   // hours ahead of UTC
	From   float64  `yaml:"from"`  // local hour
	To     float64  `yaml:"to"`    // local hour, above 24 for the next day
	Days   []string `yaml:"days"`  // mon to sun; none for mon to fri
	Slots  int      `yaml:"slots"` // 0 for agents.slots
	// Languages are the native languages of its agents by share; none for the
	// languages of the tickets.
	Languages map[string]float64 `yaml:"languages"`
}

// Agents is what agents are like.
type Agents struct {
	Slots     int     `yaml:"slots"`
	General   float64 `yaml:"general"`   // spread of how good agents are at everything
	Special   float64 `yaml:"special"`   // spread of how good one agent is at each category
	Speed     float64 `yaml:"speed"`     // spread of the log of their speed
	Newcomers int     `yaml:"newcomers"` // how many join when the history ends
	Declared  int     `yaml:"declared"`  // how many categories each declares
	Misjudged float64 `yaml:"misjudged"` // error of the self-assessment behind it
	// Second is the chance that an agent also speaks another language of the
	// tickets, at level 4 or 3.
	Second float64 `yaml:"second"`
}

// Tickets is what tickets are like.
type Tickets struct {
	Categories int                `yaml:"categories"`
	Zipf       float64            `yaml:"zipf"` // the k-th category has a share of k^-zipf
	Mix        map[string]float64 `yaml:"mix"`  // shares by name instead
	Languages  map[string]float64 `yaml:"languages"`
	Priorities ByPriority         `yaml:"priorities"` // shares
	Targets    ByPriority         `yaml:"targets"`    // for the first response
	Harder     ByPriority         `yaml:"harder"`     // mean difficulty
	Difficulty float64            `yaml:"difficulty"` // spread around it
	Patience   float64            `yaml:"patience"`   // mean, in targets
}

// ByPriority is a number for each priority.
type ByPriority struct {
	Urgent float64 `yaml:"urgent"`
	High   float64 `yaml:"high"`
	Normal float64 `yaml:"normal"`
	Low    float64 `yaml:"low"`
}

// Arrivals is when tickets come: a cosine over the day, a step over the week.
type Arrivals struct {
	Swing    float64 `yaml:"swing"` // 0 for the same all day, 1 for none at the quietest hour
	Peak     float64 `yaml:"peak"`  // busiest hour
	UTC      float64 `yaml:"utc"`
	Weekdays float64 `yaml:"weekdays"`
	Weekends float64 `yaml:"weekends"`
}

// Triage is what the desk sees of a ticket.
type Triage struct {
	Accuracy    float64 `yaml:"accuracy"`    // chance that the predicted category is right
	Confused    int     `yaml:"confused"`    // with how many others a category is confused, 0 for all
	Correlation float64 `yaml:"correlation"` // of the signal with the difficulty
}

// Outcome is when an answer holds: with the log-odds Base + category + skill -
// difficulty + language, less Late after the target.
type Outcome struct {
	Base     float64   `yaml:"base"`
	Category float64   `yaml:"category"` // spread between categories
	Foreign  []float64 `yaml:"foreign"`  // for languages at level 4, 3
	Late     float64   `yaml:"late"`
	Reopen   float64   `yaml:"reopen"`  // chance that a requester with no solution comes back
	After    float64   `yaml:"after"`   // median until they do
	Spread   float64   `yaml:"spread"`  // of its log
	Touches  int       `yaml:"touches"` // answers at most
}

// Handling is how long an answer keeps a slot.
type Handling struct {
	Hours      float64 `yaml:"hours"`      // median category, one ticket at a time
	Category   float64 `yaml:"category"`   // spread of the log between categories
	Skill      float64 `yaml:"skill"`      // how much skill takes from the log
	Difficulty float64 `yaml:"difficulty"` // how much difficulty adds
	Noise      float64 `yaml:"noise"`      // spread of the log
	Together   float64 `yaml:"together"`   // time of each of n tickets at once, in n times one alone
}

// Labels is what the desk comes to know of outcomes.
type Labels struct {
	Mature float64 `yaml:"mature"` // hours after which an answer that held is known to
	Flips  float64 `yaml:"flips"`  // share that is noted the wrong way round
}

// Bursts are incidents: many tickets of one category at once, on top of the load.
type Bursts struct {
	Count int     `yaml:"count"`
	Size  float64 `yaml:"size"` // mean
	Decay float64 `yaml:"decay"`
}

// Drift is a change in the middle of the measured days.
type Drift struct {
	Day      int     `yaml:"day"`      // 0 for none
	Agents   float64 `yaml:"agents"`   // share who become good at other things
	Category float64 `yaml:"category"` // share of tickets of a category never seen before
}

// Policies of a history.
const (
	historyRoundRobin = "round_robin"
	historyDispatcher = "dispatcher"
)

// maxTouches bounds Outcome.Touches, so that a ticket's draws have a fixed size.
const maxTouches = 8

// Default is the desk that all scenarios start from: sixteen agents of one
// office, four weeks of history, four weeks measured.
func Default() Scenario {
	return Scenario{
		Load: .72, Days: 28,
		History: History{Days: 28, Policy: historyRoundRobin, Hard: .5},
		Agents:  Agents{Slots: 2, General: .5, Special: .9, Speed: .2, Declared: 3, Misjudged: .7, Second: .5},
		Tickets: Tickets{
			Categories: 8, Zipf: .6,
			Priorities: ByPriority{.07, .18, .50, .25}, Targets: ByPriority{.5, 2, 4, 8},
			Harder: ByPriority{.4, .2, 0, -.2}, Difficulty: .8, Patience: 6,
		},
		Arrivals: Arrivals{Swing: .75, Peak: 13.5, Weekdays: 1.22, Weekends: .45},
		Triage:   Triage{Accuracy: .90, Confused: 1, Correlation: .6},
		Outcome:  Outcome{Base: .9, Category: .4, Foreign: []float64{-.3, -.4}, Late: .8, Reopen: .7, After: 5, Spread: .6, Touches: 4},
		Handling: Handling{Hours: .6, Category: .3, Skill: .2, Difficulty: .2, Noise: .4, Together: .95},
		Labels:   Labels{Mature: 72},
		Bursts:   Bursts{Size: 120, Decay: .7},
	}
}

// fill adds what a file may leave out and Default cannot hold, because a file's
// lists and maps replace whole.
func (s *Scenario) fill() {
	if len(s.Sites) == 0 {
		s.Sites = []Site{{Name: "office", Agents: 16, From: 9, To: 17}}
	}
	if len(s.Tickets.Languages) == 0 {
		s.Tickets.Languages = map[string]float64{"en": 1}
	}
	for i := range s.Sites {
		site := &s.Sites[i]
		if len(site.Days) == 0 {
			site.Days = []string{"mon", "tue", "wed", "thu", "fri"}
		}
		if site.Slots == 0 {
			site.Slots = s.Agents.Slots
		}
		if len(site.Languages) == 0 {
			site.Languages = s.Tickets.Languages
		}
	}
}

// agents is how many agents there are over all sites.
func (s *Scenario) agents() int {
	n := 0
	for _, site := range s.Sites {
		n += site.Agents
	}
	return n
}
