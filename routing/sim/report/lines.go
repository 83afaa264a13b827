package report

import (
	"fmt"
	"html/template"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
	"switchyard/routing/sim"
)

// usual is small enough to be read on a phone.
var usual = chart.Size{Width: 390, Height: 260}

// success draws G by day, faintly, and its weekly means over it.
func (s *scenario) success() (template.HTML, error) {
	p := axes("measured day", "G")
	low, high, days := 1., 0., 1
	for _, faint := range []bool{true, false} {
		for i := range s.results {
			l, r := s.Policies[i], &s.results[i]
			tallies, step := daily(r), 1
			days = max(days, len(tallies))
			style := chart.Stroke(l.tone.Faint(), .7)
			if !faint {
				tallies, step, style = weekly(r), 7, l.line()
			}
			var line plotter.XYs
			for k := range tallies {
				g := tallies[k].G()
				if math.IsNaN(g) {
					continue
				}
				low, high = min(low, g), max(high, g)
				// A week stands at its middle.
				line = append(line, plotter.XY{X: float64(k*step) + float64(min(step, days-k*step))/2, Y: g})
			}
			var mark draw.GlyphStyle
			if !faint {
				mark = l.glyph()
			}
			if err := curve(p, line, style, mark); err != nil {
				return "", err
			}
		}
	}
	p.Y.Min, p.Y.Max = math.Floor(10*low)/10, math.Ceil(10*high)/10
	p.Y.Tick.Marker = chart.Percents(1, chart.EvenStep(p.Y.Max-p.Y.Min))
	dayAxis(p, days)
	return finish(p, usual, fmt.Sprintf("Success over time: G of %d policies by day, with weekly means. The table beside it has the weekly means.", len(s.results)))
}

// queueByDay draws the mean queue of each measured day.
func (s *scenario) queueByDay() (template.HTML, error) {
	p := axes("measured day", "tickets waiting")
	days := 1
	for i := range s.results {
		l := s.Policies[i]
		tallies := daily(&s.results[i])
		days = max(days, len(tallies))
		var line plotter.XYs
		for k := range tallies {
			line = append(line, plotter.XY{X: float64(k) + .5, Y: tallies[k].Queue()})
		}
		if err := curve(p, line, l.line(), draw.GlyphStyle{}); err != nil {
			return "", err
		}
	}
	upward(p)
	dayAxis(p, days)
	return finish(p, usual, "Queue over the measured days: mean number of tickets waiting each day, by policy")
}

// weekdays in the order of sim.Week.
var weekdays = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// queueByHour draws the mean queue over a week.
func (s *scenario) queueByHour() (template.HTML, error) {
	p := axes("hour of the week, from midnight UTC", "tickets waiting")
	for i := range s.results {
		l := s.Policies[i]
		var line plotter.XYs
		for h, v := range byHour(&s.results[i]) {
			if !math.IsNaN(v) {
				line = append(line, plotter.XY{X: float64(h) + .5, Y: v})
			}
		}
		if err := curve(p, line, l.line(), draw.GlyphStyle{}); err != nil {
			return "", err
		}
	}
	upward(p)
	var ticks plot.ConstantTicks
	for i, name := range weekdays {
		ticks = append(ticks, plot.Tick{Value: float64(24 * i), Label: name})
	}
	p.X.Min, p.X.Max, p.X.Tick.Marker = 0, float64(len(sim.Week{})), ticks
	return finish(p, usual, "Queue over the week: mean number of tickets waiting by hour, by policy. The table beside it has the means of the days.")
}

// curve adds a line, and marks where there is a style for them.
func curve(p *plot.Plot, at plotter.XYs, style draw.LineStyle, mark draw.GlyphStyle) error {
	if len(at) == 0 {
		return nil
	}
	line, dots, err := plotter.NewLinePoints(at)
	if err != nil {
		return err
	}
	line.LineStyle = style
	p.Add(line)
	if mark.Shape != nil {
		dots.GlyphStyle = mark
		p.Add(dots)
	}
	return nil
}

// dayAxis runs over so many days, with a tick every week or so many weeks.
func dayAxis(p *plot.Plot, days int) {
	step := 7 * (1 + days/57)
	if days < 10 {
		step = 1
	}
	var ticks plot.ConstantTicks
	for d := 0; d <= days; d += step {
		ticks = append(ticks, plot.Tick{Value: float64(d), Label: strconv.Itoa(d)})
	}
	p.X.Min, p.X.Max, p.X.Tick.Marker = 0, float64(days), ticks
}

// upward runs the y axis from 0 to what has been drawn.
func upward(p *plot.Plot) {
	p.Y.Min, p.Y.Max = 0, max(p.Y.Max, 1e-3)*1.05
	p.Y.Tick.Marker = even(0, p.Y.Max)
}

// even are three to six round ticks.
func even(low, high float64) plot.ConstantTicks {
	step := math.Pow(10, math.Floor(math.Log10(high-low)))
	for _, part := range []float64{.1, .2, .5, 1, 2} {
		if (high-low)/(part*step) <= 6 {
			step *= part
			break
		}
	}
	var ticks plot.ConstantTicks
	for i := math.Ceil(low/step-1e-9) + 0; i*step <= high+1e-9*step; i++ {
		ticks = append(ticks, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step+0, 'g', 4, 64)})
	}
	return ticks
}

// axes makes an empty diagram with lines behind.
func axes(x, y string) *plot.Plot {
	p := chart.Axes(x, y)
	p.Add(chart.Lines())
	return p
}

func finish(p *plot.Plot, size chart.Size, title string) (template.HTML, error) {
	svg, err := chart.Render(p, size, title)
	return svg.HTML(), err
}
