package lexicon

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Symbol is one folded character and the bytes of the text it stands for.
type Symbol struct {
	Rune       rune
	Start, End int32
	Class      Class
	Stretched  bool // stands for three or more of the same letter
}

// Class is what a Symbol means for the borders of words. Those from digit on
// make words.
type Class uint8

// The classes of symbols.
const (
	Dropped Class = iota // accents, vowel points, zero-width characters
	Space                // also punctuation inside a sentence
	Newline              // one is a space, two are a stop
	Stop                 // ends a sentence: no phrase reaches over it
	Mark                 // an exclamation or question mark
	Mask                 // an asterisk that follows a letter: "f***"
	Emoji                // a word of its own
	Digit
	Small
	Capital
	Caseless // letters of scripts without capitals
	Dense    // letters of scripts without spaces
)

// InWord says that c makes words.
func (c Class) InWord() bool { return c >= Digit }

// Joins says that c and its neighbour next belong to one word.
func (c Class) Joins(next Class) bool {
	return c.InWord() && next.InWord() && c != Dense && next != Dense
}

// Text is a text as symbols; Release gives its memory back.
type Text struct{ Symbols []Symbol }

var texts = sync.Pool{New: func() any { return new(Text) }}

// keptSymbols bounds the memory that a long text leaves behind.
const keptSymbols = 1 << 15

// Release lets f be used again; its symbols are gone then.
func (f *Text) Release() {
	if cap(f.Symbols) <= keptSymbols {
		texts.Put(f)
	}
}

// Fold rewrites a text as small letters in compatibility decomposition (NFKD)
// without accents, words parted by single spaces, letters that stand three
// times or more written once. Its time is linear in the text.
func Fold(text string) *Text {
	folded := texts.Get().(*Text)
	folded.Read(text)
	return folded
}

// Read makes f the symbols of text.
func (f *Text) Read(text string) {
	f.Symbols = f.Symbols[:0]
	table := foldTable()
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		at := Symbol{Start: int32(i), End: int32(i + size)}
		i += size
		switch {
		case r < tabled && table[r].class != Dropped:
			at.Rune, at.Class = table[r].r, table[r].class
			f.add(at)
			if second := table[r].second; second != 0 {
				at.Rune = second
				f.add(at)
			}
		case r >= 0x4e00 && r <= 0x9fff:
			at.Rune, at.Class = r, Dense
			f.add(at)
		default:
			decompose(r, func(d rune, c Class) {
				at.Rune, at.Class = d, c
				f.add(at)
			})
		}
	}
}

// add appends a symbol, joining spaces, stops and drawn-out letters.
func (f *Text) add(s Symbol) {
	n := len(f.Symbols)
	var last Symbol
	if n > 0 {
		last = f.Symbols[n-1]
	}
	switch s.Class {
	case Dropped:
		if n > 0 && last.Class.InWord() {
			f.Symbols[n-1].End = s.End
		}
		return
	case Mask:
		if last.Class < Digit && last.Class != Mask {
			return // a bullet or bold type
		}
	case Newline:
		if last.Class == Newline {
			f.Symbols[n-1].Class, f.Symbols[n-1].Rune = Stop, '.'
			return
		}
		if last.Class == Space {
			f.Symbols[n-1].Class = Newline
			return
		}
		if last.Class == Stop || n == 0 {
			return
		}
	case Space:
		if last.Class == Space || last.Class == Newline || last.Class == Stop || n == 0 {
			return
		}
	case Stop:
		if last.Class == Digit { // "zum 3. Mal"
			s.Class, s.Rune = Space, ' '
			break
		}
		if last.Class == Space || last.Class == Newline {
			f.Symbols[n-1] = s
			return
		}
		if last.Class == Stop || n == 0 {
			return
		}
	case Small, Capital, Caseless:
		if s.Rune == last.Rune && last.Stretched {
			f.Symbols[n-1].End = s.End
			return
		}
		if n > 1 && s.Rune == last.Rune && s.Rune == f.Symbols[n-2].Rune && last.Class.InWord() {
			f.Symbols[n-2].End, f.Symbols[n-2].Stretched = s.End, true
			f.Symbols = f.Symbols[:n-1]
			return
		}
	}
	f.Symbols = append(f.Symbols, s)
}

// tabled bounds the characters whose folding is looked up: all alphabets.
const tabled = 0x3100

// foldedRune is what a character folds to; class is dropped where a table
// entry cannot say it.
type foldedRune struct {
	r, second rune
	class     Class
}

var foldTable = sync.OnceValue(func() *[tabled]foldedRune {
	table := new([tabled]foldedRune)
	for r := range rune(tabled) {
		var entry foldedRune
		n := 0
		decompose(r, func(d rune, c Class) {
			if c == Dropped {
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
func decompose(r rune, yield func(rune, Class)) {
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
func plain(r rune, isCapital bool, yield func(rune, Class)) {
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

func classOf(r rune, isCapital bool) Class {
	switch {
	case r == '\n':
		return Newline
	case r == '!' || r == '?' || r == '؟':
		return Mark
	case r == '*':
		return Mask
	case r == '.' || r == ';' || r == ':' || r == '।' || r == '॥' || r == '。' || r == '؛' || r == '۔':
		return Stop
	case r >= 0x1f3fb && r <= 0x1f3ff: // tones of skin
		return Dropped
	case r >= 0x1f000 || r >= 0x2600 && r <= 0x27bf || r == 0x2b50 || r == 0x2764:
		return Emoji
	case r == 0x93c || r == 0x9bc || r == 0x981 || r == 0x640: // nukta, Bengali nasal, Arabic filler
		return Dropped
	case unicode.IsDigit(r):
		return Digit
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || r == 'ー' || r == 0x3099 || r == 0x309a:
		return Dense
	case unicode.IsLetter(r) && isCapital:
		return Capital
	case unicode.IsLower(r):
		return Small
	case unicode.IsLetter(r):
		return Caseless
	case unicode.IsMark(r) && r >= 0x900 && r < 0xe00: // vowels of India are no accents
		return Caseless
	case unicode.IsMark(r) || unicode.Is(unicode.Cf, r):
		return Dropped
	}
	return Space
}
