package chart

import (
	"fmt"
	"image/color"
	"strings"
)

// Tone is the colour of one of several things that are compared. It has a shade
// for light and one for dark ground. The hues are near those of Okabe and Ito
// (2008); their lightness differs too, so that people who see fewer colours can
// tell them apart.
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
	Grey: {"#8f949a", "#6e7278"}, Plain: {"#24292f", "#f0f3f6"}, Sky: {"#4a93dc", "#86c8ff"}, Amber: {"#b57a21", "#d6bd45"},
	Vermilion: {"#842400", "#c2502a"}, Blue: {"#0047d6", "#2f6cf0"}, Green: {"#0a6b45", "#3fe0a0"}, Purple: {"#ab1f86", "#f25ab8"},
}

// Color stands for the tone in a diagram. Render puts the name of its CSS
// variable there.
func (t Tone) Color() color.NRGBA { return t.code(2) }

// Faint is the tone, barely to be seen.
func (t Tone) Faint() color.NRGBA { return t.code(3) }

func (t Tone) code(kind uint8) color.NRGBA {
	return color.NRGBA{R: 1, G: kind, B: 0x10 + uint8(t)%uint8(len(toneCodes)), A: 255}
}

func (t Tone) light() string { return toneCodes[t][0] }
func (t Tone) dark() string  { return toneCodes[t][1] }

// ToneStyle declares the tones on a page, as CSS: variables --tone-0, --faint-0
// and so on.
func ToneStyle() string {
	return ":root{" + tones(Tone.light) + "}\n@media screen and (prefers-color-scheme:dark){:root{" + tones(Tone.dark) + "}}\n"
}

func tones(shade func(Tone) string) string {
	var s strings.Builder
	for i := range toneCodes {
		fmt.Fprintf(&s, ";--tone-%d:%s;--faint-%d:%s50", i, shade(Tone(i)), i, shade(Tone(i)))
	}
	return s.String()
}
