package report

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

// office is simulated once, with everything a page can show.
var office = sync.OnceValues(func() (Report, error) {
	var scenarios []sim.Scenario
	for _, text := range []string{"name: one\n", "name: two\nload: 1.2\nagents: {newcomers: 1}\ndrift: {day: 3, agents: .5}\n"} {
		s, err := sim.Parse("office.yaml", []byte("about: A small office.\nhistory: {days: 7}\ndays: 9\nsites: [{agents: 4, from: 9, to: 17}]\n"+text))
		if err != nil {
			return Report{}, err
		}
		scenarios = append(scenarios, s)
	}
	o := sim.Options{Policies: policy.Names(), Seeds: sim.Seeds(21, 2), References: true}
	results, err := sim.Simulate(context.Background(), scenarios, o)
	return Report{Scenarios: scenarios, Results: results, FirstSeed: 21, Command: "switchyard simulate"}, err
})

// full is a report with everything in it; it may be changed.
func full(t *testing.T) Report {
	t.Helper()
	r, err := office()
	if err != nil {
		t.Fatal(err)
	}
	r.Scenarios, r.Results = slices.Clone(r.Scenarios), slices.Clone(r.Results)
	return r
}

// renamed gives every string of the scenarios another name.
func renamed(r Report, name func(string) string) Report {
	for i := range r.Scenarios {
		r.Scenarios[i].Name, r.Scenarios[i].About = name(r.Scenarios[i].Name), name(r.Scenarios[i].About)
	}
	for i := range r.Results {
		r.Results[i].Scenario = name(r.Results[i].Scenario)
	}
	r.Command = name(r.Command)
	return r
}

func written(t *testing.T, r Report) string {
	t.Helper()
	var page bytes.Buffer
	if err := Write(&page, r); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

// Who cannot see a diagram is told what it shows, and links lead somewhere.
func TestPageCanBeReadWithoutEyes(t *testing.T) {
	page := written(t, full(t))
	ids, figures := map[string]int{}, 0
	var links []string
	for n := range parsed(t, page).Descendants() {
		if id := attribute(n, "id"); id != "" {
			ids[id]++
		}
		switch n.Data {
		case "svg":
			if attribute(n, "aria-hidden") == "true" {
				continue
			}
			figures++
			if title := n.FirstChild; attribute(n, "role") != "img" || title == nil || title.Data != "title" || len(content(title)) < 20 {
				t.Errorf("a diagram has no words: %v", n.Attr)
			}
		case "table":
			if caption := n.FirstChild; !strings.Contains(content(n), "policy") || caption.NextSibling == nil || caption.NextSibling.Data != "caption" {
				t.Errorf("a table has no caption: %.60q", content(n))
			}
		case "th":
			if attribute(n, "scope") == "" {
				t.Errorf("a head of no scope: %q", content(n))
			}
		case "a":
			links = append(links, attribute(n, "href"))
		}
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("id %s is there %d times", id, n)
		}
	}
	for _, link := range links {
		if id, ok := strings.CutPrefix(link, "#"); !ok || ids[id] == 0 {
			t.Errorf("a link leads nowhere: %q", link)
		}
	}
	// A scenario has 5 rows of dots, 3 courses, 4 priorities and 8 panels; two diagrams are over scenarios.
	if want := 2*(5+3+4+8) + 2; figures != want {
		t.Errorf("%d diagrams, want %d", figures, want)
	}
	for _, never := range []string{"NaN", "Inf", "-0\u202f", ">-0 %", ">-0<", "http:", "https:", "url("} {
		if text := strings.ReplaceAll(page, `xmlns="http://www.w3.org/2000/svg"`, ""); strings.Contains(text, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, want := range []string{"2 seeds: 21 to 22", "Things change on day 3", "work of newcomers", "after the change", "prefers-color-scheme", "@media print"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if again := written(t, full(t)); again != page {
		t.Error("the same report gives another page")
	}
}

func TestHostileNamesStayText(t *testing.T) {
	elements := func(page string) []string {
		var names []string
		for n := range parsed(t, page).Descendants() {
			if n.Type == html.CommentNode {
				t.Errorf("a comment: %.80q", n.Data)
			}
			if n.Type != html.ElementNode {
				continue
			}
			names = append(names, n.Data)
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "alert") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
		return names
	}
	plain := elements(written(t, full(t)))
	if slices.Contains(plain, "script") || slices.Contains(plain, "link") || slices.Contains(plain, "img") {
		t.Error("the page fetches or runs something")
	}
	for _, hostile := range []string{
		`"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `{{.Command}}`, `</style></title></bdi></text></svg><svg onload=alert(1)>`,
		"a\x00\xff\u202eb", "`${1}`", `]]><!--`, strings.Repeat("w", 5000), "",
	} {
		page := written(t, renamed(full(t), func(s string) string { return hostile + s }))
		if diff := cmp.Diff(plain, elements(page)); diff != "" {
			t.Errorf("%.40q became markup: %s", hostile, diff)
		}
	}
}

// What was not simulated is not told, and a page says so.
func TestPageWithoutReferences(t *testing.T) {
	r := full(t)
	nan := math.NaN()
	r.Results, r.Scenarios = r.Results[1:2], nil
	one := &r.Results[0]
	one.Runs, one.Seeds = one.Runs[:1], 1
	one.GapInformed, one.GapClairvoyant, one.Intervals.GapInformed, one.Intervals.GapClairvoyant = nan, nan, sim.Interval{Low: nan, High: nan}, sim.Interval{Low: nan, High: nan}
	page := written(t, r)
	for _, never := range []string{"NaN", "Gap closed towards", "Load"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, want := range []string{"1 policy, 1 scenario, 1 seed: 21.", "There is one seed, 21", "–"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// A desk with no work has no figures, and a page all the same.
func TestPageOfADeskWithoutTickets(t *testing.T) {
	r := full(t)
	nan := math.NaN()
	for i := range r.Results {
		runs := slices.Clone(r.Results[i].Runs)
		for k := range runs {
			runs[k].Days, runs[k].Agents = make([]sim.Day, 3), nil
			runs[k].Promises = slices.Clone(runs[k].Promises)
			for n := range runs[k].Promises {
				runs[k].Promises[n].Tickets, runs[k].Promises[n].Median, runs[k].Promises[n].P90 = 0, nan, nan
			}
			for h := range runs[k].Queue {
				runs[k].Queue[h] = nan
			}
		}
		m := sim.Measures{G: nan, FCR: nan, Breach: nan, Abandoned: nan, FirstMedian: nan, FirstP90: nan, Occupancy: nan, Gini: nan, Newcomers: nan, Bound: nan, Drifted: nan}
		r.Results[i].Runs, r.Results[i].Mean = runs, m
	}
	if page := written(t, r); strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error("the page has what is no number")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteTellsWhatFailed(t *testing.T) {
	if err := Write(fullDisk{}, full(t)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
	if err := Write(io.Discard, Report{}); err == nil || !strings.Contains(err.Error(), "at least one policy") {
		t.Errorf("no results: %v", err)
	}
	if err := Write(io.Discard, Report{Results: []sim.Result{{Policy: "learned"}}}); err == nil || !strings.Contains(err.Error(), "at least one seed") {
		t.Errorf("no runs: %v", err)
	}
}
