// Package chart is the look that the HTML reports share: the style of their
// pages and of the diagrams in them.
package chart

import (
	_ "embed"
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Style is the style of a page, as CSS. It follows the reader's light or dark
// setting.
//
//go:embed page.css
var Style string

// Colours of the diagrams. Ink stands for the colour of the text around the
// diagram, so that it reads on light and on dark ground; the others are
// midway between the two.
var (
	Ink    = color.NRGBA{R: 1, G: 2, B: 3, A: 255}
	First  = color.NRGBA{R: 0x2f, G: 0x81, B: 0xf7, A: 255}
	Faint  = color.NRGBA{R: 0x2f, G: 0x81, B: 0xf7, A: 110}
	Second = color.NRGBA{R: 0xd9, G: 0x73, B: 0x0d, A: 255}
	rule   = color.NRGBA{R: 128, G: 136, B: 148, A: 90}
)

// Size of a diagram in points; it scales with the page.
type Size struct{ Width, Height vg.Length }

// Usual is the size of most diagrams.
var Usual = Size{440, 300}

// Axes makes an empty diagram in the page's style.
func Axes(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.X.Label.Text, p.Y.Label.Text = x, y
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = Ink, Ink
		axis.Label.TextStyle.Color, axis.Tick.Label.Color = Ink, Ink
		axis.Label.TextStyle.Font, axis.Tick.Label.Font = Sans(11), Sans(10)
		axis.Label.Padding = 4
		axis.Padding = 0
	}
	p.Legend.TextStyle.Color, p.Legend.TextStyle.Font = Ink, Sans(10)
	p.Legend.Padding = 4
	return p
}

// Sans is the font of all diagrams.
func Sans(points font.Length) font.Font {
	return font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, points)
}

// Stroke is a line of a width in points, with dashes and gaps if there are any.
func Stroke(c color.Color, points vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: points, Dashes: dashes}
}

// Lines are the faint lines behind a diagram.
func Lines() *plotter.Grid {
	g := plotter.NewGrid()
	g.Horizontal, g.Vertical = Stroke(rule, .5), Stroke(rule, .5)
	return g
}

// Percents are ticks of shares from 0 to top at every step, labelled in per cent.
func Percents(top, step float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i := 0; float64(i)*step <= top+1e-9; i++ {
		v := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%.4g %%", 100*v)})
	}
	return ticks
}

// EvenStep gives a round step that cuts a range of shares into three to six parts.
func EvenStep(span float64) float64 {
	for _, step := range []float64{.001, .002, .005, .01, .02, .05, .1, .2} {
		if span/step <= 6 {
			return step
		}
	}
	return .2
}
