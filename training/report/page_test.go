package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"switchyard/internal/chart"
	"switchyard/internal/text"
	"switchyard/models"
	"switchyard/training"
)

var update = flag.Bool("update", false, "write the golden file anew")

// full is a report with everything in it, all of its strings made by name.
func full(name func(string) string) Report {
	features := text.DefaultSettings()
	manifest := models.Manifest{
		Task: models.Priority, Kind: models.NGrams, Name: name("helpdesk"), Licence: name("licence"), Labels: []string{name("low"), name("high")},
		OutOfScope: true, Features: &features, Temperature: 1.5, CreatedAt: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
		Thresholds: models.Thresholds{Confidence: .5, Margin: .1, InScope: .4},
		Training:   &models.TrainingRecord{Seed: 1, Rows: 10, ClassWeights: "none"},
		Data:       []models.DataSource{{Name: name("file"), SHA256: name("digest"), Rows: 10, Licence: name("terms"), Attribution: name("author")}},
	}
	meter := training.NewMeter(manifest.Labels)
	for i := range 40 {
		p := .5 + float64(i)/100
		meter.Add(training.Scored{Language: name("en"), Truth: i % 7 % 2, Probabilities: []float64{p, .95 - p, .05}})
	}
	meter.Add(training.Scored{Truth: 2, Probabilities: []float64{.3, .3, .4}})
	r := Of(manifest, meter)
	r.Command = name("command")
	r.LearningCurve = []training.CurvePoint{{Rows: 5, Accuracy: .5, MacroF1: math.NaN()}, {Rows: 10, Accuracy: .75, MacroF1: .7}}
	r.Suspicions = &training.Suspicions{Folds: 3, Judged: 9, Unjudged: 1, Found: []training.Suspicion{
		{ID: name("id"), Excerpt: name("excerpt"), Given: name("low"), Suggested: name("high"), GivenProbability: .1, SuggestedProbability: .8}}}
	r.Skipped = training.Skipped{name("no label"): 3}
	r.SkippedHeldOut = training.Skipped{name("no text"): 2}
	return r
}

func written(t *testing.T, r Report) []byte {
	t.Helper()
	var page bytes.Buffer
	if err := Write(&page, r); err != nil {
		t.Fatal(err)
	}
	return page.Bytes()
}

// outline lists the elements of a page that carry its structure.
func outline(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "section":
			fmt.Fprintf(&out, "section %s\n", n.Attr[0].Val)
		case "h1", "h2", "h3", "dt", "dd", "th", "td", "li":
			fmt.Fprintf(&out, "  %s %s\n", n.Data, strings.Join(strings.Fields(content(n)), " "))
		case "svg":
			fmt.Fprintf(&out, "  svg %s\n", content(n.FirstChild))
		}
	}
	return out.String()
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

func TestPageStructure(t *testing.T) {
	const golden = "testdata/outline.txt"
	got := outline(t, written(t, full(func(s string) string { return s })))
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the structure changed; where that is meant, run go test -update\n%s", diff)
	}
}

func TestHostileStringsStayText(t *testing.T) {
	hostiles := []string{
		`"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `{{.Manifest}}`, `</style></title></bdi><svg onload=alert(1)>`,
		"a\x00\xff\u202eb", `javascript:alert(1)`, "`${1}`", `]]><!--`, strings.Repeat("w", 5000),
	}
	elements := func(page []byte) []string {
		root, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for n := range root.Descendants() {
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
	plain := elements(written(t, full(func(s string) string { return s })))
	if slices.Contains(plain, "script") || slices.Contains(plain, "link") {
		t.Error("the page fetches or runs something")
	}
	for _, hostile := range hostiles {
		page := written(t, full(func(s string) string { return s + hostile }))
		if diff := cmp.Diff(plain, elements(page)); diff != "" {
			t.Errorf("%.40q became markup: %s", hostile, diff)
		}
		if root, err := html.Parse(bytes.NewReader(page)); err != nil || !strings.Contains(content(root), "excerpt") {
			t.Errorf("%.40q: the excerpt is gone (%v)", hostile, err)
		}
	}
}

func TestPageWithoutOptionalParts(t *testing.T) {
	m := full(func(s string) string { return s }).Manifest
	m.Task, m.Training, m.Features, m.Data = models.Category, nil, nil, nil
	page := string(written(t, Of(m, training.NewMeter(m.Labels))))
	for _, absent := range []string{"<svg", "NaN", `id="suspicious"`, `id="rows"`, `id="scope"`, "priorities"} {
		if strings.Contains(page, absent) {
			t.Errorf("a report of nothing has %s", absent)
		}
	}
	if !strings.Contains(page, "no held-out rows to measure on") {
		t.Error("it does not say that nothing was measured")
	}
}

func TestLongListsAreCut(t *testing.T) {
	r := full(func(s string) string { return s })
	for i := range 500 {
		r.Confusions = append(r.Confusions, training.Confusion{Truth: "a", Predicted: "b", Rows: 1})
		r.Suspicions.Found = append(r.Suspicions.Found, training.Suspicion{ID: fmt.Sprint("row", i)})
	}
	page := string(written(t, r))
	if !strings.Contains(page, "471 pairs more") || !strings.Contains(page, "441 more are not shown") || strings.Contains(page, "row400") {
		t.Error("the lists are not cut, or it is not said")
	}
	if len(r.Suspicions.Found) != 501 {
		t.Error("writing changed the report")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteTellsWhatFailed(t *testing.T) {
	if err := Write(fullDisk{}, full(strings.ToUpper)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("error %v", err)
	}
}

// parsed reads a diagram as XML and counts its elements.
func parsed(t *testing.T, svg []byte) map[string]int {
	t.Helper()
	count := map[string]int{}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, svg)
		}
		if start, ok := token.(xml.StartElement); ok {
			count[start.Name.Local]++
		}
	}
}

func TestDiagramsAreXML(t *testing.T) {
	r := full(func(s string) string { return s })
	nan := math.NaN()
	for name, draw := range map[string]func() (chart.SVG, error){
		"reliability":        func() (chart.SVG, error) { return Reliability(r.Reliability) },
		"reliability, empty": func() (chart.SVG, error) { return Reliability(make([]training.Bin, 15)) },
		"reliability, none":  func() (chart.SVG, error) { return Reliability(nil) },
		"risk":               func() (chart.SVG, error) { return RiskCoverage(r.RiskCoverage) },
		"risk, none":         func() (chart.SVG, error) { return RiskCoverage(nil) },
		"risk, all wrong": func() (chart.SVG, error) {
			return RiskCoverage([]training.RiskPoint{{Threshold: 1, Coverage: 1, Risk: 1}})
		},
		"curve": func() (chart.SVG, error) { return LearningCurve(r.LearningCurve) },
		"curve, one point": func() (chart.SVG, error) {
			return LearningCurve([]training.CurvePoint{{Rows: 1, Accuracy: 1, MacroF1: nan}})
		},
		"curve, all wrong": func() (chart.SVG, error) { return LearningCurve([]training.CurvePoint{{Rows: 3}, {Rows: 8}}) },
	} {
		svg, err := draw()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		count := parsed(t, svg.Bytes())
		if count["svg"] != 1 || count["title"] != 1 || count["path"] == 0 || count["text"] == 0 {
			t.Errorf("%s: elements %v", name, count)
		}
		if s := string(svg.Bytes()); strings.Contains(s, "#010203") || !strings.Contains(s, "currentColor") || strings.Contains(s, "NaN") {
			t.Errorf("%s: not in the colour of the text around it, or not a number: %s", name, s)
		}
	}
	if _, err := LearningCurve(nil); err == nil {
		t.Error("a curve without points was drawn")
	}
}

func TestReliabilityShowsItsCounts(t *testing.T) {
	bins := make([]training.Bin, 15)
	bins[9] = training.Bin{Rows: 1234, Confidence: .63, Accuracy: .6}
	svg, err := Reliability(bins)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(svg.Bytes()), ">1234<") {
		t.Error("the number of rows is not shown")
	}
}

func TestLongCurvesAreThinned(t *testing.T) {
	var curve []training.RiskPoint
	for i := 1; i <= 50_000; i++ {
		curve = append(curve, training.RiskPoint{Threshold: 1 - float64(i)/1e5, Coverage: float64(i) / 50_000, Risk: float64(i) / 1e6})
	}
	svg, err := RiskCoverage(curve)
	if err != nil {
		t.Fatal(err)
	}
	if size := len(svg.Bytes()); size > 40_000 {
		t.Errorf("a long curve takes %d bytes", size)
	}
}

func TestOperatingPoints(t *testing.T) {
	curve := []training.RiskPoint{{Threshold: .9, Coverage: .2, Risk: .03}, {Threshold: .8, Coverage: .5, Risk: .015}, {Threshold: .3, Coverage: 1, Risk: .3}}
	got := operatingPoints(curve)
	want := []operatingPoint{
		{Risk: .01}, {Risk: .02, RiskPoint: curve[1], Reached: true}, {Risk: .05, RiskPoint: curve[1], Reached: true}, {Risk: .1, RiskPoint: curve[1], Reached: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
