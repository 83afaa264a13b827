package rule

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"switchyard/routing"
)

// example checks what an example says before it is tried.
func (f *faults) example(field string, e *Example) {
	f.words(field+".name", e.Name)
	f.ticket(field+".ticket", &e.Ticket)
	f.count(field+".agents", len(e.Agents), mostExampleAgents)
	if len(e.Agents) == 0 {
		f.blame(field+".agents", "is empty: list the agents that the example is about, such as {\"id\": \"ada\"}")
	}
	ids := map[string]bool{}
	for i := range e.Agents {
		a, at := &e.Agents[i], fmt.Sprintf("%s.agents.%d", field, i)
		f.words(at+".id", a.ID)
		if ids[a.ID] {
			f.blame(at+".id", "%q is listed before: give each agent once", a.ID)
		}
		ids[a.ID] = true
		if !(a.TenureDays >= 0 && a.TenureDays <= 36500) { // so that NaN is none
			f.blame(at+".tenure_days", "is %v: give days from 0 to 36500", a.TenureDays)
		}
	}
	x := &e.Expect
	if x.Removed == nil && x.Preferred == nil && x.Skills == nil {
		f.blame(field+".expect", "expects nothing: give removed, preferred or skills")
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"removed", x.Removed}, {"preferred", x.Preferred}} {
		for i, id := range list.ids {
			if !ids[id] {
				f.blame(fmt.Sprintf("%s.expect.%s.%d", field, list.name, i), "%.100q is no agent of the example: take an id from its agents", id)
			}
		}
	}
}

func (f *faults) ticket(field string, t *Ticket) {
	chance := func(name string, p float64) {
		if !(p >= 0 && p <= 1) { // so that NaN is none
			f.blame(field+"."+name, "is %v: give a probability from 0 to 1", p)
		}
	}
	chance("chance", t.Chance)
	sum := 0.
	for _, label := range sortedKeys(t.Categories) {
		chance("categories."+label, t.Categories[label])
		sum += t.Categories[label]
	}
	if sum > 1+1e-6 {
		f.blame(field+".categories", "sum to %.4g: give probabilities that sum to at most 1", sum)
	}
	if len(t.Categories) > 0 && (t.Category != "" || t.Chance != 0) {
		f.blame(field+".categories", "stands beside category or chance: give either")
	}
	priorities := []routing.Priority{"", routing.Low, routing.Normal, routing.High, routing.Urgent}
	if !slices.Contains(priorities, routing.Priority(t.Priority)) {
		f.blame(field+".priority", "%.40q is no priority: take one of low, normal, high, urgent", t.Priority)
	}
	if t.Attempt < 0 || t.Attempt > math.MaxInt32 {
		f.blame(field+".attempt", "is %d: give how many agents had the ticket, from 0", t.Attempt)
	}
	f.duration(field+".waited", t.Waited)
}

// try applies the book to an example and blames what is not as expected.
func (b *Book) try(f *faults, field string, e *Example) error {
	r := e.Ticket.request(e.Name)
	agents := make([]routing.Agent, len(e.Agents))
	for i := range e.Agents {
		agents[i] = e.Agents[i].agent(r.Channel)
	}
	out := make([]routing.Prospect, len(agents))
	err := b.Apply(&r, agents, out)
	var untested *UntestedError
	if err != nil && !errors.As(err, &untested) {
		return err
	}
	wrong := func(part, format string, args ...any) {
		message := fmt.Sprintf("example %q does not hold: ", e.Name) + fmt.Sprintf(format, args...)
		if untested != nil {
			message += "; " + untested.Error()
		}
		f.blame(field+".expect."+part, "%s", message)
	}
	x := &e.Expect
	if x.Removed != nil {
		if is := removed(agents, out); is != naming(x.Removed) {
			wrong("removed", "removed is %s, not %s", is, naming(x.Removed))
		}
	}
	if x.Preferred != nil {
		if message := preferred(x.Preferred, agents, out); message != "" {
			wrong("preferred", "%s", message)
		}
	}
	if x.Skills != nil {
		is := map[string]int{}
		for _, n := range r.Skills {
			if asked := n.Asked(r.Waited); asked > 0 {
				is[n.Skill] = max(is[n.Skill], asked)
			}
		}
		if !maps.Equal(is, x.Skills) {
			wrong("skills", "skills is %s, not %s", leveling(is), leveling(x.Skills))
		}
	}
	return nil
}

// removed names whom the rules removed.
func removed(agents []routing.Agent, out []routing.Prospect) string {
	var ids []string
	for i := range out {
		if out[i].Rule != "" {
			ids = append(ids, agents[i].ID)
		}
	}
	return naming(ids)
}

// preferred says what keeps agents from being the preferred ones, in their
// order; empty for nothing.
func preferred(ids []string, agents []routing.Agent, out []routing.Prospect) string {
	at := func(id string) int {
		return slices.IndexFunc(agents, func(a routing.Agent) bool { return a.ID == id })
	}
	for i, id := range ids {
		here := &out[at(id)]
		if here.Rule != "" {
			return fmt.Sprintf("%s is removed by %s", id, here.Rule)
		}
		if i > 0 && here.Bonus > out[at(ids[i-1])].Bonus {
			return fmt.Sprintf("%s has a bonus of %v, more than %s with %v", id, here.Bonus, ids[i-1], out[at(ids[i-1])].Bonus)
		}
		for j := range out {
			if out[j].Rule == "" && out[j].Bonus >= here.Bonus && !slices.Contains(ids, agents[j].ID) {
				return fmt.Sprintf("%s has a bonus of %v, no more than %s with %v", id, here.Bonus, agents[j].ID, out[j].Bonus)
			}
		}
	}
	return ""
}

// naming writes ids in order.
func naming(ids []string) string {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return "nobody"
	}
	return strings.Join(ids, ", ")
}

// leveling writes levels in the order of their skills.
func leveling(all map[string]int) string {
	if len(all) == 0 {
		return "none"
	}
	var parts []string
	for _, name := range sortedKeys(all) {
		parts = append(parts, fmt.Sprintf("%s %d", name, all[name]))
	}
	return strings.Join(parts, ", ")
}
