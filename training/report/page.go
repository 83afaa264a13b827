package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"switchyard/internal/chart"
	"switchyard/models"
	"switchyard/training"
)

//go:embed page.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": percent, "figure": figure, "bar": bar,
}).Parse(pageText))

// Bounds of what a page lists; it says how many there are in all.
const (
	confusionsShown = 30
	suspicionsShown = 60
)

// page is what the template reads: the report with its tables in order.
type page struct {
	Report
	Style                         template.CSS
	Low, High                     float64 // of the accuracy
	Labels                        []label
	Languages                     []language
	Operating                     []operatingPoint
	ReliabilitySVG, RiskSVG       template.HTML
	CurveSVG                      template.HTML
	MoreConfusions, MoreSuspicion int
	Priority                      bool
}

type label struct {
	Name string
	training.LabelMeasures
}

type language struct {
	Tag string
	training.LanguageMeasures
}

// operatingPoint is the most that can be answered at a risk.
type operatingPoint struct {
	Risk float64
	training.RiskPoint
	Reached bool
}

// Write writes the page. Every string of the report is shown as text,
// whatever it holds.
func Write(w io.Writer, r Report) error {
	p := page{Report: r, Style: template.CSS(chart.Style), Labels: labels(r.Measures), Languages: languages(r.Measures),
		Operating: operatingPoints(r.RiskCoverage), Priority: r.Manifest.Task == models.Priority}
	p.Low, p.High = r.Measures.AccuracyInterval()
	p.MoreConfusions = max(0, len(r.Confusions)-confusionsShown)
	p.Confusions = r.Confusions[:len(r.Confusions)-p.MoreConfusions]
	if r.Suspicions != nil {
		p.MoreSuspicion = max(0, len(r.Suspicions.Found)-suspicionsShown)
		shown := *r.Suspicions
		shown.Found = shown.Found[:len(shown.Found)-p.MoreSuspicion]
		p.Suspicions = &shown
	}
	if err := p.draw(); err != nil {
		return err
	}
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// draw fills in the diagrams. They hold numbers and words of this package
// only, never a string of the report.
func (p *page) draw() error {
	if p.Measures.Rows > 0 {
		svg, err := Reliability(p.Reliability)
		if err != nil {
			return err
		}
		p.ReliabilitySVG = svg.HTML()
		if svg, err = RiskCoverage(p.RiskCoverage); err != nil {
			return err
		}
		p.RiskSVG = svg.HTML()
	}
	if len(p.LearningCurve) > 0 {
		svg, err := LearningCurve(p.LearningCurve)
		if err != nil {
			return err
		}
		p.CurveSVG = svg.HTML()
	}
	return nil
}

// labels lists the labels, weakest first; those of no row at the end.
func labels(m training.Measures) []label {
	var out []label
	for name, l := range m.PerLabel {
		out = append(out, label{name, l})
	}
	absent := func(l label) int {
		if l.Rows == 0 {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b label) int {
		return cmp.Or(absent(a)-absent(b), cmp.Compare(a.F1, b.F1), strings.Compare(a.Name, b.Name))
	})
	return out
}

// languages lists the languages, most frequent first.
func languages(m training.Measures) []language {
	var out []language
	for _, tag := range slices.Sorted(maps.Keys(m.ByLanguage)) {
		out = append(out, language{tag, m.ByLanguage[tag]})
	}
	slices.SortStableFunc(out, func(a, b language) int { return b.Rows - a.Rows })
	return out
}

// risks are what the table of operating points answers for.
var risks = []float64{.01, .02, .05, .1}

func operatingPoints(curve []training.RiskPoint) []operatingPoint {
	var out []operatingPoint
	for _, risk := range risks {
		at := operatingPoint{Risk: risk}
		for _, q := range curve {
			if q.Risk <= risk {
				at.RiskPoint, at.Reached = q, true
			}
		}
		out = append(out, at)
	}
	return out
}

func percent(share float64) string {
	if math.IsNaN(share) {
		return "–"
	}
	return fmt.Sprintf("%.1f\u202f%%", 100*share)
}

func figure(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return fmt.Sprintf("%.3f", v)
}

// bar is the width of a bar in per cent.
func bar(share float64) float64 {
	if math.IsNaN(share) {
		return 0
	}
	return math.Round(1000*max(0, min(1, share))) / 10
}
