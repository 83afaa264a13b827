package sim

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// weekdays as a file names them, in the order of a week.
var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// check says what is wrong with a filled scenario, all of it at once.
func (s *Scenario) check() error {
	var wrong []error
	within := func(key string, v, low, high float64) {
		if !(v >= low && v <= high) { // NaN is not
			wrong = append(wrong, fmt.Errorf("%s is %v: give %v to %v", key, v, low, high))
		}
	}
	shares := func(key string, m map[string]float64) {
		sum := 0.
		for name, v := range m {
			if !(v >= 0) || math.IsInf(v, 0) {
				wrong = append(wrong, fmt.Errorf("%s.%s is %v: give a share of 0 or more", key, name, v))
			}
			sum += v
		}
		if len(m) > 0 && !(sum > 0) {
			wrong = append(wrong, fmt.Errorf("%s sums to %v: give at least one share above 0", key, sum))
		}
	}
	within("load", s.Load, .01, 5)
	within("days", float64(s.Days), 1, 366)
	within("history.days", float64(s.History.Days), 0, 366)
	within("history.hard", s.History.Hard, -10, 10)
	if p := s.History.Policy; p != historyRoundRobin && p != historyDispatcher {
		wrong = append(wrong, fmt.Errorf("history.policy is %q: give %s or %s", p, historyRoundRobin, historyDispatcher))
	}
	s.checkSites(within, shares, &wrong)

	a := s.Agents
	within("agents.slots", float64(a.Slots), 1, 20)
	within("agents.general", a.General, 0, 5)
	within("agents.special", a.Special, 0, 5)
	within("agents.speed", a.Speed, 0, 2)
	within("agents.misjudged", a.Misjudged, 0, 10)
	within("agents.second", a.Second, 0, 1)
	if n := s.agents(); a.Newcomers < 0 || a.Newcomers >= max(n, 1) {
		wrong = append(wrong, fmt.Errorf("agents.newcomers is %d of %d agents: give 0 to %d, somebody must have been there before", a.Newcomers, n, n-1))
	}
	t := s.Tickets
	within("tickets.categories", float64(t.Categories), 1, 200)
	within("tickets.zipf", t.Zipf, 0, 5)
	within("agents.declared", float64(a.Declared), 0, float64(s.categories()))
	shares("tickets.mix", t.Mix)
	shares("tickets.languages", t.Languages)
	shares("tickets.priorities", map[string]float64{"urgent": t.Priorities.Urgent, "high": t.Priorities.High, "normal": t.Priorities.Normal, "low": t.Priorities.Low})
	for i, name := range priorities {
		within("tickets.targets."+string(name), t.Targets.list()[i], .01, 1000)
		within("tickets.harder."+string(name), t.Harder.list()[i], -10, 10)
	}
	within("tickets.difficulty", t.Difficulty, 0, 10)
	within("tickets.patience", t.Patience, .01, 1e6)

	within("arrivals.swing", s.Arrivals.Swing, 0, 1)
	within("arrivals.peak", s.Arrivals.Peak, 0, 24)
	within("arrivals.utc", s.Arrivals.UTC, -12, 14)
	within("arrivals.weekdays", s.Arrivals.Weekdays, 0, 100)
	within("arrivals.weekends", s.Arrivals.Weekends, 0, 100)
	if s.Arrivals.Weekdays == 0 && s.Arrivals.Weekends == 0 {
		wrong = append(wrong, errors.New("arrivals.weekdays and arrivals.weekends are both 0: give one of them a rate"))
	}
	within("triage.accuracy", s.Triage.Accuracy, 0, 1)
	within("triage.confused", float64(s.Triage.Confused), 0, 200)
	within("triage.correlation", s.Triage.Correlation, 0, 1)

	o := s.Outcome
	within("outcome.base", o.Base, -10, 10)
	within("outcome.category", o.Category, 0, 5)
	within("outcome.late", o.Late, 0, 10)
	within("outcome.reopen", o.Reopen, 0, 1)
	within("outcome.after", o.After, 0, 1000)
	within("outcome.spread", o.Spread, 0, 3)
	within("outcome.touches", float64(o.Touches), 1, maxTouches)
	if len(o.Foreign) != 2 {
		wrong = append(wrong, fmt.Errorf("outcome.foreign has %d values: give two, for languages at level 4 and at level 3", len(o.Foreign)))
	}
	for _, v := range o.Foreign {
		within("outcome.foreign", v, -10, 0)
	}
	h := s.Handling
	within("handling.hours", h.Hours, .01, 100)
	within("handling.category", h.Category, 0, 2)
	within("handling.skill", h.Skill, 0, 2)
	within("handling.difficulty", h.Difficulty, -2, 2)
	within("handling.noise", h.Noise, 0, 2)
	within("handling.together", h.Together, .1, 2)
	within("labels.mature", s.Labels.Mature, 0, 1000)
	within("labels.flips", s.Labels.Flips, 0, .5)
	within("bursts.count", float64(s.Bursts.Count), 0, 1000)
	within("bursts.size", s.Bursts.Size, 1, 1e4)
	within("bursts.decay", s.Bursts.Decay, .01, 100)
	within("drift.day", float64(s.Drift.Day), 0, float64(s.Days))
	within("drift.agents", s.Drift.Agents, 0, 1)
	within("drift.category", s.Drift.Category, 0, .9)
	if s.Drift.Day == 0 && (s.Drift.Agents > 0 || s.Drift.Category > 0) {
		wrong = append(wrong, errors.New("drift.day is 0, which means no drift: give the day on which it happens, 1 or later"))
	}
	if err := errors.Join(wrong...); err != nil {
		return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return nil
}

func (s *Scenario) checkSites(within func(string, float64, float64, float64), shares func(string, map[string]float64), wrong *[]error) {
	spoken := map[string]bool{}
	for i, site := range s.Sites {
		key := fmt.Sprintf("sites[%d].", i)
		within(key+"agents", float64(site.Agents), 1, 2000)
		within(key+"utc", site.UTC, -12, 14)
		within(key+"from", site.From, 0, 24)
		if !(site.To > site.From && site.To <= site.From+24) {
			*wrong = append(*wrong, fmt.Errorf("%sto is %v: give an hour after from, %v to %v; 6 o'clock the next morning is 30", key, site.To, site.From, site.From+24))
		}
		within(key+"slots", float64(site.Slots), 1, 20)
		for _, day := range site.Days {
			if !slices.Contains(weekdays, day) {
				*wrong = append(*wrong, fmt.Errorf("%sdays has %q: give some of %s", key, day, strings.Join(weekdays, ", ")))
			}
		}
		shares(key+"languages", site.Languages)
		for name, share := range site.Languages {
			spoken[name] = spoken[name] || share > 0
		}
	}
	for _, name := range sortedKeys(s.Tickets.Languages) {
		if s.Tickets.Languages[name] > 0 && !spoken[name] {
			*wrong = append(*wrong, fmt.Errorf("tickets.languages has %q, the native language of no site: add it to a site's languages, or nobody may ever answer", name))
		}
	}
}

// sortedKeys are the keys of a map in order, so that nothing hangs on its.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// categories is how many kinds of ticket there are before a drift.
func (s *Scenario) categories() int {
	if len(s.Tickets.Mix) > 0 {
		return len(s.Tickets.Mix)
	}
	return s.Tickets.Categories
}
