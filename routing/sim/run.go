package sim

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

// Options are what is simulated, beside the scenarios.
type Options struct {
	Policies []string // by name, see policy.Names
	Seeds    []uint64
	Jobs     int // simulations at a time; 0 for one
	// References also runs round_robin, informed and clairvoyant where they are not
	// asked for, so that the gap closed can be told. They are not in the results.
	References bool
	Rule       routing.Policy // see policy.Options
	Learn      learn.Options
	// Progress is told after each run how many of all are done. Calls do not overlap.
	Progress func(done, total int)
}

// Seeds lists n seeds from first on.
func Seeds(first uint64, n int) []uint64 {
	list := make([]uint64, n)
	for i := range list {
		list[i] = first + uint64(i)
	}
	return list
}

// Simulate runs every policy on every scenario and seed. All policies of one
// seed start from the same history and meet the same tickets. The results are in
// the order of the scenarios and then of the policies, and the same for any
// number of jobs. It fails when ctx ends, or a policy does what no desk allows.
func Simulate(ctx context.Context, scenarios []Scenario, o Options) ([]Result, error) {
	if len(o.Seeds) == 0 || len(o.Policies) == 0 {
		return nil, fmt.Errorf("nothing to simulate: %d policies, %d seeds: give at least one of each", len(o.Policies), len(o.Seeds))
	}
	needed := slices.Clone(o.Policies)
	if o.References {
		for _, name := range []string{routing.RoundRobin, policy.Informed, policy.Clairvoyant} {
			if !slices.Contains(needed, name) {
				needed = append(needed, name)
			}
		}
	}
	runs := make([][][]Run, len(scenarios)) // by scenario, policy and seed
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, o.Jobs))
	var mu sync.Mutex
	finished, total := 0, len(scenarios)*len(o.Seeds)*len(needed)
	for i := range scenarios {
		runs[i] = make([][]Run, len(needed))
		for k := range needed {
			runs[i][k] = make([]Run, len(o.Seeds))
		}
		for n, seed := range o.Seeds {
			group.Go(func() error {
				past, err := remember(ctx, &scenarios[i], seed)
				if err != nil {
					return err
				}
				for k, name := range needed {
					if runs[i][k][n], err = past.run(ctx, name, &o); err != nil {
						return fmt.Errorf("scenario %s, policy %s, seed %d: %w", scenarios[i].Name, name, seed, err)
					}
					if o.Progress != nil {
						mu.Lock()
						finished++
						o.Progress(finished, total)
						mu.Unlock()
					}
				}
				return nil
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var results []Result
	for i := range scenarios {
		byName := map[string][]Run{}
		for k, name := range needed {
			byName[name] = runs[i][k]
		}
		for _, name := range o.Policies {
			results = append(results, newResult(&scenarios[i], name, byName))
		}
	}
	return results, nil
}

// past is a desk at the end of its history.
type past struct {
	desk  *desk
	bound float64
}

// remember draws the truth and plays the history.
func remember(ctx context.Context, s *Scenario, seed uint64) (past, error) {
	d := newDesk(newTruth(s, seed))
	d.logging = true
	var who policy.Policy = dispatcher{d.truth}
	if s.History.Policy == historyRoundRobin {
		var err error
		if who, err = policy.New(routing.RoundRobin, policy.Options{}); err != nil {
			return past{}, err
		}
	}
	if err := d.run(ctx, who, d.start); err != nil {
		return past{}, fmt.Errorf("scenario %s, history, seed %d: %w", s.Name, seed, err)
	}
	if s.replay != nil {
		s.replay.past(d)
	}
	return past{d, d.bound()}, nil
}

// run plays what comes after the history with one policy, and measures it.
func (h past) run(ctx context.Context, name string, o *Options) (Run, error) {
	d, err := h.play(ctx, name, o)
	if err != nil {
		return Run{}, err
	}
	r := d.measure()
	r.Bound = h.bound
	return r, nil
}

// play gives the desk as a policy leaves it.
func (h past) play(ctx context.Context, name string, o *Options) (*desk, error) {
	d := h.desk.settled()
	options := policy.Options{Seed: d.seed ^ streamPolicy<<60, Rule: o.Rule, Learn: o.Learn}
	if name == policy.Informed || name == policy.Clairvoyant {
		options.Truth = &oracle{truth: d.truth, desk: d, clairvoyant: name == policy.Clairvoyant}
	}
	who, err := policy.New(name, options)
	if err != nil {
		return nil, err
	}
	who.Observe(h.desk.log)
	return d, d.run(ctx, who, d.last)
}
