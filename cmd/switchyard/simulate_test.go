package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// office is a scenario that is simulated in no time.
const office = "about: A small office.\nhistory: {days: 7}\ndays: 5\nsites: [{agents: 4, from: 9, to: 17}]\n"

func TestSimulateAsJSON(t *testing.T) {
	mine, load := file(t, "mine.yaml", office), file(t, "busy.yaml", office+"load: .9\n")
	args := []string{"simulate", "--scenario", mine + "," + load, "--policy", "learned,static_skills", "--seeds", "2", "--first-seed", "7", "--json"}
	code, said, errs := switchyard(t.Context(), t, "", append(args, "--jobs", "1")...)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var list []map[string]any
	if err := json.Unmarshal([]byte(said), &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range list {
		scenario, _ := row["scenario"].(string)
		policy, _ := row["policy"].(string)
		names = append(names, scenario+"/"+policy)
		g, _ := row["g"].(float64)
		ci, _ := row["ci"].(map[string]any)
		interval, _ := ci["g"].([]any)
		if g <= 0 || g >= 1 || row["seeds"] != 2. || len(interval) != 2 || row["gap_closed_informed"] == nil || row["gap_closed_clairvoyant"] == nil || row["sla_breach"] == nil || row["gini"] == nil {
			t.Errorf("%v", row)
			continue
		}
		if low, high := interval[0].(float64), interval[1].(float64); low > g || high < g {
			t.Errorf("G %v is outside of %v", g, interval)
		}
	}
	if got := strings.Join(names, " "); got != "mine/static_skills mine/learned busy/static_skills busy/learned" {
		t.Error(got)
	}
	if _, again, _ := switchyard(t.Context(), t, "", append(args, "--jobs", "3")...); again != said {
		t.Error("three jobs print something else than one")
	}
}

func TestSimulatePrintsATable(t *testing.T) {
	code, said, errs := switchyard(t.Context(), t, "", "simulate", "--scenario", file(t, "mine.yaml", office), "--policy", "round_robin,informed", "--seeds", "1", "--no-references")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, part := range []string{"mine: 1 seeds from 1001", "of informed", "round_robin", "0 % (0-0)", "100 % (100-100)", "  -  "} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing:\n%s", part, said)
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"scenario", []string{"--scenario", "S9"}, 1, "--scenario: scenario \"S9\" is neither a file nor one of S1_steady"},
		{"key", []string{"--scenario", file(t, "x.yaml", "lod: 1\n")}, 1, `x.yaml: line 1: unknown key "lod"`},
		{"policy", []string{"--policy", "best"}, 1, `--policy: policy "best": give some of random`},
		{"seeds", []string{"--seeds", "0"}, 1, "--seeds is 0: give 1 to"},
		{"jobs", []string{"--jobs", "0"}, 1, "--jobs is 0"},
		{"argument", []string{"S1"}, 2, "S1"},
	} {
		code, _, errs := switchyard(t.Context(), t, "", append([]string{"simulate"}, tc.args...)...)
		if code != tc.code || !strings.Contains(errs, tc.want) {
			t.Errorf("%s: exit %d and %q; want %d and %q", tc.name, code, errs, tc.code, tc.want)
		}
	}
}

func TestSimulateCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, said, errs := switchyard(ctx, t, "", "simulate", "--seeds", "1", "--policy", "random"); code != 130 || said != "" {
		t.Errorf("exit %d: %s %s", code, said, errs)
	}
}
