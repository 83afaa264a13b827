package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"switchyard/internal/chart"
	"switchyard/routing/sim"
)

// panel is a small diagram of one policy.
type panel struct {
	look
	SVG  template.HTML
	Gini float64
}

// occupancy draws the occupancy of agents, the busiest first, a panel for each
// policy on one scale.
func (s *scenario) occupancy() ([]panel, error) {
	profiles := make([][]float64, len(s.results))
	top := 1.
	for i := range s.results {
		profiles[i] = profile(&s.results[i])
		for _, v := range profiles[i] {
			top = max(top, v)
		}
	}
	var panels []panel
	for i := range s.results {
		r, l := &s.results[i], s.Policies[i]
		p := axes("", "")
		for k, v := range profiles[i] {
			left, right := float64(k)+.12, float64(k)+.88
			bar, err := plotter.NewPolygon(plotter.XYs{{X: left}, {X: left, Y: v}, {X: right, Y: v}, {X: right}})
			if err != nil {
				return nil, err
			}
			bar.Color, bar.Width = l.tone.Color(), 0
			p.Add(bar)
		}
		var level plotter.XYs
		if m := r.Mean.Occupancy; !math.IsNaN(m) {
			level = plotter.XYs{{Y: m}, {X: float64(len(profiles[i])), Y: m}}
		}
		if err := curve(p, level, chart.Stroke(chart.Ink, .9, 3, 2), noMark); err != nil {
			return nil, err
		}
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, max(1, float64(len(profiles[i]))), 0, top*1.02
		p.X.Tick.Marker, p.Y.Tick.Marker = ends(&s.results[i], len(profiles[i])), chart.Percents(top, .5)
		svg, err := finish(p, chart.Size{Width: 200, Height: 124}, fmt.Sprintf("Occupancy of each agent under %s, the busiest first. The table below has the highest, the middle and the lowest.", l.Name))
		if err != nil {
			return nil, err
		}
		panels = append(panels, panel{l, svg, r.Mean.Gini})
	}
	return panels, nil
}

// ends names the first and the last of so many bars by their place.
func ends(r *sim.Result, bars int) plot.ConstantTicks {
	return plot.ConstantTicks{
		{Value: .5, Label: "1"},
		{Value: float64(bars) - .5, Label: strconv.Itoa(len(occupancies(&r.Runs[0])))},
	}
}
