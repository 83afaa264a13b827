package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	signatureLines = 12  // lines of the longest signature
	signatureBytes = 800 // bytes of it
	contactBytes   = 90  // bytes of the longest line in it
)

// cutSignature returns the lines of one message without what a mail program
// or a lawyer added: device lines, banners, disclaimers, and the signature
// below "--" or below a closing. It may return no lines at all.
func cutSignature(lines []string) []string {
	lines = dropAdded(lines)
	lines = dropDisclaimers(lines)
	lines = cutDelimited(lines)
	return cutBelowClosing(lines)
}

// dropAdded drops device lines, banners, rulers and PGP armour.
func dropAdded(lines []string) []string {
	kept, sealed := lines[:0:0], false
	for _, line := range lines {
		if strings.HasPrefix(line, "-----") && strings.Contains(line, " PGP ") {
			sealed = strings.HasPrefix(line, "-----BEGIN") && !strings.Contains(line, "SIGNED")
			continue
		}
		if !sealed && !isDeviceLine(line) && bannerStarts.longestAt(line) == "" && !isRuler(line) {
			kept = append(kept, line)
		}
	}
	return kept
}

var (
	mobileStarts = startsOf(mobileMarks)
	bannerStarts = startsOf(banners)
)

// isDeviceLine reports "Sent from my iPhone" and its like.
func isDeviceLine(line string) bool {
	if line == "" || len(line) > contactBytes || strings.ContainsAny(line, "?!") || strings.Count(line, " ") > 7 {
		return false
	}
	if mobileStarts.longestAt(line) == "" && !endsLikeDevice(strings.TrimRight(line, ".。")) {
		return false
	}
	return containsAny(strings.ToLower(line), deviceNames)
}

func endsLikeDevice(line string) bool {
	for _, end := range mobileEnds {
		if hasSuffixFold(line, end) {
			return true
		}
	}
	return false
}

var disclaimerIndex = startsOf(disclaimerStarts)

// dropDisclaimers drops legal notices. The first line is never one, and after
// a first notice a paragraph needs no opening phrase to be another.
func dropDisclaimers(lines []string) []string {
	first := 0
	for first < len(lines) && lines[first] == "" {
		first++
	}
	kept, notice := lines[:min(first+1, len(lines))], false
	judged := 0 // lines before it belong to a paragraph that is no notice
	for i := first + 1; i < len(lines); {
		line := lines[i]
		opens := i >= judged && line != "" &&
			(notice && lines[i-1] == "" || disclaimerIndex.longestAt(strings.TrimLeft(line, "*_ ")) != "")
		if opens {
			end := i
			for end < len(lines) && lines[end] != "" {
				end++
			}
			if isLegal(lines[i:end]) {
				notice = true
				i = end
				continue
			}
			judged = end
		}
		kept = append(kept, line)
		i++
	}
	return kept
}

// isLegal reports whether a paragraph speaks both of secrecy and of who may
// read.
func isLegal(paragraph []string) bool {
	lower := strings.ToLower(strings.Join(paragraph, " "))
	return containsAny(lower, secrecyWords) && containsAny(lower, readerWords)
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// cutDelimited cuts a short tail below the first line "--" if it begins like a
// signature. A text that separates its parts by such lines keeps them.
func cutDelimited(lines []string) []string {
	cut := slices.IndexFunc(lines, func(line string) bool {
		return line == "--" || line == "—" || line == "__"
	})
	if cut < 0 {
		return lines
	}
	rows, size := 0, 0
	for _, line := range lines[cut+1:] {
		if line == "" {
			continue
		}
		rows, size = rows+1, size+len(line)
		if rows == 1 && !opensSignature(line) || rows > signatureLines || size > signatureBytes {
			return lines
		}
	}
	return lines[:cut]
}

// opensSignature reports a line that can stand first in a signature: a name, a
// title, contact details, or a few words that ask and tell nothing.
func opensSignature(line string) bool {
	if isName(line) || isTitle(line) || isReach(line) {
		return true
	}
	if strings.ContainsAny(line, "?!？！") || isNotName(line) {
		return false
	}
	return strings.Contains(line, "@") || strings.Contains(line, "://") ||
		strings.Count(line, " ") < 4 && !strings.ContainsAny(line, ":：。") && len(line) <= contactBytes/2
}

var closingStarts = startsOf(closings)

// cutBelowClosing cuts what stands below the closing of a letter if all of it
// looks like contact details.
func cutBelowClosing(lines []string) []string {
	rows := 0
	for i := len(lines) - 1; i >= 0 && rows <= signatureLines; i-- {
		line := lines[i]
		if line == "" {
			continue
		}
		if isClosing(line) {
			if rows == 0 || !isContacts(lines[i+1:]) {
				return lines
			}
			return lines[:i+1]
		}
		if len(line) > contactBytes {
			return lines
		}
		rows++
	}
	return lines
}

// isClosing reports a line that is a closing phrase, perhaps with a name.
func isClosing(line string) bool {
	if len(line) > contactBytes {
		return false
	}
	phrase := closingStarts.longestAt(line)
	if phrase == "" {
		return false
	}
	rest := line[len(phrase):]
	named := strings.TrimLeft(rest, ",.!-–—:;、，。！ ")
	if named == "" {
		return true
	}
	return rest != named && rest[0] != ' ' && isName(named)
}

// isContacts reports whether lines hold a name and contact details only.
func isContacts(lines []string) bool {
	first := true
	for _, line := range lines {
		if line == "" {
			continue
		}
		switch {
		case isReach(line), isName(line):
		case first:
			return false
		case !isTitle(line) && (!hasDigit(line) || !isAddress(line)):
			return false
		}
		first = false
	}
	return true
}

// isReach reports a telephone number, a mail or a web address.
func isReach(line string) bool {
	words, letters, digits, other := 1, 0, 0, 0
	for _, r := range line {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		case r == ' ':
			words++
		case !strings.ContainsRune("+()-./:|,", r):
			other++
		}
	}
	if digits >= 6 && letters <= 14 && other == 0 {
		return true
	}
	if words > 5 || strings.ContainsAny(line, "?!") {
		return false
	}
	return strings.Contains(line, "@") || hasPrefixFold(line, "www.") || strings.Contains(line, "://")
}

// isName reports a line made of names: of a person, a firm, a department.
func isName(line string) bool {
	if strings.ContainsAny(line, "?!:;=#\"<>_\\。！？،؟।") || hasDigit(line) || isNotName(line) {
		return false
	}
	capital, solid, words := 0, 0, 0
	for word := range strings.FieldsSeq(line) {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, "(,"))
		switch {
		case unicode.IsUpper(r) || unicode.IsTitle(r):
			capital++
		case isSolid(r):
			solid += utf8.RuneCountInString(word)
			capital++
		case unicode.IsLetter(r) && !unicode.IsLower(r): // a script without case
			capital++
		case !isNameLink(word):
			return false
		}
		words++
	}
	if strings.HasSuffix(line, ".") {
		last := line[strings.LastIndexByte(line, ' ')+1:]
		if len(last) > 5 || words < 2 {
			return false
		}
	}
	return capital > 0 && words <= 6 && solid <= 8
}

// isTitle reports a line such as "Senior engineer": short, and begun like a
// name.
func isTitle(line string) bool {
	if strings.ContainsAny(line, "?!:;=#\"<>_\\.") || hasDigit(line) || isNotName(line) {
		return false
	}
	capital, words := 0, 0
	for word := range strings.FieldsSeq(line) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
			capital++
		} else if words == 0 {
			return false
		}
		words++
	}
	return words <= 5 && capital*2 >= words
}

// isAddress reports a line of a postal address: numbers and names.
func isAddress(line string) bool {
	if strings.ContainsAny(line, "?!:;=#\"<>_\\%") {
		return false
	}
	words := 0
	for word := range strings.FieldsSeq(line) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLower(r) && !isNameLink(word) {
			return false
		}
		words++
	}
	return words > 1 && words <= 9 && !strings.HasSuffix(line, ".")
}

func isNameLink(word string) bool {
	word = strings.TrimRight(word, ",")
	if word == "" {
		return true
	}
	for _, link := range nameLinks {
		if strings.EqualFold(word, link) {
			return true
		}
	}
	return false
}

var notNameStarts = startsOf(notNames)

func isNotName(line string) bool { return notNameStarts.longestAt(line) != "" }
