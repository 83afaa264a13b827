package langdetect

import "unicode"

// A script is what a letter is written in. Japanese stands for kana, alone or
// with Han; otherScript for every script no supported language uses.
type script uint8

const (
	noScript script = iota
	latin
	cyrillic
	arabic
	devanagari
	bengali
	greek
	gujarati
	hebrew
	armenian
	japanese
	georgian
	hangul
	gurmukhi
	tamil
	telugu
	thai
	han
	otherScript
	scriptCount
)

// The ISO 15924 code, the English name and the letters of each script, and how
// many Latin letters one letter of it is worth when a text mixes scripts (a Han
// character or a Hangul syllable carries about as much as a short word).
var scriptInfo = [scriptCount]struct {
	code, name string
	letters    *unicode.RangeTable
	weight     int
}{
	noScript:    {"Zyyy", "no script", nil, 0},
	latin:       {"Latn", "Latin", unicode.Latin, 1},
	cyrillic:    {"Cyrl", "Cyrillic", unicode.Cyrillic, 1},
	arabic:      {"Arab", "Arabic", unicode.Arabic, 1},
	devanagari:  {"Deva", "Devanagari", unicode.Devanagari, 1},
	bengali:     {"Beng", "Bengali", unicode.Bengali, 1},
	greek:       {"Grek", "Greek", unicode.Greek, 1},
	gujarati:    {"Gujr", "Gujarati", unicode.Gujarati, 1},
	hebrew:      {"Hebr", "Hebrew", unicode.Hebrew, 1},
	armenian:    {"Armn", "Armenian", unicode.Armenian, 1},
	japanese:    {"Jpan", "Japanese", kana, 2},
	georgian:    {"Geor", "Georgian", unicode.Georgian, 1},
	hangul:      {"Hang", "Hangul", unicode.Hangul, 2},
	gurmukhi:    {"Guru", "Gurmukhi", unicode.Gurmukhi, 1},
	tamil:       {"Taml", "Tamil", unicode.Tamil, 1},
	telugu:      {"Telu", "Telugu", unicode.Telugu, 1},
	thai:        {"Thai", "Thai", unicode.Thai, 1},
	han:         {"Hani", "Han", unicode.Han, 3},
	otherScript: {"Zzzz", "another script", nil, 1},
}

var kana = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x3041, Hi: 0x3096, Stride: 1}, // Hiragana
	{Lo: 0x309d, Hi: 0x309f, Stride: 1},
	{Lo: 0x30a1, Hi: 0x30ff, Stride: 1}, // Katakana and the long-vowel mark
	{Lo: 0x31f0, Hi: 0x31ff, Stride: 1},
	{Lo: 0xff66, Hi: 0xff9f, Stride: 1}, // half-width Katakana
}}

func (s script) String() string { return scriptInfo[s].name }

// spaceless scripts write words without spaces between them, so a letter of
// one ends a run of another.
func (s script) spaceless() bool { return s == han || s == japanese || s == thai }

// blocks resolve the common code points without a search.
var blocks = [...]struct {
	lo, hi rune
	script script
}{
	{0x0400, 0x052f, cyrillic}, {0x0900, 0x0963, devanagari}, {0x0620, 0x064a, arabic},
	{0x3041, 0x3096, japanese}, {0x30a1, 0x30fa, japanese}, {0x4e00, 0x9fff, han},
	{0xac00, 0xd7a3, hangul}, {0x1e00, 0x1eff, latin}, {0x00f8, 0x024f, latin},
}

// scriptOf returns the script of a letter or of a mark that belongs to one,
// and noScript for everything else.
func scriptOf(r rune) script {
	if r < 0x80 {
		if lower := r | 0x20; lower >= 'a' && lower <= 'z' {
			return latin
		}
		return noScript
	}
	for _, b := range blocks {
		if r >= b.lo && r <= b.hi {
			return b.script
		}
	}
	if !unicode.IsLetter(r) && !unicode.IsMark(r) {
		return noScript
	}
	for s := latin; s < otherScript; s++ {
		if unicode.Is(scriptInfo[s].letters, r) {
			return s
		}
	}
	if unicode.IsMark(r) || unicode.Is(unicode.Common, r) {
		return noScript // a mark any script may carry, or a modifier letter
	}
	return otherScript
}

// otherScriptName names the script of a letter that no supported language uses.
func otherScriptName(r rune) string {
	best := ""
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) && (best == "" || name < best) {
			best = name
		}
	}
	return best
}
