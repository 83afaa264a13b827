package insight

import (
	"html/template"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
)

// sortBy sorts places by a figure, largest first.
func sortBy(places []int, of func(int) int) {
	slices.SortStableFunc(places, func(a, b int) int { return of(b) - of(a) })
}

// ranged are points with a reach up and down.
type ranged struct {
	plotter.XYs
	plotter.YErrors
}

// drawCurve draws accuracy against tickets learnt from, with intervals.
func drawCurve(points []Learned) (template.HTML, error) {
	if len(points) < 2 {
		return "", nil
	}
	p := chart.Axes("tickets learnt from", "accuracy")
	var all ranged
	var ticks plot.ConstantTicks
	low, high := 1., 0.
	for _, q := range points {
		all.XYs = append(all.XYs, plotter.XY{X: float64(q.Rows), Y: q.Accuracy.Value})
		all.YErrors = append(all.YErrors, struct{ Low, High float64 }{q.Accuracy.Value - q.Accuracy.Low, q.Accuracy.High - q.Accuracy.Value})
		low, high = min(low, q.Accuracy.Low), max(high, q.Accuracy.High)
		ticks = append(ticks, plot.Tick{Value: float64(q.Rows), Label: whole(q.Rows)})
	}
	step := chart.EvenStep(high - low)
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, ticks
	p.X.Min, p.X.Max = float64(points[0].Rows)/1.3, float64(points[len(points)-1].Rows)*1.3
	p.Y.Min, p.Y.Max = math.Max(0, math.Floor(low/step)*step), math.Min(1, math.Ceil(high/step)*step)
	p.Y.Tick.Marker = chart.Percents(1, step)
	p.Add(chart.Lines())
	line, err := plotter.NewLine(all.XYs)
	if err != nil {
		return "", err
	}
	line.LineStyle = chart.Stroke(chart.First, 1.6)
	bars, err := plotter.NewYErrorBars(all)
	if err != nil {
		return "", err
	}
	bars.LineStyle, bars.CapWidth = chart.Stroke(chart.First, 1), 5
	dots, err := plotter.NewScatter(all.XYs)
	if err != nil {
		return "", err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: chart.First, Radius: 2.6, Shape: draw.CircleGlyph{}}
	p.Add(line, bars, dots)
	return rendered(p, chart.Usual, "Learning curve: accuracy on the youngest tickets against tickets learnt from")
}

// drawRisk draws the share of wrong answers against the share answered.
func drawRisk(l *Learning) (template.HTML, error) {
	if len(l.Risk) < 2 {
		return "", nil
	}
	p := chart.Axes("tickets answered, surest first", "wrong among them")
	var curve plotter.XYs
	top := max(.02, 1.5*l.Promise.Alpha)
	for _, r := range l.Risk {
		curve = append(curve, plotter.XY{X: r.Coverage, Y: r.Error})
		top = max(top, r.Error)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, min(1, 1.1*top)
	p.X.Tick.Marker, p.Y.Tick.Marker = chart.Percents(1, .2), chart.Percents(p.Y.Max, chart.EvenStep(p.Y.Max))
	p.Add(chart.Lines())
	line, err := plotter.NewLine(curve)
	if err != nil {
		return "", err
	}
	line.LineStyle, line.FillColor = chart.Stroke(chart.First, 1.6), chart.Faint
	most, err := plotter.NewLine(plotter.XYs{{X: 0, Y: l.Promise.Alpha}, {X: 1, Y: l.Promise.Alpha}})
	if err != nil {
		return "", err
	}
	most.LineStyle = chart.Stroke(chart.Second, 1.2, 4, 3)
	p.Add(line, most)
	return rendered(p, chart.Usual, "Wrong answers against the share of tickets answered; the dashed line is the most that is allowed")
}

// spot is a figure with an interval and a name.
type spot struct {
	name             string
	value, low, high float64
}

// drawSpots draws figures with their intervals under one another.
func drawSpots(spots []spot, label, title string) (template.HTML, error) {
	if len(spots) == 0 {
		return "", nil
	}
	p := chart.Axes(label, "")
	var names plot.ConstantTicks
	low, high := 1., 0.
	for i, s := range spots {
		y := float64(len(spots)-i) - .5
		low, high = min(low, s.low), max(high, s.high)
		names = append(names, plot.Tick{Value: y, Label: brief(s.name)})
		line, err := plotter.NewLine(plotter.XYs{{X: s.low, Y: y}, {X: s.high, Y: y}})
		if err != nil {
			return "", err
		}
		line.LineStyle = chart.Stroke(chart.First, 2)
		dot, err := plotter.NewScatter(plotter.XYs{{X: s.value, Y: y}})
		if err != nil {
			return "", err
		}
		dot.GlyphStyle = draw.GlyphStyle{Color: chart.Second, Radius: 3, Shape: draw.CircleGlyph{}}
		p.Add(line, dot)
	}
	step := chart.EvenStep(high - low)
	p.X.Min, p.X.Max = math.Max(0, math.Floor(low/step)*step), math.Min(1, math.Ceil(high/step)*step)
	if p.X.Max <= p.X.Min {
		p.X.Max = p.X.Min + step
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = chart.Percents(1, step), names
	p.Y.Min, p.Y.Max = 0, float64(len(spots))
	p.Add(chart.Lines())
	return rendered(p, chart.Size{Width: 440, Height: vg.Length(50 + 15*max(len(spots), 3))}, title)
}
