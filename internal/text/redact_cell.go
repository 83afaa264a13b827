package text

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// cell is one visible character as the redactor reads it: digits, width, dashes
// and quotes in their ASCII form.
type cell struct {
	r          rune // with its case and accents; slotRune for a slot
	low        rune // lower case, without accents
	kind       cellKind
	start, end int32 // bytes of the original
}

// slotRune stands for a slot, which no rule looks into or across.
const slotRune rune = -1

// cellKind is a set of what a character is.
type cellKind uint8

const (
	letterCell cellKind = 1 << iota // letter or the marks of one
	upperCell                       // capital
	digitCell
	spaceCell // within a line
	lineCell  // line end
	denseCell // letter of a script without spaces
	alphaCell // letter of Latin, Greek or Cyrillic: scripts with case
	dropCell  // invisible
)

func (c *cell) is(k cellKind) bool { return c.kind&k != 0 }

// reading is what a cell says of its character.
type reading struct {
	r, low uint16
	kind   cellKind
}

// readings holds every character below U+10000, which are read as such.
var readings = sync.OnceValue(func() *[1 << 16]reading {
	var table [1 << 16]reading
	for r := range table {
		c := readCell(rune(r))
		table[r] = reading{uint16(c.r), uint16(c.low), c.kind}
	}
	return &table
})

// lookalikes are characters that are read as another one.
var lookalikes = map[rune]rune{
	'\r': ' ', '\t': ' ', '\v': '\n', '\f': '\n', 0x85: '\n', 0x2028: '\n', 0x2029: '\n',
	'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-', '﹘': '-', '﹣': '-',
	'‘': '\'', '’': '\'', 'ʼ': '\'', '`': '\'', '´': '\'', '“': '"', '”': '"', '„': '"', '«': '"', '»': '"',
	'،': ',', '٫': '.', '٬': ',', '․': '.', '∶': ':', '⁄': '/', '∕': '/', '﹫': '@',
}

// plainLetters are letters whose accent is part of the letter.
var plainLetters = map[rune]rune{'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ى': 'ي', 'ة': 'ه'}

func readCell(r rune) cell {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	if same, ok := lookalikes[r]; ok {
		r = same
	}
	c := cell{r: r, low: r}
	switch {
	case r == '\n':
		c.kind = lineCell
	case unicode.IsSpace(r):
		c.r, c.low, c.kind = ' ', ' ', spaceCell
	case isUnseen(r):
		c.kind = dropCell
	case unicode.IsDigit(r):
		c.r = '0' + digitOf(r)
		c.low, c.kind = c.r, digitCell
	case unicode.IsLetter(r) || unicode.IsMark(r):
		c.kind = letterCell
		if unicode.IsUpper(r) || unicode.IsTitle(r) {
			c.kind |= upperCell
		}
		if unicode.In(r, unspaced...) || r == 'ー' || r == '々' {
			c.kind |= denseCell
		}
		if unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
			c.kind |= alphaCell
		}
		c.low = plainLetter(r)
	}
	return c
}

// isUnseen reports characters that leave no trace of their own, and accents,
// which people write or leave out.
func isUnseen(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36F, r >= 0x64B && r <= 0x655, r == 0x640, r == 0x670, r == 0x93C, r == 0x9BC, r == 0x20E3, r == 0x3164, r == 0xFFA0, r == 0x115F, r == 0x1160, r == 0x34F:
		return true
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) || unicode.IsControl(r)
}

func plainLetter(r rune) rune {
	if r < 0x2000 && r != 'й' && r != 'Й' {
		if parts := []rune(norm.NFD.String(string(r))); len(parts) > 1 && !strings.ContainsFunc(string(parts[1:]), func(m rune) bool { return !isUnseen(m) }) {
			r = parts[0]
		}
	}
	r = unicode.ToLower(r)
	if plain, ok := plainLetters[r]; ok {
		return plain
	}
	return r
}

// digitOf is the value of a decimal digit: every block of them begins with 0
// and is a multiple of ten long (Unicode Standard, section 4.6).
func digitOf(r rune) rune {
	for _, block := range unicode.Nd.R16 {
		if r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	for _, block := range unicode.Nd.R32 {
		if r <= rune(block.Hi) {
			return (r - rune(block.Lo)) % 10
		}
	}
	return 0
}

// cellsOf appends the reading of s.
func cellsOf(cells []cell, s string) []cell {
	table := readings()
	cells = slices.Grow(cells, len(s))
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		switch {
		case r == '{':
			if n := slotAt(s[i:]); n > 0 {
				cells = append(cells, cell{r: slotRune, low: slotRune, start: int32(i), end: int32(i + n)})
				i += n
				continue
			}
		case r >= utf8.RuneSelf:
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		start, end := int32(i), int32(i+size)
		i += size
		if r < 1<<16 {
			if as := &table[r]; as.kind != dropCell {
				cells = append(cells, cell{rune(as.r), rune(as.low), as.kind, start, end})
			}
		} else if c := readCell(r); c.kind != dropCell {
			cells = append(cells, cell{c.r, c.low, c.kind, start, end})
		}
	}
	return cells
}

// slotAt is the length of the slot that s begins with, or 0.
func slotAt(s string) int {
	if !strings.HasPrefix(s, "{{") {
		return 0
	}
	for _, slot := range slots {
		if rest := s[2:]; strings.HasPrefix(rest, string(slot)) && strings.HasPrefix(rest[len(slot):], "}}") {
			return len(slot) + 4
		}
	}
	return 0
}
