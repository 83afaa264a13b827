package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// boundaryKind says what stands below the newest message.
type boundaryKind uint8

const (
	noBoundary       boundaryKind = iota
	replyBoundary                 // a message answered: "On ... wrote:"
	originalBoundary              // a header block: answered or passed on
	forwardBoundary               // a message passed on, and said to be
)

const (
	longMark        = 300 // bytes of the longest introduction of a quote
	headerLines     = 24  // lines of the longest header block
	attributionRows = 3   // lines over which an attribution may be wrapped
)

// boundaryAt reports whether a quoted message is introduced at lines[i]: by a
// mark between dashes, a ruler or a header block. It returns how many lines
// the introduction takes, 0 if there is none.
func boundaryAt(lines []string, i int) (int, boundaryKind) {
	line := bare(lines[i])
	kind := markKind(line)
	n := 0
	if kind != noBoundary || isRuler(line) {
		n = 1
		for i+n < len(lines) && n < 4 && bare(lines[i+n]) == "" {
			n++
		}
	}
	header, proven := headerBlock(lines, i+n)
	switch {
	case kind != noBoundary && header > 0:
		return n + header, kind
	case kind != noBoundary:
		return 1, kind
	case proven:
		return n + header, originalBoundary
	}
	return 0, noBoundary
}

// markKind reads lines such as "-----Original Message-----" and "Begin
// forwarded message:".
func markKind(line string) boundaryKind {
	if len(line) > longMark {
		return noBoundary
	}
	inner := strings.Trim(line, "-_=* ")
	dashed := len(line)-len(inner) >= 4 && (line[0] == '-' || line[0] == '_' || line[0] == '=' || line[0] == '*')
	if inner == "" || !dashed && !endsColon(inner) {
		return noBoundary
	}
	inner = strings.TrimRight(inner, ":： ")
	for _, set := range [...]struct {
		marks starts
		kind  boundaryKind
	}{{forwardStarts, forwardBoundary}, {originalStarts, originalBoundary}} {
		if mark := set.marks.longestAt(inner); mark != "" && (dashed || len(mark) == len(inner)) {
			return set.kind
		}
	}
	return noBoundary
}

var (
	forwardStarts  = startsOf(forwardMarks)
	originalStarts = startsOf(originalMarks)
)

// isRuler reports a line of at least five equal dashes, underscores or the
// like.
func isRuler(line string) bool {
	if len(line) < 5 || strings.IndexByte("-_=*~#", line[0]) < 0 {
		return false
	}
	return strings.Count(line, line[:1]) == len(line)
}

// headerBlock returns the number of lines of the header block at lines[i],
// and whether it is beyond doubt one: a sender, and two more headers of which
// one names a subject or any an address. A form with "From: Berlin" is none.
func headerBlock(lines []string, i int) (n int, proven bool) {
	var seen [otherHeader + 1]bool
	address, kinds, gap := false, 0, 0
	for j := i; j < len(lines) && j < i+headerLines; j++ {
		line := bare(lines[j])
		kind := headerOf(line)
		if kind == noHeader {
			// A folded header or one blank line may stand between two headers.
			if gap++; gap > 1 || n == 0 {
				break
			}
			continue
		}
		gap = 0
		if !seen[kind] {
			seen[kind] = true
			kinds++
		}
		address = address || strings.IndexByte(line, '@') >= 0
		n = j - i + 1
	}
	first := noHeader
	if n > 0 {
		first = headerOf(bare(lines[i]))
	}
	proven = first != noHeader && seen[fromHeader] && kinds >= 3 && (seen[subjectHeader] || address)
	return n, proven
}

// headerOf returns the kind of a header line.
func headerOf(line string) headerKind {
	colon := strings.IndexByte(line, ':')
	if wide := strings.Index(line, "："); wide >= 0 && (colon < 0 || wide < colon) {
		colon = wide
	}
	if colon <= 0 || colon > 48 {
		return noHeader
	}
	label := strings.Trim(line[:colon], "*_ \u00a0")
	var buf [64]byte
	lower := buf[:0]
	for _, r := range label {
		lower = utf8.AppendRune(lower, unicode.ToLower(r))
	}
	return headerIndex[string(lower)]
}

var headerIndex = func() map[string]headerKind {
	index := make(map[string]headerKind, 256)
	for kind, labels := range headerLabels {
		for _, label := range labels {
			index[label] = kind
		}
	}
	return index
}()

// attributionAt returns the number of lines of an attribution ("On ... wrote:")
// at lines[i], 0 if there is none, and whether it is beyond doubt one, so that
// what follows is a quote even without quote marks.
func attributionAt(lines []string, i int) (n int, proven bool) {
	joined := ""
	for n = 1; n <= attributionRows && i+n <= len(lines); n++ {
		line := lines[i+n-1]
		if line == "" || len(joined)+len(line) > longMark {
			return 0, false
		}
		ends := endsColon(line)
		if !ends && n == attributionRows {
			return 0, false
		}
		if n == 1 {
			joined = line
		} else if ends {
			joined = strings.Join(lines[i:i+n], " ")
		}
		if ends {
			break
		}
		// Only a line that could begin one is worth looking further.
		if n == 1 && !hasDigit(line) && !startsAttribution(line) {
			return 0, false
		}
	}
	if n > attributionRows || i+n > len(lines) {
		return 0, false
	}
	dated := hasYear(joined) && hasClock(joined)
	angled := strings.IndexByte(joined, '<') >= 0 && strings.IndexByte(joined, '@') >= 0
	for _, a := range attributions {
		if !hasPrefixFold(joined, a.head) || !containsFold(joined[len(a.head):], a.verb) {
			continue
		}
		if n == 1 || hasDigit(joined) {
			return n, dated || angled && hasDigit(joined)
		}
	}
	if angled && hasClock(joined) {
		return n, true
	}
	return 0, false
}

// startsAttribution reports whether line begins like an attribution.
func startsAttribution(line string) bool {
	for _, a := range attributions {
		if a.head != "" && hasPrefixFold(line, a.head) {
			return true
		}
	}
	return false
}

// containsFold reports whether s contains sub, ignoring case. Both are short.
func containsFold(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sub)], sub) {
			return true
		}
	}
	return false
}

// hasClock reports a time of day, "9:05" or "09.05".
func hasClock(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if (s[i] == ':' || s[i] == '.') && isDigitByte(s[i-1]) && isDigitByte(s[i+1]) && isDigitByte(s[i+2]) {
			return true
		}
	}
	return strings.Contains(s, "点") || strings.Contains(s, "時") || strings.Contains(s, "시")
}

// hasYear reports four digits that are a year of this century or the last.
func hasYear(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if (s[i:i+2] == "20" || s[i:i+2] == "19") && isDigitByte(s[i+2]) && isDigitByte(s[i+3]) {
			return true
		}
	}
	return false
}

func isDigitByte(c byte) bool { return c >= '0' && c <= '9' }
