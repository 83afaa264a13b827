package chart

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// linear gives the light of a colour, red, green and blue from 0 to 1.
func linear(t *testing.T, code string) (light [3]float64) {
	t.Helper()
	var c [3]int
	if n, err := fmt.Sscanf(code, "#%02x%02x%02x", &c[0], &c[1], &c[2]); n != 3 || err != nil {
		t.Fatalf("%q is no colour: %v", code, err)
	}
	for i, v := range c {
		light[i] = float64(v) / 255 / 12.92
		if v > 10 {
			light[i] = math.Pow((float64(v)/255+.055)/1.055, 2.4)
		}
	}
	return light
}

// lab gives the place of light in CIELAB.
func lab(l [3]float64) [3]float64 {
	f := func(v float64) float64 {
		if v = max(0, v); v > .008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16./116
	}
	x, y, z := f((.4124*l[0]+.3576*l[1]+.1805*l[2])/.9505), f(.2126*l[0]+.7152*l[1]+.0722*l[2]), f((.0193*l[0]+.1192*l[1]+.9505*l[2])/1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// sights are how light is seen, without and with the three lacks of a cone
// (Machado, Oliveira and Fernandes, 2009).
var sights = map[string][3][3]float64{
	"trichromat":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanope":   {{.152286, 1.052583, -.204868}, {.114503, .786281, .099216}, {-.003882, -.048116, 1.051998}},
	"deuteranope": {{.367322, .860646, -.227968}, {.280085, .672501, .047413}, {-.011820, .042940, .968881}},
	"tritanope":   {{1.255528, -.076749, -.178779}, {-.078411, .930809, .147602}, {.004733, .691367, .303900}},
}

func TestTonesCanBeToldApart(t *testing.T) {
	for name, shade := range map[string]func(Tone) string{"light": Tone.light, "dark": Tone.dark} {
		for sight, m := range sights {
			var places [len(toneCodes)][3]float64
			for i := range places {
				light := linear(t, shade(Tone(i)))
				var seen [3]float64
				for k := range seen {
					seen[k] = m[k][0]*light[0] + m[k][1]*light[1] + m[k][2]*light[2]
				}
				places[i] = lab(seen)
			}
			for i, a := range places {
				for j, b := range places[:i] {
					if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < 15 {
						t.Errorf("%s ground, %s: tones %d and %d are only %.1f apart", name, sight, i, j, d)
					}
				}
			}
		}
	}
}

// Lines and marks need a contrast of 3 with the ground (WCAG 2.1, 1.4.11).
func TestTonesStandOutFromTheGround(t *testing.T) {
	luminance := func(code string) float64 {
		light := linear(t, code)
		return .2126*light[0] + .7152*light[1] + .0722*light[2]
	}
	contrast := func(a, b string) float64 {
		x, y := luminance(a), luminance(b)
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
	back, err := plotter.NewLine(plotter.XYs{{}, {X: 1, Y: 2}})
	if err != nil {
		t.Fatal(err)
	}
	back.LineStyle = Stroke(Grey.Faint(), 1)
	p.Add(line, back, Lines())
	svg, err := Render(p, Size{200, 100}, `</title><script>&"`)
	if err != nil {
		t.Fatal(err)
	}
	text := string(svg.HTML())
	for _, want := range []string{"var(--tone-7)", "var(--faint-0)", "currentColor", `viewBox="0 0 200 100"`, "&lt;/title&gt;&lt;script&gt;&amp;"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing: %s", want, text)
		}
	}
	for _, never := range []string{"#0102", "#0103", "<script", "<x>"} {
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
