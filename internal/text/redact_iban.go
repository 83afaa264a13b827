package text

// ibanCells bounds an IBAN with its gaps.
const ibanCells = 80

// iban takes an account number that begins at i: of the length its country
// has, with remainder 1 modulo 97 (ISO 13616-1, ISO 7064).
func (s *sweep) iban(i int) {
	if !isASCIILetter(s.at(i)) || !isASCIILetter(s.at(i+1)) || s.at(i-1).is(alphaCell|digitCell) {
		return
	}
	third := i + 2
	if !s.at(third).is(digitCell) && (!s.at(third).is(spaceCell) || !s.at(third+1).is(digitCell)) {
		return
	}
	size := ibanSizes[string([]rune{s.at(i).low, s.at(i + 1).low})]
	if size == 0 {
		return
	}
	var kept [34]byte
	n, gap, end := 0, 0, i
	for j := i; n < size && j-i < ibanCells; j++ {
		c := s.at(j)
		switch {
		case c.is(digitCell), isASCIILetter(c):
			kept[n] = byte(c.low)
			n, gap, end = n+1, 0, j+1
			continue
		case j < len(s.cells) && gap < 4 && (c.is(spaceCell|lineCell) || c.r == '-' || c.r == '.' || c.r == '>'):
			gap++
			continue
		}
		break
	}
	digits := 0
	for _, c := range kept[:n] {
		if c <= '9' {
			digits++
		}
	}
	if n < size || digits*2 < size || s.at(end).is(digitCell) || remainder97(kept[:size]) != 1 {
		return
	}
	s.add(i, end, SlotIBAN, proven)
}

// remainder97 is the account with its first four characters moved to the end,
// letters read as 10 to 35, modulo 97.
func remainder97(account []byte) int {
	rest := 0
	step := func(c byte) {
		if c >= 'a' {
			rest = (rest*100 + int(c-'a') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	for _, c := range account[4:] {
		step(c)
	}
	for _, c := range account[:4] {
		step(c)
	}
	return rest
}

// ibanSizes are the lengths of the SWIFT IBAN registry, by country.
var ibanSizes = map[string]int{
	"ad": 24, "ae": 23, "al": 28, "at": 20, "az": 28, "ba": 20, "be": 16, "bg": 22, "bh": 22, "bi": 27, "br": 29, "by": 28, "ch": 21, "cr": 22, "cy": 28, "cz": 24,
	"de": 22, "dj": 27, "dk": 18, "do": 28, "ee": 20, "eg": 29, "es": 24, "fi": 18, "fk": 18, "fo": 18, "fr": 27, "gb": 22, "ge": 22, "gi": 23, "gl": 18, "gr": 27, "gt": 28,
	"hn": 28, "hr": 21, "hu": 28, "ie": 22, "il": 23, "iq": 23, "is": 26, "it": 27, "jo": 30, "kw": 30, "kz": 20, "lb": 28, "lc": 32, "li": 21, "lt": 20, "lu": 20, "lv": 21, "ly": 25,
	"mc": 27, "md": 24, "me": 22, "mk": 19, "mn": 20, "mr": 27, "mt": 31, "mu": 30, "ni": 28, "nl": 18, "no": 15, "om": 23, "pk": 24, "pl": 28, "ps": 29, "pt": 25, "qa": 29,
	"ro": 24, "rs": 22, "ru": 33, "sa": 24, "sc": 31, "sd": 18, "se": 24, "si": 19, "sk": 24, "sm": 27, "so": 23, "st": 25, "sv": 28, "tl": 23, "tn": 24, "tr": 26, "ua": 29,
	"va": 22, "vg": 24, "xk": 20, "ye": 30,
}
