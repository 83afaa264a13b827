package report

import (
	"bytes"
	"fmt"
	"image/color"
	"regexp"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Colours of the diagrams. Ink stands for the colour of the text around the
// diagram, so that it reads on light and on dark ground; the others are
// midway between the two.
var (
	ink    = color.NRGBA{R: 1, G: 2, B: 3, A: 255}
	grid   = color.NRGBA{R: 128, G: 136, B: 148, A: 90}
	first  = color.NRGBA{R: 0x2f, G: 0x81, B: 0xf7, A: 255}
	faint  = color.NRGBA{R: 0x2f, G: 0x81, B: 0xf7, A: 110}
	second = color.NRGBA{R: 0xd9, G: 0x73, B: 0x0d, A: 255}
)

const inkCode = "#010203"

// Size of a diagram in points; it scales with the page.
const (
	width  = 440 * vg.Length(1)
	height = 300 * vg.Length(1)
	margin = 18 * vg.Length(1) // half of the last tick's label stands beyond the axis
)

// axes makes an empty diagram in the page's style.
func axes(x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.X.Label.Text, p.Y.Label.Text = x, y
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = ink, ink
		axis.Label.TextStyle.Color, axis.Tick.Label.Color = ink, ink
		axis.Label.TextStyle.Font, axis.Tick.Label.Font = sans(11), sans(10)
		axis.Label.Padding = 4
		axis.Padding = 0
	}
	p.Legend.TextStyle.Color, p.Legend.TextStyle.Font = ink, sans(10)
	p.Legend.Padding = 4
	return p
}

func sans(points font.Length) font.Font {
	return font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, points)
}

func stroke(c color.Color, points vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: points, Dashes: dashes}
}

// percents are ticks of shares at every step, labelled in per cent.
func percents(top, step float64) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for i := 0; float64(i)*step <= top+1e-9; i++ {
		v := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%.4g %%", 100*v)})
	}
	return ticks
}

// SVG is one diagram, a whole document in itself. It takes the colour of the
// text around it where it stands in a page, and follows the reader's light or
// dark setting where it stands alone.
type SVG struct {
	title, body string
}

var opening = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)

// render draws the diagram; title is for those who cannot see it.
func render(p *plot.Plot, title string) (SVG, error) {
	canvas := vgsvg.NewWith(vgsvg.UseWH(width, height))
	p.Draw(draw.Crop(draw.New(canvas), 0, -margin, 0, -margin/2))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return SVG{}, fmt.Errorf("draw %s: %w", title, err)
	}
	body := opening.ReplaceAll(out.Bytes(), nil)
	body = bytes.ReplaceAll(body, []byte(inkCode), []byte("currentColor"))
	return SVG{title: title, body: string(body)}, nil
}

const alone = `<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>`

// Bytes is the diagram as a file of its own.
func (s SVG) Bytes() []byte { return []byte(s.document(alone)) }

func (s SVG) document(style string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img"><title>%s</title>%s`,
		width.Points(), height.Points(), s.title, style) + s.body
}
