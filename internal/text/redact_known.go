package text

import (
	"slices"
	"strings"
)

// knownNames are the names a ticket's record holds, by the folded letters of
// each part.
type knownNames struct {
	parts map[string]bool // true: only where capitalised
	solid [][]rune        // parts in scripts without spaces
	whole [][]rune        // names that hold a particle
}

func knownNamesOf(names []string) knownNames {
	var k knownNames
	for _, name := range names {
		cells := cellsOf(nil, name)
		s := sweep{cells: cells, index: lexicon()}
		particles := false
		for i := 0; i < len(cells); {
			if !cells[i].is(letterCell) {
				i++
				continue
			}
			end := s.lettersEnd(i)
			part := s.low(i, end)
			switch {
			case len(part) < 2:
			case cells[i].is(denseCell):
				k.solid = append(k.solid, part)
				if cells[i].r >= 0x3400 && (len(part) == 3 || len(part) == 4) { // 王小明 is 小明 to friends
					k.solid = append(k.solid, part[len(part)-2:])
				}
			case s.roleAt(i, particle) == end:
				particles = true
			default:
				if k.parts == nil {
					k.parts = make(map[string]bool)
				}
				k.parts[string(part)] = cells[i].is(alphaCell) && (len(part) == 2 || isCommonWord(string(part)))
			}
			i = end
		}
		if particles {
			k.whole = append(k.whole, s.low(0, len(cells)))
		}
	}
	slices.SortFunc(k.solid, func(a, b []rune) int { return len(b) - len(a) })
	return k
}

// knownAt takes a known name in the letters from i to end.
func (s *sweep) knownAt(i, end int) {
	k := &s.known
	if s.at(i).is(denseCell) {
		for _, part := range k.solid {
			if s.phraseEnd(i, part) > 0 {
				s.add(i, i+len(part), SlotName, proven)
				return
			}
		}
		return
	}
	for _, name := range k.whole {
		if stop := s.phraseEnd(i, name); stop > 0 {
			s.add(i, stop, SlotName, proven)
		}
	}
	if len(k.parts) == 0 || end-i < 2 || end-i > 40 {
		return
	}
	word := string(s.low(i, end))
	if k.has(word, s.at(i).is(upperCell)) {
		s.add(i, end, SlotName, proven)
		return
	}
	for _, tail := range nameEndings {
		stem, ok := strings.CutSuffix(word, tail)
		if ok && len([]rune(stem)) >= 3 && (k.has(stem, s.at(i).is(upperCell)) && len([]rune(stem)) > 3 || s.at(i).is(upperCell) && (k.has(stem+"a", true) || k.has(stem+"а", true) || k.has(stem+"я", true))) {
			s.add(i, end, SlotName, proven)
			return
		}
	}
	for _, head := range nameHeads {
		if stem, ok := strings.CutPrefix(word, head); ok && k.has(stem, false) {
			s.add(i, end, SlotName, proven)
			return
		}
	}
}

// has reports a known part; capital tells how the word is written.
func (k *knownNames) has(word string, capital bool) bool {
	strict, ok := k.parts[word]
	return ok && (capital || !strict)
}

// nameEndings are the case endings that people put to names: German, Polish,
// Russian, Turkish, Bengali, Marathi.
var nameEndings = []string{
	"s", "em", "owi", "a", "y", "e", "ie", "om", "ą", "u", "ę", "ego", "emu", "ym", "iej",
	"а", "у", "ом", "е", "ой", "ы", "и", "ю", "ей", "ым", "ого", "ому", "ову", "in", "un", "im", "a", "e",
	"র", "ের", "কে", "এর", "ला", "ने", "चा", "ची", "चे", "शी", "को", "का", "की",
}

// nameHeads are the words that Arabic writes together with a name.
var nameHeads = []string{"و", "ل", "ب", "ف", "ك", "لل", "ال", "وال", "بال"}

// isCommonWord reports a name that is as often an ordinary word.
func isCommonWord(name string) bool {
	_, ok := slices.BinarySearch(commonWords, name)
	return ok
}

// commonWords are sorted.
var commonWords = []string{
	"amber", "angel", "april", "art", "august", "autumn", "bill", "blue", "bob", "chance", "chase", "christian", "clay", "cliff", "dale", "dawn", "dean", "drew", "ernst", "faith",
	"flora", "forest", "frank", "gene", "gold", "grace", "grant", "gross", "guy", "harmony", "honor", "hope", "hunter", "iris", "ivy", "jack", "jade", "joy", "june", "kai", "klein", "koch",
	"lane", "lang", "law", "lee", "lily", "long", "major", "mark", "mars", "max", "may", "mercy", "miles", "neu", "nick", "page", "paris", "pat", "patience", "pierre", "pilar", "pol", "price", "ray", "rich", "rob", "robin", "rock",
	"rosa", "rose", "ruby", "sage", "sky", "sol", "stern", "sue", "summer", "sunny", "tag", "victor", "weiss", "west", "will", "winter", "wolf", "wood", "young",
}
