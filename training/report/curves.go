package report

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
	"switchyard/training"
)

// Reliability draws accuracy against confidence: a bar for each bin with the
// 95 % interval of its accuracy and its number of rows above it. Bars on the
// diagonal are probabilities that can be taken at their word.
func Reliability(bins []training.Bin) (chart.SVG, error) {
	p := chart.Axes("confidence", "accuracy")
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1.08
	p.X.Tick.Marker, p.Y.Tick.Marker = chart.Percents(1, .2), chart.Percents(1, .2)
	p.Add(chart.Lines())

	var means intervals
	counts := plotter.XYLabels{}
	for i, b := range bins {
		if b.Rows == 0 {
			continue
		}
		left, right := float64(i)/float64(len(bins)), float64(i+1)/float64(len(bins))
		bar, err := plotter.NewPolygon(plotter.XYs{{X: left}, {X: left, Y: b.Accuracy}, {X: right, Y: b.Accuracy}, {X: right}})
		if err != nil {
			return chart.SVG{}, err
		}
		bar.Color, bar.LineStyle = chart.Faint, chart.Stroke(chart.First, .8)
		p.Add(bar)
		low, high := training.Measures{Rows: b.Rows, Accuracy: b.Accuracy}.AccuracyInterval()
		means.XYs = append(means.XYs, plotter.XY{X: b.Confidence, Y: b.Accuracy})
		means.YErrors = append(means.YErrors, struct{ Low, High float64 }{b.Accuracy - low, high - b.Accuracy})
		counts.XYs = append(counts.XYs, plotter.XY{X: (left + right) / 2, Y: 1.02})
		counts.Labels = append(counts.Labels, strconv.Itoa(b.Rows))
	}
	diagonal, err := plotter.NewLine(plotter.XYs{{}, {X: 1, Y: 1}})
	if err != nil {
		return chart.SVG{}, err
	}
	diagonal.LineStyle = chart.Stroke(chart.Ink, .8, 4, 3)
	p.Add(diagonal)
	if len(means.XYs) > 0 {
		if err := means.add(p); err != nil {
			return chart.SVG{}, err
		}
		labels, err := plotter.NewLabels(counts)
		if err != nil {
			return chart.SVG{}, err
		}
		for i := range labels.TextStyle {
			labels.TextStyle[i].Color, labels.TextStyle[i].Font, labels.TextStyle[i].XAlign = chart.Ink, chart.Sans(7), draw.XCenter
		}
		p.Add(labels)
	}
	return chart.Render(p, chart.Usual, "Reliability: accuracy against confidence")
}

// intervals are points with a reach up and down.
type intervals struct {
	plotter.XYs
	plotter.YErrors
}

func (v intervals) add(p *plot.Plot) error {
	bars, err := plotter.NewYErrorBars(v)
	if err != nil {
		return err
	}
	bars.LineStyle, bars.CapWidth = chart.Stroke(chart.Second, 1), 5
	dots, err := plotter.NewScatter(v.XYs)
	if err != nil {
		return err
	}
	dots.GlyphStyle = draw.GlyphStyle{Color: chart.Second, Radius: 2.2, Shape: draw.CircleGlyph{}}
	p.Add(bars, dots)
	return nil
}

// maxCurvePoints bounds the points of a curve that are drawn.
const maxCurvePoints = 400

// RiskCoverage draws the share of wrong answers against the share of texts
// answered, surest first.
func RiskCoverage(points []training.RiskPoint) (chart.SVG, error) {
	p := chart.Axes("texts answered", "wrong among them")
	top := .01
	var curve plotter.XYs
	step := max(1, len(points)/maxCurvePoints)
	for i, q := range points {
		// A handful of answers says little and would set the scale.
		if i == len(points)-1 || (i%step == 0 && q.Coverage >= .01) {
			curve = append(curve, plotter.XY{X: q.Coverage, Y: q.Risk})
			top = max(top, q.Risk)
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, min(1, 1.1*top)
	p.X.Tick.Marker, p.Y.Tick.Marker = chart.Percents(1, .2), chart.Percents(p.Y.Max, chart.EvenStep(p.Y.Max))
	p.Add(chart.Lines())
	if len(curve) > 0 {
		line, err := plotter.NewLine(curve)
		if err != nil {
			return chart.SVG{}, err
		}
		line.LineStyle, line.FillColor = chart.Stroke(chart.First, 1.6), chart.Faint
		p.Add(line)
	}
	return chart.Render(p, chart.Usual, "Risk and coverage: share of wrong answers against share of texts answered")
}

// LearningCurve draws accuracy and macro-F1 against the number of rows learnt
// from, on a logarithmic scale. It needs at least one point.
func LearningCurve(points []training.CurvePoint) (chart.SVG, error) {
	p := chart.Axes("rows learnt from", "")
	var accuracy, f1 plotter.XYs
	var ticks plot.ConstantTicks
	low := 1.
	for _, q := range points {
		ticks = append(ticks, plot.Tick{Value: float64(q.Rows), Label: strconv.Itoa(q.Rows)})
		if !math.IsNaN(q.Accuracy) {
			accuracy = append(accuracy, plotter.XY{X: float64(q.Rows), Y: q.Accuracy})
			low = min(low, q.Accuracy)
		}
		if !math.IsNaN(q.MacroF1) {
			f1 = append(f1, plotter.XY{X: float64(q.Rows), Y: q.MacroF1})
			low = min(low, q.MacroF1)
		}
	}
	if len(points) == 0 || len(accuracy) == 0 {
		return chart.SVG{}, fmt.Errorf("a learning curve needs at least one measured point")
	}
	p.X.Scale = plot.LogScale{}
	p.X.Min, p.X.Max = float64(points[0].Rows)/1.2, float64(points[len(points)-1].Rows)*1.2
	step := chart.EvenStep(1 - low)
	p.Y.Min, p.Y.Max = math.Max(0, math.Floor(low/step-.2)*step), 1
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks, chart.Percents(1, step)
	p.Add(chart.Lines())
	for _, series := range []struct {
		name  string
		at    plotter.XYs
		style draw.LineStyle
		shape draw.GlyphDrawer
	}{
		{"accuracy", accuracy, chart.Stroke(chart.First, 1.6), draw.CircleGlyph{}},
		{"macro-F1", f1, chart.Stroke(chart.Second, 1.6, 5, 2), draw.PyramidGlyph{}},
	} {
		if len(series.at) == 0 {
			continue
		}
		line, dots, err := plotter.NewLinePoints(series.at)
		if err != nil {
			return chart.SVG{}, err
		}
		line.LineStyle = series.style
		dots.GlyphStyle = draw.GlyphStyle{Color: series.style.Color, Radius: 3, Shape: series.shape}
		p.Add(line, dots)
		p.Legend.Add(series.name, line, dots)
	}
	p.Legend.Top, p.Legend.Left, p.Legend.XOffs, p.Legend.YOffs = false, false, -8, 8*vg.Length(1)
	return chart.Render(p, chart.Usual, "Learning curve: accuracy and macro-F1 against rows learnt from")
}
