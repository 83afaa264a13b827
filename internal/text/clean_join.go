package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Join returns the text of a ticket: the cleaned subject, a line end, and the
// body as Clean returns it. The subject loses its "Re:" and "Fwd:" in any of
// the known languages and the "[Ticket #123]" of a helpdesk; it is left out
// when empty or when the body begins with it as a line. A subject that
// announces a forwarded message lets Clean keep more of what stands below a
// header block. Join is deterministic, takes linear time, and is safe for
// concurrent use.
func Join(subject, body string) string {
	subject, forwarded := cleanSubject(subject)
	body = cleanBody(body, forwarded)
	switch {
	case subject == "" || repeats(subject, body):
		return body
	case body == "":
		return subject
	}
	return subject + "\n" + body
}

// repeats reports whether body begins with subject: as its first line, or
// anyhow when the subject was cut off with dots.
func repeats(subject, body string) bool {
	line, _, _ := strings.Cut(body, "\n")
	if strings.EqualFold(line, subject) {
		return true
	}
	for _, dots := range [...]string{"...", "…"} {
		if start, cut := strings.CutSuffix(subject, dots); cut && start != "" {
			return hasPrefixFold(body, strings.TrimRight(start, " "))
		}
	}
	return false
}

// cleanSubject returns a subject in one line without prefixes and helpdesk
// tokens, and whether a prefix announced a forwarded message.
func cleanSubject(subject string) (string, bool) {
	if strings.ContainsAny(subject, "\r\n\u0085\u2028\u2029") {
		subject = strings.Join(strings.Fields(subject), " ")
	}
	subject = strings.ReplaceAll(Clean(subject), "\n", " ")
	subject = dropTokens(subject)
	forwarded := false
	for {
		rest, kind := cutPrefix(subject)
		if kind == noBoundary {
			return subject, forwarded
		}
		forwarded = forwarded || kind == forwardBoundary
		subject = rest
	}
}

var (
	replyPrefixIndex   = startsOf(subjectPrefixes)
	forwardPrefixIndex = startsOf(forwardPrefixes)
)

// cutPrefix takes one "Re:", "AW[2]:" or "转发：" from the front of a subject.
func cutPrefix(subject string) (string, boundaryKind) {
	kind, prefix := replyBoundary, replyPrefixIndex.longestAt(subject)
	if forward := forwardPrefixIndex.longestAt(subject); len(forward) > len(prefix) {
		kind, prefix = forwardBoundary, forward
	}
	if prefix == "" {
		return subject, noBoundary
	}
	rest := subject[len(prefix):]
	if count := strings.TrimLeft(rest, "[(0123456789^*"); len(rest)-len(count) < 6 {
		rest = strings.TrimLeft(count, ")] ")
	}
	for _, colon := range [...]string{":", "："} {
		if after, ok := strings.CutPrefix(rest, colon); ok {
			return strings.TrimLeft(after, " "), kind
		}
	}
	return subject, noBoundary
}

// dropTokens removes bracketed ticket numbers and gateway marks, and the bare
// "##123##" that some helpdesks write.
func dropTokens(subject string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(subject); {
		end := tokenEnd(subject, i)
		if end == 0 {
			i++
			continue
		}
		b.WriteString(subject[done:i])
		b.WriteByte(' ')
		done, i = end, end
	}
	if done == 0 {
		return subject
	}
	b.WriteString(subject[done:])
	return strings.TrimLeft(tidy(b.String()), "-–: ")
}

// longToken is the length in bytes of the longest helpdesk token.
const longToken = 80

// tokenEnd returns where the helpdesk token that starts at s[i] ends, or 0.
func tokenEnd(s string, i int) int {
	var closing string
	switch s[i] {
	case '[':
		closing = "]"
	case '(':
		closing = ")"
	case '#':
		if !strings.HasPrefix(s[i:], "##") {
			return 0
		}
		closing = "##"
	default:
		return 0
	}
	open := len(closing)
	within := s[i+open : min(len(s), i+open+longToken)]
	n := strings.Index(within, closing)
	if n < 0 || !isTokenText(strings.TrimSpace(within[:n]), s[i]) {
		return 0
	}
	return i + open + n + len(closing)
}

var (
	ticketIndex   = startsOf(ticketWords)
	externalIndex = startsOf(externalMarks)
)

// isTokenText reports "#123", "Ticket 123", "ref:..:ref" and, in square
// brackets, "ABC-123" or a gateway mark. open is the first character of the
// token.
func isTokenText(t string, open byte) bool {
	if open == '[' && t != "" {
		if mark := externalIndex.longestAt(t); len(mark) == len(t) || mark != "" && hasSuffixFold(t, "mail") {
			return true
		}
	}
	if !hasDigit(t) {
		return false
	}
	word := ticketIndex.longestAt(t)
	number := strings.TrimLeft(t[len(word):], " #:-_.№")
	marked := word != "" || t[0] == '#' || open == '#'
	letters := 0
	for _, r := range number {
		switch {
		case unicode.IsLetter(r):
			if letters++; !marked && !unicode.IsUpper(r) {
				return false
			}
		case !unicode.IsDigit(r) && !strings.ContainsRune("-_.:#/", r):
			return false
		}
	}
	r, _ := utf8.DecodeRuneInString(number)
	return number != "" && (marked || open == '[' && unicode.IsUpper(r) && strings.Contains(number, "-"))
}
