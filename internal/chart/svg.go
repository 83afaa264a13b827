package chart

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"regexp"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// SVG is one diagram, a whole document in itself. It takes the colours of the
// page where it stands in one, and follows the reader's light or dark setting
// where it stands alone.
type SVG struct {
	title, body string
	size        Size
}

const (
	inkCode = "#010203"
	margin  = 18 * vg.Length(1) // half of the last tick's label stands beyond the axis
)

var (
	opening  = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)
	toneCode = regexp.MustCompile(`#01021([0-7])`)
	fadeCode = regexp.MustCompile(`#01031([0-7])`)
)

// Render draws a diagram; title is for those who cannot see it. It escapes the
// title, and gonum escapes the labels.
func Render(p *plot.Plot, size Size, title string) (SVG, error) {
	canvas := vgsvg.NewWith(vgsvg.UseWH(size.Width, size.Height))
	p.Draw(draw.Crop(draw.New(canvas), 0, -margin, 0, -margin/2))
	return finish(canvas, size, title)
}

// Swatch draws a piece of line with a mark on it, for the key of a diagram.
// It has no title, as the name stands beside it.
func Swatch(line draw.LineStyle, mark draw.GlyphStyle) (SVG, error) {
	size := Size{30, 12}
	canvas := vgsvg.NewWith(vgsvg.UseWH(size.Width, size.Height))
	c := draw.New(canvas)
	c.StrokeLine2(line, 0, size.Height/2, size.Width, size.Height/2)
	c.DrawGlyph(mark, vg.Point{X: size.Width / 2, Y: size.Height / 2})
	return finish(canvas, size, "")
}

func finish(canvas *vgsvg.Canvas, size Size, title string) (SVG, error) {
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return SVG{}, fmt.Errorf("draw %s: %w", title, err)
	}
	body := opening.ReplaceAll(out.Bytes(), nil)
	body = bytes.ReplaceAll(body, []byte(inkCode), []byte("currentColor"))
	body = toneCode.ReplaceAll(body, []byte("var(--tone-$1)"))
	body = fadeCode.ReplaceAll(body, []byte("var(--faint-$1)"))
	return SVG{title: html.EscapeString(title), body: string(body), size: size}, nil
}

// Bytes is the diagram as a file of its own.
func (s SVG) Bytes() []byte {
	return []byte(s.document("<style>svg{color:#1f2328" + tones(Tone.light) + "}@media(prefers-color-scheme:dark){svg{color:#e6edf3" + tones(Tone.dark) + "}}</style>"))
}

// HTML is the diagram as a part of a page with Style and ToneStyle.
func (s SVG) HTML() template.HTML { return template.HTML(s.document("")) }

func (s SVG) document(style string) string {
	who := `role="img"><title>` + s.title + `</title>`
	if s.title == "" {
		who = `aria-hidden="true">`
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" %s%s`, s.size.Width.Points(), s.size.Height.Points(), who, style) + s.body
}
