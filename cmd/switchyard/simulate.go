package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"text/tabwriter"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

// simulateCommand compares routing policies on simulated desks.
type simulateCommand struct {
	Scenario     string `placeholder:"S1,FILE" xor:"what" help:"Scenarios, with commas between them: S1 to S8, all, or files (see docs/scenarios.md). S1 where nothing is said."`
	History      string `placeholder:"FILE" xor:"what" help:"In place of scenarios: replay a history that switchyard export wrote, with agents fitted to it (see docs/scenarios.md)."`
	Policy       string `default:"all" placeholder:"NAME,NAME" help:"Policies, with commas between them: random, round_robin, least_loaded, historical_greedy, static_skills, learned, informed, clairvoyant, or all."`
	Seeds        int    `default:"10" help:"How many desks of each scenario (${default})."`
	FirstSeed    uint64 `default:"1001" placeholder:"K" help:"Seed of the first; the others follow (${default}). Settings are tuned on 1 to 10, so figures should be of others."`
	Jobs         int    `default:"${cores}" help:"Simulations at a time (${default}). The results are the same for any number."`
	NoReferences bool   `help:"Leave out the policies that the gap closed is told from, where they are not asked for."`
	JSON         bool   `help:"Print a JSON list, an object for each scenario and policy."`
	HTML         string `name:"html" placeholder:"FILE" help:"Also write a report with diagrams: one HTML page that needs nothing else."`
	Quiet        bool   `short:"q" help:"Draw no progress bar."`
}

// simulated is what simulate prints as JSON for a scenario and a policy. Shares
// are fractions, times business hours; what is undefined is null.
type simulated struct {
	Scenario       string            `json:"scenario"`
	Policy         string            `json:"policy"`
	Seeds          int               `json:"seeds"`
	FirstSeed      uint64            `json:"first_seed"`
	G              number            `json:"g"`
	SLABreach      number            `json:"sla_breach"`
	Gini           number            `json:"gini"`
	GapInformed    number            `json:"gap_closed_informed"`
	GapClairvoyant number            `json:"gap_closed_clairvoyant"`
	CI             map[string]bounds `json:"ci"` // 95 %, by the name of the measure
	FCR            number            `json:"fcr"`
	Abandoned      number            `json:"abandoned"`
	FirstP50       number            `json:"first_response_p50"`
	FirstP90       number            `json:"first_response_p90"`
	Resolution     number            `json:"resolution"`
	Touches        number            `json:"touches"`
	Occupancy      number            `json:"occupancy"`
	OccupancyMax   number            `json:"occupancy_max_over_mean"`
	NewcomerWork   number            `json:"newcomer_work"`
	NewcomerRoom   number            `json:"newcomer_capacity"`
	Early          number            `json:"g_first_2_weeks"`
	Drifted        number            `json:"g_after_drift"`
	Regret         number            `json:"regret_per_day"`
	Bound          number            `json:"fluid_bound"`
	TicketsADay    number            `json:"tickets_per_day"`
	BySeed         []number          `json:"g_by_seed"`
	About          string            `json:"about,omitempty"` // of a history: what the figures rest on
}

// bounds are the two ends of an interval.
type bounds [2]number

func (c *simulateCommand) Run(ctx context.Context, io streams) error {
	policies, err := policy.Find(c.Policy)
	if err != nil {
		return fmt.Errorf("--policy: %w", err)
	}
	if c.Seeds < 1 || c.Seeds > 10_000 {
		return fmt.Errorf("--seeds is %d: give 1 to 10000", c.Seeds)
	}
	if c.Jobs < 1 {
		return fmt.Errorf("--jobs is %d: give at least 1", c.Jobs)
	}
	if err := c.reportable(); err != nil {
		return err
	}
	scenarios, err := c.scenarios(ctx)
	if err != nil {
		return err
	}
	progress, finish := c.progress(io)
	results, err := sim.Simulate(ctx, scenarios, sim.Options{
		Policies: policies, Seeds: sim.Seeds(c.FirstSeed, c.Seeds), Jobs: c.Jobs, References: !c.NoReferences, Progress: progress,
	})
	finish()
	if err != nil {
		return err
	}
	if c.HTML != "" {
		if err := c.report(scenarios, results); err != nil {
			return err
		}
	}
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		list := make([]simulated, len(results))
		for i := range results {
			list[i] = c.told(&results[i])
			list[i].About = c.about(scenarios)
		}
		return encoder.Encode(list)
	}
	if about := c.about(scenarios); about != "" {
		fmt.Fprintf(io.out, "%s\n\n", about)
	}
	return c.print(io, results)
}

// progress draws a bar on the error stream, if that is a terminal.
func (c *simulateCommand) progress(io streams) (each func(done, total int), finish func()) {
	file, ok := io.err.(*os.File)
	if c.Quiet || !ok || !term.IsTerminal(int(file.Fd())) {
		return nil, func() {}
	}
	var bar *progressbar.ProgressBar
	each = func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(io.err), progressbar.OptionSetDescription("simulations"),
				progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
		}
		_ = bar.Set(done) // a bar that cannot be drawn stops nothing
	}
	return each, func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}

func (c *simulateCommand) told(r *sim.Result) simulated {
	m, i := &r.Mean, &r.Intervals
	interval := func(v sim.Interval) bounds { return bounds{number(v.Low), number(v.High)} }
	out := simulated{
		Scenario: r.Scenario, Policy: r.Policy, Seeds: r.Seeds, FirstSeed: c.FirstSeed,
		G: number(m.G), SLABreach: number(m.Breach), Gini: number(m.Gini),
		GapInformed: number(r.GapInformed), GapClairvoyant: number(r.GapClairvoyant),
		CI: map[string]bounds{"g": interval(i.G), "sla_breach": interval(i.Breach), "gini": interval(i.Gini),
			"gap_closed_informed": interval(i.GapInformed), "gap_closed_clairvoyant": interval(i.GapClairvoyant)},
		FCR: number(m.FCR), Abandoned: number(m.Abandoned), FirstP50: number(m.FirstMedian), FirstP90: number(m.FirstP90),
		Resolution: number(m.Resolution), Touches: number(m.Touches), Occupancy: number(m.Occupancy), OccupancyMax: number(m.Spread),
		NewcomerWork: number(m.Newcomers), NewcomerRoom: number(m.Room), Early: number(m.Early), Drifted: number(m.Drifted),
		Regret: number(r.Regret), Bound: number(m.Bound), TicketsADay: number(m.Daily),
	}
	for k := range r.Runs {
		out.BySeed = append(out.BySeed, number(r.Runs[k].G))
	}
	return out
}

// print draws a table for each scenario, and the means over them.
func (c *simulateCommand) print(io streams, results []sim.Result) error {
	type sum struct{ g, informed, clairvoyant, n float64 }
	sums, order := map[string]*sum{}, []string{}
	w := tabwriter.NewWriter(io.out, 0, 4, 2, ' ', 0)
	last := ""
	for i := range results {
		r := &results[i]
		if r.Scenario != last {
			if last != "" {
				fmt.Fprintln(w)
			}
			last = r.Scenario
			fmt.Fprintf(w, "%s: %d seeds from %d, %.0f tickets a day, G at most %.3f\n", r.Scenario, r.Seeds, c.FirstSeed, r.Mean.Daily, r.Mean.Bound)
			fmt.Fprintln(w, "  policy\tG\t95 %\tof informed\tof clairvoyant\tbreach\tleft\tfirst p50 / p90\tresolution\ttouches\toccupancy\tGini\t")
		}
		m := &r.Mean
		fmt.Fprintf(w, "  %s\t%.3f\t%.3f-%.3f\t%s\t%s\t%.1f %%\t%.1f %%\t%.2f / %.1f h\t%.1f h\t%.2f\t%.2f\t%.3f\t\n", r.Policy, m.G, r.Intervals.G.Low, r.Intervals.G.High,
			closed(r.GapInformed, r.Intervals.GapInformed), closed(r.GapClairvoyant, r.Intervals.GapClairvoyant),
			100*m.Breach, 100*m.Abandoned, m.FirstMedian, m.FirstP90, m.Resolution, m.Touches, m.Occupancy, m.Gini)
		s := sums[r.Policy]
		if s == nil {
			s = &sum{}
			sums[r.Policy] = s
			order = append(order, r.Policy)
		}
		*s = sum{s.g + m.G, s.informed + r.GapInformed, s.clairvoyant + r.GapClairvoyant, s.n + 1}
	}
	if len(order) > 0 && sums[order[0]].n > 1 {
		fmt.Fprintln(w, "\nmean of scenarios")
		fmt.Fprintln(w, "  policy\tG\tof informed\tof clairvoyant\t")
		for _, name := range order {
			s := sums[name]
			fmt.Fprintf(w, "  %s\t%.3f\t%s\t%s\t\n", name, s.g/s.n, closed(s.informed/s.n), closed(s.clairvoyant/s.n))
		}
	}
	return w.Flush()
}

// closed writes a share, with an interval if there is one; a dash for none.
func closed(v float64, i ...sim.Interval) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "-"
	case len(i) == 0:
		return fmt.Sprintf("%.0f %%", 100*v)
	}
	return fmt.Sprintf("%.0f %% (%.0f-%.0f)", 100*v, 100*i[0].Low, 100*i[0].High)
}
