package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/history"
	tickets "switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/sim"
)

// pastReader takes a history apart into what the simulator needs of it.
type pastReader struct {
	past     sim.Past
	agents   []history.Agent
	targets  map[tickets.Priority][]float64 // hours promised for a first response
	channels map[tickets.Channel]float64    // tickets that came by each
	came     float64                        // and all
	latest   time.Time
}

// readPast reads the history in a file. A bad line is refused by its number.
func readPast(ctx context.Context, name string) (sim.Past, error) {
	file, err := os.Open(name)
	if err != nil {
		return sim.Past{}, err
	}
	defer func() { _ = file.Close() }() // it was only read
	source, err := history.NewReader(file)
	if err != nil {
		return sim.Past{}, err
	}
	base := filepath.Base(name)
	for _, ending := range []string{".gz", ".jsonl"} {
		base = strings.TrimSuffix(base, ending)
	}
	p := pastReader{past: sim.Past{Name: base}, targets: map[tickets.Priority][]float64{}, channels: map[tickets.Channel]float64{}}
	asOf := source.Header().AsOf
	for line, err := range source.Lines(ctx) {
		if err != nil {
			return sim.Past{}, err
		}
		if wrong := line.Check(); wrong != nil {
			return sim.Past{}, wrong
		}
		switch {
		case line.Agent != nil:
			p.agents = append(p.agents, *line.Agent)
		case line.Ticket != nil:
			p.take(line.Ticket, asOf)
		}
	}
	return p.done(), nil
}

// take takes a ticket in. Spam and what was merged into another ticket asked
// nothing of anybody.
func (p *pastReader) take(t *history.Ticket, asOf time.Time) {
	if t.Status == tickets.Spam || t.MergedInto != uuid.Nil {
		return
	}
	from := t.Arrival(asOf)
	a := sim.Arrival{ID: from.Ticket.String(), At: from.At, Priority: routing.Priority(from.Priority), Language: from.Language, Category: from.Category, Chances: chancesOf(t)}
	if len(t.Touches) > 0 {
		a.Signals = t.Touches[0].Signals
	}
	p.past.Arrivals = append(p.past.Arrivals, a)
	p.past.Outcomes = append(p.past.Outcomes, from.Outcomes...)
	p.channels[from.Channel]++
	p.came++
	if from.At.After(p.latest) {
		p.latest = from.At
	}
	if t.SLA != nil && t.SLA.Terms.Targets.FirstResponse > 0 {
		p.targets[from.Priority] = append(p.targets[from.Priority], time.Duration(t.SLA.Terms.Targets.FirstResponse).Hours())
	}
}

// chancesOf is what triage said of a ticket's category when it first read it.
func chancesOf(t *history.Ticket) []routing.Chance {
	for i := range t.Decisions {
		var said struct {
			Category *struct {
				Label       string  `json:"label"`
				Probability float64 `json:"probability"`
				Ranked      []struct {
					Label       string  `json:"label"`
					Probability float64 `json:"probability"`
				} `json:"ranked"`
			} `json:"category"`
		}
		if len(t.Decisions[i].Analysis) == 0 || json.Unmarshal(t.Decisions[i].Analysis, &said) != nil || said.Category == nil {
			continue
		}
		var list []routing.Chance
		for _, r := range said.Category.Ranked {
			list = append(list, routing.Chance{Label: r.Label, P: r.Probability})
		}
		if len(list) == 0 && said.Category.Label != "" {
			list = []routing.Chance{{Label: said.Category.Label, P: said.Category.Probability}}
		}
		return list
	}
	return nil
}

// done is the past with its agents.
func (p *pastReader) done() sim.Past {
	for i := range p.agents {
		a := &p.agents[i]
		whole, slots := tickets.Agent{Capacity: a.Capacity}, 0.
		for _, channel := range tickets.Channels() {
			if p.came > 0 {
				slots += p.channels[channel] / p.came * float64(whole.Room(channel))
			}
		}
		p.past.Agents = append(p.past.Agents, sim.Colleague{ID: a.ID.String(), Slots: max(1, int(slots+.5)), Languages: a.Languages, Skills: a.Skills, Shift: p.shift(a.Schedule)})
	}
	median := func(priority tickets.Priority) float64 {
		list := p.targets[priority]
		if len(list) == 0 {
			return 0
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	p.past.Targets = sim.ByPriority{Urgent: median(tickets.Urgent), High: median(tickets.High), Normal: median(tickets.Normal), Low: median(tickets.Low)}
	return p.past
}

// shift is a usual week of a schedule: the quarters of an hour that were on shift
// in at least two of the last four weeks. None for a schedule that is not there.
func (p *pastReader) shift(raw json.RawMessage) [][2]float64 {
	var schedule calendar.Schedule
	if len(raw) == 0 || json.Unmarshal(raw, &schedule) != nil {
		return nil
	}
	shifts, err := schedule.Compile()
	if err != nil {
		return nil
	}
	day := p.latest.UTC()
	monday := time.Date(day.Year(), day.Month(), day.Day()-(int(day.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	const quarter, quarters = 15 * time.Minute, 7 * 24 * 4
	var spans [][2]float64
	for q := range quarters {
		on := 0
		for week := range 4 {
			if shifts.OnShift(monday.AddDate(0, 0, -7*week).Add(time.Duration(q)*quarter + quarter/2)) {
				on++
			}
		}
		if on >= 2 {
			spans = append(spans, [2]float64{float64(q) / 4, float64(q+1) / 4})
		}
	}
	return spans
}

// scenarios are what is simulated: those asked for, or the replay of a history.
func (c *simulateCommand) scenarios(ctx context.Context) ([]sim.Scenario, error) {
	if c.History == "" {
		if c.Scenario == "" { // no default of the flag's, which would count as given
			c.Scenario = "S1"
		}
		list, err := sim.Find(c.Scenario)
		if err != nil {
			return nil, fmt.Errorf("--scenario: %w", err)
		}
		return list, nil
	}
	past, err := readPast(ctx, c.History)
	if err != nil {
		return nil, fmt.Errorf("--history: %w", err)
	}
	replay, err := sim.Replay(ctx, past)
	if err != nil {
		return nil, fmt.Errorf("--history: %w", err)
	}
	return []sim.Scenario{replay}, nil
}

// about says what the replay of a history rests on, empty for scenarios.
func (c *simulateCommand) about(scenarios []sim.Scenario) string {
	if c.History == "" {
		return ""
	}
	return scenarios[0].About
}
