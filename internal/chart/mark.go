package chart

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Mark is a filled shape around a point, so that what is compared can be told
// apart without colours.
type Mark struct {
	Corners int     // 0 for a disc
	Turn    float64 // in turns, from a corner at the top
	Waist   float64 // of a star: how far in it goes between corners, as a share of the radius; 0 for no star
}

// DrawGlyph is for draw.GlyphDrawer.
func (m Mark) DrawGlyph(c *draw.Canvas, style draw.GlyphStyle, at vg.Point) {
	c.SetColor(style.Color)
	var path vg.Path
	if m.Corners < 3 {
		path.Move(vg.Point{X: at.X + style.Radius, Y: at.Y})
		path.Arc(at, style.Radius, 0, 2*math.Pi)
		path.Close()
		c.Fill(path)
		return
	}
	steps := m.Corners
	if m.Waist > 0 {
		steps *= 2
	}
	for i := range steps {
		radius := 1.2 * style.Radius // as heavy to the eye as a disc
		if m.Waist > 0 && i%2 == 1 {
			radius *= vg.Length(m.Waist)
		}
		sin, cos := math.Sincos(2 * math.Pi * (m.Turn + float64(i)/float64(steps)))
		point := vg.Point{X: at.X + radius*vg.Length(sin), Y: at.Y + radius*vg.Length(cos)}
		if i == 0 {
			path.Move(point)
		} else {
			path.Line(point)
		}
	}
	path.Close()
	c.Fill(path)
}
