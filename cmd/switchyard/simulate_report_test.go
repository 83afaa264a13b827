package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Every figure of the page's tables of policies is the one that --json prints.
func TestSimulateReportsWhatItPrints(t *testing.T) {
	page := filepath.Join(t.TempDir(), "new", "report.html")
	args := []string{"simulate", "--scenario", file(t, "mine.yaml", office) + "," + file(t, "busy.yaml", office+"load: .9\n"),
		"--policy", "round_robin,static_skills,learned", "--seeds", "2", "--first-seed", "7", "--jobs", "1", "--json"}
	code, said, errs := switchyard(t.Context(), t, "", append(args, "--html", page)...)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if _, plain, _ := switchyard(t.Context(), t, "", args...); plain != said {
		t.Error("with a report it prints something else")
	}
	var list []map[string]any
	if err := json.Unmarshal([]byte(said), &list); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	got := tableFigures(t, string(data))
	if len(list) != 6 || len(got) != len(list) {
		t.Fatalf("%d results, %d rows", len(list), len(got))
	}
	for i, row := range list {
		ci, _ := row["ci"].(map[string]any)
		want := []any{row["policy"]}
		for _, key := range []string{"g", "gap_closed_informed", "gap_closed_clairvoyant", "sla_breach", "fcr", "abandoned", "first_response_p50", "first_response_p90", "occupancy", "gini", "fluid_bound"} {
			want = append(want, row[key])
			if interval, ok := ci[key].([]any); ok {
				want = append(want, interval...)
			}
		}
		if len(want) != len(got[i]) {
			t.Fatalf("row %d: %v, want %v", i, got[i], want)
		}
		for k := range want {
			if a, ok := want[k].(float64); ok {
				if b, ok := got[i][k].(float64); !ok || math.Abs(a-b) > 1e-12 {
					t.Errorf("%v, figure %d: %v on the page, %v as JSON", row["policy"], k, got[i][k], a)
				}
			} else if got[i][k] != want[k] {
				t.Errorf("%v, want %v", got[i][k], want[k])
			}
		}
	}
	if !strings.Contains(string(data), "switchyard simulate --scenario mine.yaml,busy.yaml --policy round_robin,static_skills,learned --seeds 2 --first-seed 7") {
		t.Error("the page does not say how it was made")
	}
	if strings.Contains(string(data), filepath.Dir(page)) || strings.Contains(string(data), os.TempDir()) {
		t.Error("the page names a path of this machine")
	}
	if left, err := os.ReadDir(filepath.Dir(page)); err != nil || len(left) != 1 {
		t.Errorf("%d files beside the page (%v)", len(left)-1, err)
	}
}

// tableFigures gives the rows of all tables of policies: the name, and every
// figure with all of its digits.
func tableFigures(t *testing.T, page string) (rows [][]any) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attribute := func(n *html.Node, key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	for n := range root.Descendants() {
		if n.Data != "table" || !strings.HasSuffix(attribute(n, "id"), "-policies") {
			continue
		}
		for d := range n.Descendants() {
			switch {
			case d.Data == "th" && attribute(d, "scope") == "row":
				rows = append(rows, []any{d.LastChild.Data})
			case d.Data == "data":
				v, err := strconv.ParseFloat(attribute(d, "value"), 64)
				if err != nil {
					t.Fatal(err)
				}
				rows[len(rows)-1] = append(rows[len(rows)-1], v)
			}
		}
	}
	return rows
}

// A place that cannot be written is refused before anything is simulated: here
// that would end with code 130.
func TestSimulateRefusesAnUnwritableReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for place, want := range map[string]string{
		filepath.Join(file(t, "blocked", ""), "r.html"): "--html: mkdir ",
		t.TempDir(): "is a folder: give the name of a file",
	} {
		if code, said, errs := switchyard(ctx, t, "", "simulate", "--html", place); code != 1 || said != "" || !strings.Contains(errs, want) {
			t.Errorf("exit %d: %s %s", code, said, errs)
		}
	}
}

// A report that was there stays whole when a simulation is broken off.
func TestBrokenOffSimulationLeavesTheReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	page := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(page, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, _ := switchyard(ctx, t, "", "simulate", "--seeds", "1", "--policy", "random", "--html", page)
	now, err := os.ReadFile(page)
	left, _ := os.ReadDir(filepath.Dir(page))
	if code != 130 || err != nil || string(now) != "before" || len(left) != 1 {
		t.Errorf("exit %d, %q, %d files (%v)", code, now, len(left), err)
	}
}
