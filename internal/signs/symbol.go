package signs

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// symbol is one folded character and the bytes of the text it stands for.
type symbol struct {
	r          rune
	start, end int32
	class      class
	stretched  bool // stands for three or more of the same letter
}

// class is what a symbol means for the borders of words. Those from digit on
// make words.
type class uint8

const (
	dropped class = iota // accents, vowel points, zero-width characters
	space                // also punctuation inside a sentence
	newline              // one is a space, two are a stop
	stop                 // ends a sentence: no phrase reaches over it
	mark                 // an exclamation or question mark
	mask                 // an asterisk that follows a letter: "f***"
	emoji                // a word of its own
	digit
	small
	capital
	caseless // letters of scripts without capitals
	dense    // letters of scripts without spaces
)

func (c class) inWord() bool { return c >= digit }

// joins says that c and its neighbour next belong to one word.
func (c class) joins(next class) bool {
	return c.inWord() && next.inWord() && c != dense && next != dense
}

// foldedText is a text as symbols; release gives its memory back.
type foldedText struct{ symbols []symbol }

var foldedTexts = sync.Pool{New: func() any { return new(foldedText) }}

// keptSymbols bounds the memory that a long text leaves behind.
const keptSymbols = 1 << 15

func (f *foldedText) release() {
	if cap(f.symbols) <= keptSymbols {
		foldedTexts.Put(f)
	}
}

// fold rewrites a text as small letters in compatibility decomposition (NFKD)
// without accents, words parted by single spaces, letters that stand three
// times or more written once.
func fold(text string) *foldedText {
	folded := foldedTexts.Get().(*foldedText)
	folded.read(text)
	return folded
}

// read makes f the symbols of text.
func (f *foldedText) read(text string) {
	f.symbols = f.symbols[:0]
	table := foldTable()
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		at := symbol{start: int32(i), end: int32(i + size)}
		i += size
		switch {
		case r < tabled && table[r].class != dropped:
			at.r, at.class = table[r].r, table[r].class
			f.add(at)
			if second := table[r].second; second != 0 {
				at.r = second
				f.add(at)
			}
		case r >= 0x4e00 && r <= 0x9fff:
			at.r, at.class = r, dense
			f.add(at)
		default:
			decompose(r, func(d rune, c class) {
				at.r, at.class = d, c
				f.add(at)
			})
		}
	}
}

// add appends a symbol, joining spaces, stops and drawn-out letters.
func (f *foldedText) add(s symbol) {
	n := len(f.symbols)
	var last symbol
	if n > 0 {
		last = f.symbols[n-1]
	}
	switch s.class {
	case dropped:
		if n > 0 && last.class.inWord() {
			f.symbols[n-1].end = s.end
		}
		return
	case mask:
		if last.class < digit && last.class != mask {
			return // a bullet or bold type
		}
	case newline:
		if last.class == newline {
			f.symbols[n-1].class, f.symbols[n-1].r = stop, '.'
			return
		}
		if last.class == space {
			f.symbols[n-1].class = newline
			return
		}
		if last.class == stop || n == 0 {
			return
		}
	case space:
		if last.class == space || last.class == newline || last.class == stop || n == 0 {
			return
		}
	case stop:
		if last.class == digit { // "zum 3. Mal"
			s.class, s.r = space, ' '
			break
		}
		if last.class == space || last.class == newline {
			f.symbols[n-1] = s
			return
		}
		if last.class == stop || n == 0 {
			return
		}
	case small, capital, caseless:
		if s.r == last.r && last.stretched {
			f.symbols[n-1].end = s.end
			return
		}
		if n > 1 && s.r == last.r && s.r == f.symbols[n-2].r && last.class.inWord() {
			f.symbols[n-2].end, f.symbols[n-2].stretched = s.end, true
			f.symbols = f.symbols[:n-1]
			return
		}
	}
	f.symbols = append(f.symbols, s)
}

// tabled bounds the characters whose folding is looked up: all alphabets.
const tabled = 0x3100

// foldedRune is what a character folds to; class is dropped where a table
// entry cannot say it.
type foldedRune struct {
	r, second rune
	class     class
}

var foldTable = sync.OnceValue(func() *[tabled]foldedRune {
	table := new([tabled]foldedRune)
	for r := range rune(tabled) {
		var entry foldedRune
		n := 0
		decompose(r, func(d rune, c class) {
			if c == dropped {
				return
			}
			switch n {
			case 0:
				entry = foldedRune{r: d, class: c}
			case 1:
				entry.second = d
				if c != entry.class {
					n = 2
				}
			}
			n++
		})
		if n <= 2 {
			table[r] = entry
		}
	}
	return table
})

// decompose calls yield with each character that r folds to.
func decompose(r rune, yield func(rune, class)) {
	if folded := sameLetter[r]; folded != "" {
		for _, d := range folded {
			yield(d, classOf(d, unicode.IsUpper(r)))
		}
		return
	}
	var buffer [utf8.UTFMax]byte
	decomposed := norm.NFKD.Properties(buffer[:utf8.EncodeRune(buffer[:], r)]).Decomposition()
	if decomposed == nil {
		plain(r, unicode.IsUpper(r), yield)
		return
	}
	for len(decomposed) > 0 {
		d, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		plain(d, unicode.IsUpper(r), yield)
	}
}

// plain yields a character that decomposes no further.
func plain(r rune, isCapital bool, yield func(rune, class)) {
	if folded := sameLetter[r]; folded != "" {
		for _, d := range folded {
			yield(d, classOf(d, isCapital))
		}
		return
	}
	if unicode.IsDigit(r) {
		for _, zero := range []rune{0x660, 0x6f0, 0x966, 0x9e6} {
			if r >= zero && r <= zero+9 {
				r += '0' - zero
			}
		}
	}
	yield(unicode.ToLower(r), classOf(r, isCapital || unicode.IsUpper(r)))
}

// sameLetter writes letters that people take for one another alike, beyond
// what NFKD does.
var sameLetter = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ł': "l", 'Ł': "l", 'ø': "o", 'Ø': "o",
	'đ': "d", 'Đ': "d", 'ı': "i", 'ى': "ي", 'ی': "ي", 'ة': "ه", 'ٱ': "ا", 'ک': "ك", 'ँ': "ं",
	'’': " ", '‘': " ", '´': " ", '`': " ",
}

func classOf(r rune, isCapital bool) class {
	switch {
	case r == '\n':
		return newline
	case r == '!' || r == '?' || r == '؟':
		return mark
	case r == '*':
		return mask
	case r == '.' || r == ';' || r == ':' || r == '।' || r == '॥' || r == '。' || r == '؛' || r == '۔':
		return stop
	case r >= 0x1f3fb && r <= 0x1f3ff: // tones of skin
		return dropped
	case r >= 0x1f000 || r >= 0x2600 && r <= 0x27bf || r == 0x2b50 || r == 0x2764:
		return emoji
	case r == 0x93c || r == 0x9bc || r == 0x981 || r == 0x640: // nukta, Bengali nasal, Arabic filler
		return dropped
	case unicode.IsDigit(r):
		return digit
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || r == 'ー' || r == 0x3099 || r == 0x309a:
		return dense
	case unicode.IsLetter(r) && isCapital:
		return capital
	case unicode.IsLower(r):
		return small
	case unicode.IsLetter(r):
		return caseless
	case unicode.IsMark(r) && r >= 0x900 && r < 0xe00: // vowels of India are no accents
		return caseless
	case unicode.IsMark(r) || unicode.Is(unicode.Cf, r):
		return dropped
	}
	return space
}
