package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// luminance is the relative luminance of a colour (WCAG 2.1).
func luminance(t *testing.T, code string) float64 {
	t.Helper()
	var r, g, b int
	if n, err := fmt.Sscanf(code, "#%02x%02x%02x", &r, &g, &b); n != 3 || err != nil {
		t.Fatalf("%q is no colour: %v", code, err)
	}
	linear := func(v int) float64 {
		x := float64(v) / 255
		if x <= .04045 {
			return x / 12.92
		}
		return math.Pow((x+.055)/1.055, 2.4)
	}
	return .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
}

// Lines and marks need a contrast of 3 with the ground (WCAG 2.1, 1.4.11).
func TestTonesStandOutFromTheGround(t *testing.T) {
	contrast := func(a, b string) float64 {
		x, y := luminance(t, a), luminance(t, b)
		return (max(x, y) + .05) / (min(x, y) + .05)
	}
	for i := range toneCodes {
		tone := Tone(i)
		if c := contrast(tone.light(), "#ffffff"); c < 3 {
			t.Errorf("tone %d on light ground: %.2f", i, c)
		}
		if c := contrast(tone.dark(), "#0d1117"); c < 3 {
			t.Errorf("tone %d on dark ground: %.2f", i, c)
		}
	}
	for _, ground := range []string{"#ffffff", "#0d1117"} {
		if !strings.Contains(Style, "--ground: "+ground) {
			t.Errorf("the ground is not %s any more: measure against what it is", ground)
		}
	}
}

func TestRenderNamesTonesAndEscapes(t *testing.T) {
	p := Axes("<x>", `"&"`)
	line, err := plotter.NewLine(plotter.XYs{{}, {X: 1, Y: 1}})
	if err != nil {
		t.Fatal(err)
	}
	line.LineStyle = Stroke(Purple.Color(), 1)
	p.Add(line, Lines())
	svg, err := Render(p, Size{200, 100}, `</title><script>&"`)
	if err != nil {
		t.Fatal(err)
	}
	text := string(svg.HTML())
	for _, want := range []string{"var(--tone-7)", "currentColor", `viewBox="0 0 200 100"`, "&lt;/title&gt;&lt;script&gt;&amp;"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing: %s", want, text)
		}
	}
	for _, never := range []string{"#0102", "<script", "<x>"} {
		if strings.Contains(text, never) {
			t.Errorf("%s is there: %s", never, text)
		}
	}
	for _, document := range [][]byte{[]byte(text), svg.Bytes()} {
		if err := xml.Unmarshal(document, new(struct{})); err != nil {
			t.Errorf("not XML: %v", err)
		}
	}
	if alone := string(svg.Bytes()); !strings.Contains(alone, "--tone-7:"+Purple.light()) || !strings.Contains(alone, "--tone-7:"+Purple.dark()) {
		t.Errorf("alone it does not know its tones: %s", alone)
	}
	if style := ToneStyle(); strings.Count(style, "--tone-") != 2*len(toneCodes) {
		t.Error(style)
	}
}
