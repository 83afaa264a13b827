package insight

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"switchyard/internal/chart"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": percent, "whole": whole, "hours": hours, "points": points, "bar": bar, "date": date, "unix": unix, "minute": minute, "figure": figure, "policy": policyName, "p": chance,
}).Parse(pageText))

// page is what the template reads.
type page struct {
	*Report
	Style                                                  template.CSS
	VolumeSVG, HoursSVG, CurveSVG, RiskSVG, MatrixSVG      template.HTML
	PeopleSVG, GainSVG                                     template.HTML
	Categories, MoreCategories, MatrixMore, MoreSuspicious int
}

// categoriesShown bounds the tables of categories.
const categoriesShown = 40

// agentsDrawn bounds the agents of the diagram.
const agentsDrawn = 20

// Write writes the report as one HTML page that needs nothing else. Every string of
// the report is shown as text, whatever it holds.
func Write(w io.Writer, r *Report) error {
	shown := *r // the lists are cut for the page alone
	p := page{Report: &shown, Style: template.CSS(chart.Style + pageStyle), Categories: len(r.Labels.All)}
	p.MoreCategories = max(0, len(r.Labels.All)-categoriesShown)
	shown.Labels.All = r.Labels.All[:len(r.Labels.All)-p.MoreCategories]
	shown.Learning.Fates = r.Learning.Fates[:min(len(r.Learning.Fates), categoriesShown)]
	p.MatrixMore = max(0, len(r.Learning.Labels)-matrixShown)
	if n := r.Labels.Noise; n != nil {
		p.MoreSuspicious = max(0, n.Suspicious.N-len(n.Found))
	}
	if err := p.draw(); err != nil {
		return fmt.Errorf("draw report: %w", err)
	}
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func (p *page) draw() (err error) {
	if p.VolumeSVG, err = drawVolume(&p.Intake); err != nil {
		return err
	}
	if p.HoursSVG, err = drawHours(&p.Intake); err != nil {
		return err
	}
	if p.Learning.WhyNot == "" {
		if p.CurveSVG, err = drawCurve(p.Learning.Curve); err != nil {
			return err
		}
		if p.RiskSVG, err = drawRisk(&p.Learning); err != nil {
			return err
		}
		if p.MatrixSVG, err = drawMatrix(&p.Learning); err != nil {
			return err
		}
	}
	var spots []spot
	for i := range p.People.Agents[:min(len(p.People.Agents), agentsDrawn)] {
		a := &p.People.Agents[i]
		spots = append(spots, spot{a.Name, a.Adjusted, a.AdjustedLow, a.AdjustedHigh})
	}
	if p.PeopleSVG, err = drawSpots(spots, "would solve of what all are given", "What agents would solve of what all are given, with 90 % intervals"); err != nil {
		return err
	}
	spots = nil
	for _, o := range p.Gain.Policies {
		spots = append(spots, spot{policyName(o.Name), o.G, o.GLow, o.GHigh})
	}
	p.GainSVG, err = drawSpots(spots, "solved at first contact and in time", "Tickets solved at first contact and in time, by policy, with 95 % intervals")
	return err
}

// bar is the width of a bar in per cent.
func bar(share float64) float64 {
	if !(share > 0) {
		return 0
	}
	return float64(int(1000*min(1, share)+.5)) / 10
}

func date(t time.Time) string   { return t.Format("2006-01-02") }
func minute(t time.Time) string { return t.Format("2006-01-02 15:04") }
func unix(s int64) string       { return date(time.Unix(s, 0).UTC()) }

func figure(v float64) string { return fmt.Sprintf("%.2f", v) }

// chance writes a small probability.
func chance(p float64) string {
	if p < .001 {
		return "below 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// policyName is a policy in words.
func policyName(name string) string {
	if words, ok := map[string]string{"round_robin": "taking turns", "static_skills": "declared skills", "learned": "learned", "informed": "knows the agents"}[name]; ok {
		return words
	}
	return name
}
