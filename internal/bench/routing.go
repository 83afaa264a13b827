package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// simulated is what switchyard simulate --json says of a scenario and a policy.
type simulated struct {
	Scenario       string                `json:"scenario"`
	Policy         string                `json:"policy"`
	G              float64               `json:"g"`
	Breach         float64               `json:"sla_breach"`
	Gini           float64               `json:"gini"`
	GapInformed    float64               `json:"gap_closed_informed"`
	GapClairvoyant float64               `json:"gap_closed_clairvoyant"`
	NewcomerWork   *float64              `json:"newcomer_work"` // null where nobody is new
	NewcomerRoom   *float64              `json:"newcomer_capacity"`
	CI             map[string][2]float64 `json:"ci"`
}

// promised are the goals that are not the same in every scenario: the least
// share of the informed gap, the least gain over static skills, the largest share
// of broken promises, and the largest Gini coefficient, where one is asked for.
var promised = map[string]struct{ gap, gain, breach, gini float64 }{
	"S1_steady": {85, 8, .5, .10}, "S2_confounded": {85, 8, .5, .10}, "S3_coldstart": {85, 8, .5, .10}, "S4_drift": {80, 8, .5, .10},
	"S5_incident": {85, 15, 4, .10}, "S6_overload": {85, 15, .5, .10}, "S7_multilang": {85, 8, 5, 1}, "S8_noisy": {82, 8, .5, .10},
}

// routed compares the learned policy with others on simulated desks that it was
// not tuned on, and times a decision and a fit.
func routed(ctx context.Context, b *bench) ([]Figure, error) {
	b.say("  eight scenarios, ten desks of each")
	done, err := output(ctx, built("switchyard"), "simulate", "--scenario=all", "--policy=static_skills,learned", "--seeds=10", "--first-seed=1001", "--json", "--quiet")
	if err != nil {
		return nil, err
	}
	var all []simulated
	if err := json.Unmarshal(done.out, &all); err != nil {
		return nil, fmt.Errorf("switchyard simulate: %w", err)
	}
	figures := gaps(all)
	timed, err := routingTimes(ctx, b)
	return append(figures, timed...), err
}

func gaps(all []simulated) []Figure {
	percent := func(what string, goal Goal, share float64, ci [2]float64) Figure {
		return Figure{What: what, Unit: "%", Digits: 1, Goal: goal, Values: []float64{100 * share}, Note: fmt.Sprintf("95 %%: %.1f to %.1f", 100*ci[0], 100*ci[1])}
	}
	static := map[string]float64{}
	for _, s := range all {
		if s.Policy == "static_skills" {
			static[s.Scenario] = s.G
		}
	}
	var figures []Figure
	informed, clairvoyant, n := 0., 0., 0.
	for _, s := range all {
		if s.Policy != "learned" {
			continue
		}
		goal := promised[s.Scenario]
		informed, clairvoyant, n = informed+s.GapInformed, clairvoyant+s.GapClairvoyant, n+1
		figures = append(figures,
			percent(s.Scenario+", gap closed to who knows the agents", AtLeast(goal.gap), s.GapInformed, s.CI["gap_closed_informed"]),
			percent("  to who knows the tickets too", Goal{}, s.GapClairvoyant, s.CI["gap_closed_clairvoyant"]),
			percent("  solved at first contact and in time", Goal{}, s.G, s.CI["g"]),
			Figure{What: "  above static skills", Unit: "points", Digits: 1, Goal: AtLeast(goal.gain), Values: []float64{100 * (s.G - static[s.Scenario])}},
			percent("  promises broken", AtMost(goal.breach), s.Breach, s.CI["sla_breach"]),
			Figure{What: "  Gini coefficient of work", Digits: 3, Goal: AtMost(goal.gini), Values: []float64{s.Gini}})
		if s.NewcomerWork != nil && s.NewcomerRoom != nil {
			figures = append(figures, Figure{What: "  newcomers' share of the work, over their share of the room", Digits: 2, Goal: AtLeast(.75), Values: []float64{*s.NewcomerWork / *s.NewcomerRoom}})
		}
	}
	return append([]Figure{
		{What: "gap closed to who knows the agents, mean of the scenarios", Unit: "%", Digits: 1, Goal: AtLeast(92), Values: []float64{100 * informed / n}},
		{What: "gap closed to who knows the tickets too, mean", Unit: "%", Digits: 1, Goal: AtLeast(82), Values: []float64{100 * clairvoyant / n}},
	}, figures...)
}

// routingTimes are those of a decision in a live queue and of a fit.
func routingTimes(ctx context.Context, b *bench) ([]Figure, error) {
	figures := []Figure{
		{What: "a place becomes free, 500 agents, 200 tickets wait: p50", Unit: "us", Goal: AtMost(1000), Timed: true},
		{What: "  p99", Unit: "us", Goal: AtMost(5000), Timed: true},
		{What: "a ticket comes in at the same desk, its record written: p50", Unit: "us", Goal: AtMost(1000), Timed: true},
		{What: "  p99", Unit: "us", Goal: AtMost(5000), Timed: true},
		{What: "fit of 100,000 outcomes, 500 agents, 30 categories", Unit: "s", Digits: 1, Goal: AtMost(10), Timed: true},
	}
	for range rounds {
		b.say("  decisions and a fit")
		done, err := output(ctx, built("dispatch.test"), "-test.run=^$", "-test.bench=^BenchmarkDecision$/^(place|arrival)$", "-test.benchtime=2000x")
		if err != nil {
			return nil, err
		}
		fitted, err := output(ctx, built("learn.test"), "-test.run=^$", "-test.bench=^BenchmarkRefit$", "-test.benchtime=1x")
		if err != nil {
			return nil, err
		}
		for i, want := range []struct {
			lines []byte
			name  string
			unit  string
			scale float64
		}{
			{done.out, "BenchmarkDecision/place", "p50-µs", 1}, {done.out, "BenchmarkDecision/place", "p99-µs", 1},
			{done.out, "BenchmarkDecision/arrival", "p50-µs", 1}, {done.out, "BenchmarkDecision/arrival", "p99-µs", 1},
			{fitted.out, "BenchmarkRefit", "ns/op", 1e-9},
		} {
			v, err := metric(string(want.lines), want.name, want.unit)
			if err != nil {
				return nil, err
			}
			figures[i].Values = append(figures[i].Values, v*want.scale)
		}
	}
	return figures, nil
}

// metric reads one number of a benchmark, run on any number of cores.
func metric(lines, name, unit string) (float64, error) {
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) > 3 && (words[0] == name || strings.HasPrefix(words[0], name+"-")) {
			return valueOf(words, unit)
		}
	}
	return 0, fmt.Errorf("%s was not run", name)
}
