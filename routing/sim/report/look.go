package report

import (
	"html/template"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
	"switchyard/routing"
	"switchyard/routing/sim/policy"
)

// look is how a policy is shown, the same on every page and in every diagram.
type look struct {
	Name, Words string
	tone        chart.Tone
	width       vg.Length
	dashes      []vg.Length
	mark        chart.Mark
}

// looks of all policies. What people compare is drawn through, the two that know
// the truth are dashed.
var looks = []look{
	{Name: policy.Random, tone: chart.Grey, width: 1.1, dashes: []vg.Length{1.5, 1.5}, mark: chart.Mark{Corners: 4, Turn: .125, Waist: .35},
		Words: "Anybody who may have the ticket and is free, by lot."},
	{Name: routing.RoundRobin, tone: chart.Plain, width: 1.3, dashes: []vg.Length{4, 2}, mark: chart.Mark{Corners: 4},
		Words: "By turns: of those who are free, whoever got a ticket longest ago. The gap closed is counted from here."},
	{Name: routing.LeastLoaded, tone: chart.Sky, width: 1.3, mark: chart.Mark{Corners: 3, Turn: .5},
		Words: "Whoever has the largest share of their slots free."},
	{Name: policy.HistoricalGreedy, tone: chart.Amber, width: 1.3, dashes: []vg.Length{6, 2, 1.5, 2}, mark: chart.Mark{Corners: 3},
		Words: "Of those who are free, whoever has the best raw success rate in the predicted category. Few tickets count as much as many, and who got the hard ones looks weak."},
	{Name: routing.StaticSkills, tone: chart.Vermilion, width: 1.5, mark: chart.Mark{Corners: 4, Turn: .125},
		Words: "The least loaded of those who declared the predicted category as a skill, of all where none of them is free."},
	{Name: routing.Learned, tone: chart.Blue, width: 2.6,
		Words: "The policy of this program: success and working time learnt from outcomes, a price on everybody's time, and waiting for somebody better where that pays."},
	{Name: policy.Informed, tone: chart.Green, width: 1.6, dashes: []vg.Length{7, 3}, mark: chart.Mark{Corners: 5},
		Words: "A reference that no desk can have: the same rule, knowing how good every agent truly is, but seeing tickets as a desk does."},
	{Name: policy.Clairvoyant, tone: chart.Purple, width: 1.6, dashes: []vg.Length{2.5, 2}, mark: chart.Mark{Corners: 5, Waist: .45},
		Words: "A reference as above that also knows the true category and difficulty of every ticket."},
}

// lookOf gives the look of a policy; one nobody has thought of is plain.
func lookOf(name string) look {
	for _, l := range looks {
		if l.Name == name {
			return l
		}
	}
	return look{Name: name, tone: chart.Plain, width: 1.3}
}

func (l *look) line() draw.LineStyle { return chart.Stroke(l.tone.Color(), l.width, l.dashes...) }

func (l *look) glyph() draw.GlyphStyle {
	return draw.GlyphStyle{Color: l.tone.Color(), Radius: 3.4, Shape: l.mark}
}

// Swatch shows the look beside the name.
func (l look) Swatch() (template.HTML, error) {
	svg, err := chart.Swatch(l.line(), l.glyph())
	return svg.HTML(), err
}

// Own is whether this is the policy that the program is about.
func (l look) Own() bool { return l.Name == routing.Learned }
