package report

import (
	"html/template"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
)

// dot is a value with an interval around it, in a row of its own. Values that
// are no numbers leave the row empty.
type dot struct {
	look             look
	value, low, high float64
}

// scale is the x axis of rows of dots.
type scale struct {
	label   string
	percent bool
	zero    bool      // it begins at 0
	least   float64   // what lies lower is drawn at the edge
	most    float64   // as is what lies higher
	marks   []float64 // lines across all rows
}

// free is a scale without edges.
func free(label string, percent bool) scale {
	return scale{label: label, percent: percent, least: math.Inf(-1), most: math.Inf(1)}
}

// dots draws rows of dots, the first at the top. A row whose value lies beyond
// an edge has an arrow there.
func (s scale) dots(rows []dot, title string) (template.HTML, error) {
	p := axes(s.label, "")
	low, high := math.Inf(1), math.Inf(-1)
	var names plot.ConstantTicks
	for i, row := range rows {
		names = append(names, plot.Tick{Value: float64(-i), Label: row.look.Name})
		for _, v := range []float64{row.value, row.low, row.high} {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for _, v := range s.marks {
		low, high = min(low, v), max(high, v)
	}
	if low > high {
		return "", nil // nothing to show
	}
	low, high = max(low, s.least), min(high, s.most)
	pad := max(.04*(high-low), 1e-3)
	if low, high = low-pad, high+pad; s.zero {
		low = 0
	}
	for _, v := range s.marks {
		line, err := plotter.NewLine(plotter.XYs{{X: v, Y: .6}, {X: v, Y: -float64(len(rows)) + .4}})
		if err != nil {
			return "", err
		}
		line.LineStyle = chart.Stroke(chart.Ink, .8, 3, 3)
		p.Add(line)
	}
	for i, row := range rows {
		if math.IsNaN(row.value) || math.IsInf(row.value, 0) {
			continue
		}
		if err := row.add(p, float64(-i), low, high); err != nil {
			return "", err
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low, high, -float64(len(rows))+.4, .6
	ticks := even(low, high)
	if s.percent {
		ticks = percentTicks(low, high)
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks, names
	p.Y.Tick.Length, p.Y.Width = 0, 0
	return finish(p, chart.Size{Width: usual.Width, Height: 52 + 20*vg.Length(len(rows))}, title)
}

// add draws a row at height y within the bounds of the axis.
func (d *dot) add(p *plot.Plot, y, low, high float64) error {
	within := func(v float64) float64 { return max(low, min(high, v)) }
	if d.low < d.high {
		line, err := plotter.NewLine(plotter.XYs{{X: within(d.low), Y: y}, {X: within(d.high), Y: y}})
		if err != nil {
			return err
		}
		line.LineStyle = chart.Stroke(d.look.tone.Color(), 1.6)
		p.Add(line)
	}
	mark := d.look.glyph()
	switch {
	case d.value < low:
		mark.Shape = chart.Mark{Corners: 3, Turn: .75}
	case d.value > high:
		mark.Shape = chart.Mark{Corners: 3, Turn: .25}
	}
	return point(p, within(d.value), y, mark)
}

func point(p *plot.Plot, x, y float64, mark draw.GlyphStyle) error {
	dots, err := plotter.NewScatter(plotter.XYs{{X: x, Y: y}})
	if err != nil {
		return err
	}
	dots.GlyphStyle = mark
	p.Add(dots)
	return nil
}

// lanes draws a row for each name with a dot for each policy in it: values by
// row and policy. The dots of a row stand one below the other.
func lanes(names []string, looks []look, values [][]float64, s scale, title string) (template.HTML, error) {
	p := axes(s.label, "")
	low, high := s.marks[0], s.marks[len(s.marks)-1]
	var ticks plot.ConstantTicks
	for i, name := range names {
		ticks = append(ticks, plot.Tick{Value: float64(-i), Label: name})
		for _, v := range values[i] {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	low, high = max(low, s.least)-.03, min(high, s.most)+.03
	bottom := -float64(len(names)) + .5
	for _, v := range s.marks {
		line, err := plotter.NewLine(plotter.XYs{{X: v, Y: .5}, {X: v, Y: bottom}})
		if err != nil {
			return "", err
		}
		line.LineStyle = chart.Stroke(chart.Ink, .8, 3, 3)
		p.Add(line)
	}
	for i := range names {
		for k := range looks {
			if v := values[i][k]; !math.IsNaN(v) && !math.IsInf(v, 0) {
				y := -float64(i) + .32 - .64*(float64(k)+.5)/float64(len(looks))
				d := dot{looks[k], v, v, v}
				if err := d.add(p, y, low, high); err != nil {
					return "", err
				}
			}
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = low, high, bottom, .5
	p.X.Tick.Marker, p.Y.Tick.Marker = percentTicks(low, high), ticks
	p.Y.Tick.Length, p.Y.Width = 0, 0
	return finish(p, chart.Size{Width: usual.Width, Height: 52 + 34*vg.Length(len(names))}, title)
}

// percentTicks are even ticks of shares.
func percentTicks(low, high float64) plot.ConstantTicks {
	ticks := even(100*low, 100*high)
	for i := range ticks {
		ticks[i].Value /= 100
		ticks[i].Label += " %"
	}
	return ticks
}
