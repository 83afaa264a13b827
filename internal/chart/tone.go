package chart

import (
	"fmt"
	"image/color"
	"strings"
)

// Tone is a colour of something that is compared with others: a darker one on
// light ground, a lighter one on dark ground. The hues are those of Okabe and
// Ito (2008), which people who see few colours can tell apart.
type Tone int

// The tones there are.
const (
	Grey Tone = iota
	Plain
	Sky
	Amber
	Vermilion
	Blue
	Green
	Purple
)

var toneCodes = [...][2]string{
	Grey: {"#7a828c", "#8b949e"}, Plain: {"#24292f", "#f0f3f6"}, Sky: {"#3a8fc4", "#7cc7f2"}, Amber: {"#a87400", "#e8b339"},
	Vermilion: {"#c74e00", "#ff7f3f"}, Blue: {"#0059b3", "#3f9bff"}, Green: {"#008060", "#2fc79a"}, Purple: {"#b0508a", "#e08fc0"},
}

// Color stands for the tone in a diagram. Render puts the name of its CSS
// variable there.
func (t Tone) Color() color.NRGBA {
	return color.NRGBA{R: 1, G: 2, B: 0x10 + uint8(t)%uint8(len(toneCodes)), A: 255}
}

func (t Tone) light() string { return toneCodes[t][0] }
func (t Tone) dark() string  { return toneCodes[t][1] }

// ToneStyle declares the tones on a page, as CSS: variables --tone-0 and so on.
func ToneStyle() string {
	return ":root{" + tones(Tone.light) + "}\n@media screen and (prefers-color-scheme:dark){:root{" + tones(Tone.dark) + "}}\n"
}

func tones(shade func(Tone) string) string {
	var s strings.Builder
	for i := range toneCodes {
		fmt.Fprintf(&s, ";--tone-%d:%s", i, shade(Tone(i)))
	}
	return s.String()
}
