package report

import (
	"html/template"
	"math"
	"strconv"

	"switchyard/routing/sim"
)

// figure is a number as a page shows it, with all of its digits for programs.
func figure(v float64, text string) template.HTML {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return `<span title="not defined">–</span>`
	}
	return template.HTML(`<data value="` + strconv.FormatFloat(v, 'g', -1, 64) + `">` + text + `</data>`) // digits and signs
}

// round leaves so many digits after the point, and no minus before a 0.
func round(v float64, digits int) string {
	unit := math.Pow10(digits)
	return strconv.FormatFloat(math.Round(v*unit)/unit+0, 'f', digits, 64)
}

func percent(v float64) template.HTML { return figure(v, round(100*v, 1)+"\u202f%") }
func whole(v float64) template.HTML   { return figure(v, round(100*v, 0)+"\u202f%") }
func hours(v float64) template.HTML   { return figure(v, round(v, 2)+"\u202fh") }
func three(v float64) template.HTML   { return figure(v, round(v, 3)) }
func one(v float64) template.HTML     { return figure(v, round(v, 1)) }

// points writes a difference of shares.
func points(v float64) template.HTML {
	sign := ""
	if v > 0 {
		sign = "+"
	}
	return figure(v, sign+round(100*v, 1))
}

// between writes an interval, its bounds multiplied and rounded like the figure
// above it; nothing for one that is not defined.
func between(i sim.Interval, times float64, digits int) template.HTML {
	if math.IsNaN(i.Low) || math.IsNaN(i.High) {
		return ""
	}
	return `<small>` + figure(i.Low, round(times*i.Low, digits)) + ` to ` + figure(i.High, round(times*i.High, digits)) + `</small>`
}
