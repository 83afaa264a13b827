package text

import "strings"

// shortNote is the weight up to which a text above a forwarded message is
// only a cover note: one for a character, three in solid scripts.
const shortNote = 100

// newestText returns the newest message in a tidy text of several lines:
// without quoted lines, quoted messages and signatures. It is empty when
// nothing else is there. forwarded tells that a quoted message at the end is
// one the writer passes on.
func newestText(s string, forwarded bool) string {
	lines := strings.Split(s, "\n")
	var out []string
	for from := 0; from < len(lines); {
		kept, next, kind := readMessage(lines, from, forwarded)
		kept = cutSignature(kept)
		out = append(out, kept...)
		if next == len(lines) || !carriesOn(kept, kind, forwarded) {
			break
		}
		if len(out) > 0 {
			out = append(out, "")
		}
		from = next
		unquoteBlock(lines, from)
		forwarded = false
	}
	return strings.Join(out, "\n")
}

// carriesOn reports whether the message below a boundary belongs to what the
// customer wants to say.
func carriesOn(above []string, kind boundaryKind, forwarded bool) bool {
	if isBlank(above) {
		return true
	}
	if noteWeight(above) > shortNote {
		return false
	}
	switch kind {
	case forwardBoundary:
		return true
	case originalBoundary:
		return forwarded || pointsBelow(above)
	}
	return false
}

// readMessage collects the lines of one message from lines[from:], and
// returns where the message below it begins, len(lines) if there is none.
func readMessage(lines []string, from int, forwarded bool) (kept []string, next int, kind boundaryKind) {
	quoted := false // the last line that was not blank was a quote
	for i := from; i < len(lines); {
		line := lines[i]
		if line == "" {
			kept = append(kept, line)
			i++
			continue
		}
		if isQuoteLine(line, quoted) {
			// A forwarded message may be quoted as a whole.
			if n, kind := boundaryAt(lines, i); n > 0 && !quoted && !isBlank(kept) && carriesOn(kept, kind, forwarded) {
				return kept, i + n, kind
			}
			quoted = true
			i++
			continue
		}
		quoted = false
		if n, kind := boundaryAt(lines, i); n > 0 {
			return kept, i + n, kind
		}
		if n, proven := attributionAt(lines, i); n > 0 {
			switch {
			case quoteFollows(lines, i+n):
				i += n
				continue
			case proven:
				return kept, i + n, replyBoundary
			}
		}
		kept = append(kept, line)
		i++
	}
	return kept, len(lines), noBoundary
}

// isQuoteLine reports a line quoted with ">". ">50 users" is one only inside
// a quote.
func isQuoteLine(line string, inQuote bool) bool {
	if line == "" || line[0] != '>' {
		return false
	}
	if len(line) == 1 {
		return true
	}
	c := line[1]
	return inQuote || c != '=' && (c < '0' || c > '9')
}

// bare returns a line without its quote marks.
func bare(line string) string { return strings.TrimLeft(line, "> ") }

// quoteFollows reports whether the next line that is not blank is a quote.
func quoteFollows(lines []string, from int) bool {
	for i := from; i < len(lines) && i < from+3; i++ {
		if lines[i] != "" {
			return isQuoteLine(lines[i], true)
		}
	}
	return false
}

// unquoteBlock takes one level of quote marks from lines[from:] if all of them
// are quoted: a message quoted as a whole. With answers in between they stay.
func unquoteBlock(lines []string, from int) {
	for _, line := range lines[from:] {
		if line != "" && !isQuoteLine(line, true) {
			return
		}
	}
	for i := from; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = strings.TrimLeft(lines[i][1:], " ")
		}
	}
}

// unquoteAll takes every quote mark from a text that holds nothing but
// quotes.
func unquoteAll(s string) string {
	if !strings.HasPrefix(s, ">") && !strings.Contains(s, "\n>") {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if isQuoteLine(line, true) {
			lines[i] = bare(line)
		}
	}
	if isBlank(lines) {
		return s
	}
	return strings.Join(lines, "\n")
}

func isBlank(lines []string) bool {
	for _, line := range lines {
		if line != "" {
			return false
		}
	}
	return true
}

// noteWeight measures how much a few lines say. It looks no further than
// shortNote.
func noteWeight(lines []string) int {
	weight := 0
	for _, line := range lines {
		for _, r := range line {
			switch {
			case isSolid(r):
				weight += 3
			case r != ' ':
				weight++
			}
		}
		if weight++; weight > shortNote {
			break
		}
	}
	return weight
}

// pointsBelow reports whether a short note sends its reader further down.
func pointsBelow(note []string) bool {
	return containsAny(strings.ToLower(strings.Join(note, "\n")), pointers)
}
