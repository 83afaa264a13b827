package insight

import (
	"fmt"
	"html/template"
	"image/color"
	"strconv"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"switchyard/internal/chart"
)

// drawVolume draws tickets by day, or by week where there are many days.
func drawVolume(x *Intake) (template.HTML, error) {
	values, unit, step := x.Days, "day", 1
	if len(values) > 120 {
		values, unit, step = x.Weeks, "week", 7
	}
	if len(values) == 0 {
		return "", nil
	}
	first := day(x.Last).AddDate(0, 0, 1-len(x.Days))
	if step == 7 {
		first = first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	}
	p := chart.Axes("", "tickets a "+unit)
	most := 0
	for i, n := range values {
		most = max(most, n)
		bar, err := plotter.NewPolygon(plotter.XYs{{X: float64(i) + .08}, {X: float64(i) + .08, Y: float64(n)}, {X: float64(i) + .92, Y: float64(n)}, {X: float64(i) + .92}})
		if err != nil {
			return "", err
		}
		bar.Color, bar.LineStyle = chart.First, chart.Stroke(color.Transparent, 0)
		p.Add(bar)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(len(values)), 0, 1.05*float64(max(most, 1))
	var ticks plot.ConstantTicks
	last := -1.
	for i := range values {
		at, room := first.AddDate(0, 0, i*step), float64(len(values))/9
		label := at.Format("2 Jan")
		if step == 7 && len(values) > 26 {
			label = at.Format("Jan 06")
			if at.Day() > 7 {
				continue
			}
		}
		if last < 0 || float64(i)-last >= room {
			ticks, last = append(ticks, plot.Tick{Value: float64(i) + .5, Label: label}), float64(i)
		}
	}
	p.X.Tick.Marker = ticks
	return rendered(p, chart.Size{Width: 880, Height: 220}, fmt.Sprintf("Tickets by %s, at most %d", unit, most))
}

// cells is a grid of shaded squares, from the top left.
type cells struct {
	values [][]float64 // 0 to 1, how dark
	texts  [][]string  // in them; nil for none
}

// Plot implements plot.Plotter.
func (g cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := draw.TextStyle{Color: chart.Ink, Font: chart.Sans(8), XAlign: draw.XCenter, YAlign: draw.YCenter, Handler: plot.DefaultTextHandler}
	for r, row := range g.values {
		bottom, top := y(float64(len(g.values)-r-1)), y(float64(len(g.values)-r))
		for k, v := range row {
			left, right := x(float64(k)), x(float64(k+1))
			if v > 0 {
				shade := chart.First
				shade.A = uint8(16 + 200*min(1, v))
				c.FillPolygon(shade, []vg.Point{{X: left + .5, Y: bottom + .5}, {X: left + .5, Y: top - .5}, {X: right - .5, Y: top - .5}, {X: right - .5, Y: bottom + .5}})
			}
			if g.texts != nil && g.texts[r][k] != "" {
				c.FillText(style, vg.Point{X: (left + right) / 2, Y: (top + bottom) / 2}, g.texts[r][k])
			}
		}
	}
}

// DataRange implements plot.DataRanger.
func (g cells) DataRange() (xmin, xmax, ymin, ymax float64) {
	return 0, float64(len(g.values[0])), 0, float64(len(g.values))
}

// drawHours draws when in the week tickets come.
func drawHours(x *Intake) (template.HTML, error) {
	most := 1
	for _, n := range x.Hours {
		most = max(most, n)
	}
	g := cells{}
	var days, hours plot.ConstantTicks
	for d := range 7 {
		row := make([]float64, 24)
		for h := range row {
			row[h] = float64(x.Hours[24*d+h]) / float64(most)
		}
		g.values = append(g.values, row)
		days = append(days, plot.Tick{Value: 6.5 - float64(d), Label: time.Weekday((d + 1) % 7).String()[:3]})
	}
	for h := 0; h < 24; h += 3 {
		hours = append(hours, plot.Tick{Value: float64(h), Label: fmt.Sprintf("%02d", h)})
	}
	p := chart.Axes("hour, "+brief(x.Zone), "")
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 24, 0, 7
	p.X.Tick.Marker, p.Y.Tick.Marker = hours, days
	p.Add(g)
	return rendered(p, chart.Size{Width: 440, Height: 200}, fmt.Sprintf("Tickets by hour of the week; the darkest hour has %d", most))
}

// matrixShown bounds the labels of a confusion matrix.
const matrixShown = 16

// drawMatrix draws which label is taken for which, of the most frequent ones.
// Columns are numbered as the rows are.
func drawMatrix(l *Learning) (template.HTML, error) {
	shown := min(len(l.Labels), matrixShown)
	order := make([]int, len(l.Labels))
	for i := range order {
		order[i] = i
	}
	sums := make([]int, len(order))
	for i := range order {
		for _, n := range l.Matrix[i] {
			sums[i] += n
		}
	}
	sortBy(order, func(i int) int { return sums[i] })
	g := cells{}
	var rows, columns plot.ConstantTicks
	for r, i := range order[:shown] {
		values, texts := make([]float64, shown), make([]string, shown)
		for c, k := range order[:shown] {
			if n := l.Matrix[i][k]; n > 0 {
				values[c], texts[c] = float64(n)/float64(sums[i]), strconv.Itoa(n)
			}
		}
		g.values, g.texts = append(g.values, values), append(g.texts, texts)
		rows = append(rows, plot.Tick{Value: float64(shown-r) - .5, Label: fmt.Sprintf("%s  %d", brief(l.Labels[i]), r+1)})
		columns = append(columns, plot.Tick{Value: float64(r) + .5, Label: strconv.Itoa(r + 1)})
	}
	p := chart.Axes("taken for", "is")
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(shown), 0, float64(shown)
	p.X.Tick.Marker, p.Y.Tick.Marker = columns, rows
	p.Add(g)
	return rendered(p, chart.Size{Width: 640, Height: vg.Length(70 + 22*max(shown, 4))}, "Confusion matrix: which category is taken for which, in tickets")
}

// brief cuts a name for a diagram.
func brief(name string) string {
	if r := []rune(name); len(r) > 24 {
		return string(r[:23]) + "…"
	}
	return name
}

func rendered(p *plot.Plot, size chart.Size, title string) (template.HTML, error) {
	svg, err := chart.Render(p, size, title)
	if err != nil {
		return "", err
	}
	return svg.HTML(), nil
}
