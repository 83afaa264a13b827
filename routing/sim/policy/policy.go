// Package policy holds the policies that routing/sim compares. They see
// requests, agents and outcomes, as at a real desk, and nothing else: this
// package cannot import the simulator.
package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Names of the policies beside those of package routing.
const (
	Random           = "random"            // anybody who is free
	HistoricalGreedy = "historical_greedy" // of those who are free the one with the best raw rate in the category
	Informed         = "informed"          // knows the agents, sees the ticket as a desk does
	Clairvoyant      = "clairvoyant"       // knows the agents and the ticket
)

// Policy gives tickets to agents over the days of one simulation. It is used by
// one goroutine.
type Policy interface {
	// Assign decides on the tickets of a desk. Those it gives no decision, or one
	// without an agent, wait. The desk is only lent.
	Assign(d *routing.Desk) []routing.Decision
	// Observe tells what came of assignments. One outcome is told when the work is
	// done and again when it is known whether it held.
	Observe(outcomes []learn.Outcome)
	// Tick tells that a day begins, for what is done once a day. It fails only when
	// ctx is done or the policy can go on no more.
	Tick(ctx context.Context, day Day) error
}

// Day is what a desk knows in the morning.
type Day struct {
	Now    time.Time
	Agents []routing.Agent
	// Capacity is how many hours of their slots each agent is on shift in the two
	// weeks around now.
	Capacity []float64
}

// Names lists all policies, from the least to the most that they know.
func Names() []string {
	return []string{Random, routing.RoundRobin, routing.LeastLoaded, HistoricalGreedy, routing.StaticSkills, routing.Learned, Informed, Clairvoyant}
}

// Options are what a policy is made with.
type Options struct {
	Seed uint64
	// Rule is how the learned policy and the two that know assign; its Name is
	// not looked at. The zero value stands for routing.Default.
	Rule routing.Policy
	// Learn is how the learned policy learns.
	Learn learn.Options
	// Truth are the prospects of a policy that knows; nil for those that do not.
	Truth Model
}

// New makes a policy by its name. Informed and Clairvoyant need Options.Truth.
func New(name string, o Options) (Policy, error) {
	rule := o.Rule
	if rule.Name == "" {
		rule = routing.Default()
	}
	rule.Name = routing.Learned
	switch name {
	case Random:
		return newRandom(o.Seed), nil
	case HistoricalGreedy:
		return newGreedy(), nil
	case routing.RoundRobin, routing.LeastLoaded, routing.StaticSkills:
		rule.Name = name
		return &classic{rule: rule}, nil
	case routing.Learned:
		return newLearned(rule, o.Learn), nil
	case Informed, Clairvoyant:
		if o.Truth == nil {
			return nil, fmt.Errorf("policy %s knows the truth: give it the prospects that are right", name)
		}
		rule.Exploration = routing.Exploration{} // there is nothing to learn
		return &knowing{matcher: newMatcher(rule), truth: o.Truth}, nil
	}
	return nil, fmt.Errorf("policy %q: give some of %s, or all", name, strings.Join(Names(), ", "))
}

// Find gives the policies of a list as written on a command line: names, or
// all, with commas between them, in the order of Names.
func Find(list string) ([]string, error) {
	names := Names()
	asked := map[string]bool{}
	for _, name := range strings.Split(list, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case name == "all":
			for _, n := range names {
				asked[n] = true
			}
		case slices.Contains(names, name):
			asked[name] = true
		default:
			return nil, fmt.Errorf("policy %q: give some of %s, or all", name, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return !asked[n] }), nil
}
