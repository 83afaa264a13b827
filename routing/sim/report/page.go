package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
	"switchyard/routing"
	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

//go:embed page.html.tmpl
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": percent, "whole": whole, "hours": hours, "three": three, "one": one, "points": points,
	"add":      func(a, b int) int { return a + b },
	"percents": func(i sim.Interval) template.HTML { return between(i, 100, 1) },
	"wholes":   func(i sim.Interval) template.HTML { return between(i, 100, 0) },
	"threes":   func(i sim.Interval) template.HTML { return between(i, 1, 3) },
}).Parse(pageText))

// noMark leaves the points of a curve unmarked.
var noMark draw.GlyphStyle

// page is what the template reads.
type page struct {
	Style               template.CSS
	Command             string
	Seeds               int
	FirstSeed, LastSeed uint64
	Policies            []look
	Scenarios           []*scenario
	Summary             []summary
	Gaps                bool // any can be told
	InformedSVG         template.HTML
	ClairvoyantSVG      template.HTML
}

func newPage(r Report) (*page, error) {
	p := &page{Style: template.CSS(chart.Style + chart.ToneStyle() + pageStyle), Command: r.Command,
		Seeds: r.Results[0].Seeds, FirstSeed: r.FirstSeed, LastSeed: r.FirstSeed + uint64(r.Results[0].Seeds) - 1}
	for _, result := range r.Results {
		n := len(p.Scenarios)
		if n == 0 || p.Scenarios[n-1].Name != result.Scenario {
			p.Scenarios = append(p.Scenarios, &scenario{ID: fmt.Sprintf("scenario-%d", n+1), Name: result.Scenario})
			n++
		}
		s := p.Scenarios[n-1]
		s.results, s.Policies = append(s.results, result), append(s.Policies, lookOf(result.Policy))
		if !slices.ContainsFunc(p.Policies, func(l look) bool { return l.Name == result.Policy }) {
			p.Policies = append(p.Policies, lookOf(result.Policy))
		}
		p.Gaps = p.Gaps || !math.IsNaN(result.GapInformed) || !math.IsNaN(result.GapClairvoyant)
	}
	for _, s := range p.Scenarios {
		for i := range r.Scenarios {
			if r.Scenarios[i].Name == s.Name {
				s.about(&r.Scenarios[i])
			}
		}
		if err := s.fill(); err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
	}
	for _, l := range p.Policies {
		p.Summary = append(p.Summary, p.sum(l))
	}
	if !p.Gaps || len(p.Scenarios) < 2 {
		return p, nil
	}
	var err error
	if p.InformedSVG, err = p.gaps(policy.Informed, func(r *sim.Result) float64 { return r.GapInformed }); err != nil {
		return nil, err
	}
	p.ClairvoyantSVG, err = p.gaps(policy.Clairvoyant, func(r *sim.Result) float64 { return r.GapClairvoyant })
	return p, err
}

// summary is a policy over all scenarios.
type summary struct {
	look
	G, Informed, Clairvoyant        float64 // means of the scenarios
	LeastInformed, LeastClairvoyant float64
	WorstInformed, WorstClairvoyant string  // the scenario of it
	Breach, Gini                    float64 // the highest
	AboveSkills                     float64 // least gain of G over static skills, NaN for none
}

func (p *page) sum(l look) summary {
	s := summary{look: l, LeastInformed: math.NaN(), LeastClairvoyant: math.NaN(), Breach: math.NaN(), Gini: math.NaN(), AboveSkills: math.NaN()}
	var g, informed, clairvoyant []float64
	lower := func(least *float64, where *string, v float64, name string) {
		if !math.IsNaN(v) && !(v >= *least) {
			*least, *where = v, name
		}
	}
	for _, scenario := range p.Scenarios {
		skills := scenario.result(routing.StaticSkills)
		r := scenario.result(l.Name)
		if r == nil {
			continue
		}
		g, informed, clairvoyant = append(g, r.Mean.G), append(informed, r.GapInformed), append(clairvoyant, r.GapClairvoyant)
		lower(&s.LeastInformed, &s.WorstInformed, r.GapInformed, scenario.Name)
		lower(&s.LeastClairvoyant, &s.WorstClairvoyant, r.GapClairvoyant, scenario.Name)
		if !(r.Mean.Breach <= s.Breach) {
			s.Breach = r.Mean.Breach
		}
		if !(r.Mean.Gini <= s.Gini) {
			s.Gini = r.Mean.Gini
		}
		if skills != nil && !(r.Mean.G-skills.Mean.G >= s.AboveSkills) {
			s.AboveSkills = r.Mean.G - skills.Mean.G
		}
	}
	s.G, s.Informed, s.Clairvoyant = mean(g), mean(informed), mean(clairvoyant)
	return s
}

// edge is as far below round robin as diagrams of gaps go.
const edge = -.5

// gaps draws the gap closed of every scenario and policy.
func (p *page) gaps(reference string, of func(*sim.Result) float64) (template.HTML, error) {
	var names []string
	shown := slices.DeleteFunc(slices.Clone(p.Policies), func(l look) bool { return l.Name == routing.RoundRobin || l.Name == reference })
	values := make([][]float64, len(p.Scenarios))
	for i, s := range p.Scenarios {
		names = append(names, brief(s.Name))
		for _, l := range shown {
			v := math.NaN()
			if r := s.result(l.Name); r != nil {
				v = of(r)
			}
			values[i] = append(values[i], v)
		}
	}
	axis := scale{label: "gap closed towards " + reference, least: edge, most: 1.5, marks: []float64{0, 1}}
	return lanes(names, shown, values, axis, fmt.Sprintf("Gap closed towards %s by scenario and policy. The tables of the scenarios have the figures.", reference))
}

// brief cuts a long name for a diagram.
func brief(name string) string {
	if r := []rune(name); len(r) > 16 {
		return string(r[:15]) + "…"
	}
	return name
}
