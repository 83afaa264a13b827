package text

import "strings"

const (
	// cleanPasses bounds how often the rules are applied. Real mail settles
	// after one pass (the second finds nothing to do); only text built to keep
	// changing reaches the bound, and is then flattened.
	cleanPasses = 6

	// longWord is the shortest run of ASCII that can be a tracking blob; a
	// text without one skips that stage.
	longWord = 24
)

// Clean returns what a reader should judge a ticket by: the newest thing the
// customer wrote. It drops HTML markup, quoted replies and their headers,
// signatures, legal disclaimers, tracking blobs, invisible characters and
// surplus space. A forwarded message is kept, without its header block, when
// little was written above it.
//
// The result is valid UTF-8 with "\n" between lines, at most one blank line in
// a row, and no space at the ends. Cleaning never loses a message: text that
// consists only of a quote or a signature keeps it; only markup without any
// readable text gives an empty result. A plain one-line text is
// returned as it is, apart from surplus space and blobs, and without
// allocating. Clean is deterministic and idempotent, takes linear time on any
// input, returns no more bytes than it was given, and is safe for concurrent
// use.
func Clean(raw string) string { return cleanBody(raw, false) }

// cleanBody is Clean with one thing more known: forwarded tells that the
// subject announced a forwarded message.
func cleanBody(raw string, forwarded bool) string {
	if isPlainLine(raw) {
		return raw
	}
	s := raw
	for range cleanPasses {
		next := cleanPass(s, forwarded)
		if next == s {
			return next
		}
		s = next
	}
	return flatten(s)
}

// cleanPass applies every rule once.
func cleanPass(s string, forwarded bool) string {
	markup := strings.IndexByte(s, '<') >= 0 && looksLikeHTML(s)
	switch {
	case markup:
		s = htmlText(s)
	case strings.IndexByte(s, '&') >= 0:
		s = decodeEntities(s)
	}
	plain := dropBlobs(tidy(s))
	if strings.IndexByte(plain, '\n') < 0 {
		if markup {
			return unquoteAll(plain)
		}
		return plain
	}
	if newest := tidy(newestText(plain, forwarded)); newest != "" {
		return newest
	}
	return tidy(unquoteAll(plain))
}

// isPlainLine reports whether no rule can apply to s: one tidy line without
// markup, entities or long words.
func isPlainLine(s string) bool {
	run := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '<' || c == '&' || c == '\n':
			return false
		case c <= ' ' || c >= 0x80:
			run = 0
		default:
			if run++; run >= longWord {
				return false
			}
		}
	}
	return isTidy(s)
}

// flatten turns text that no number of passes settles into one line that no
// rule touches. Only hostile input, such as markup that hides markup, gets
// here.
func flatten(s string) string {
	line := strings.Map(func(r rune) rune {
		switch r {
		case '\n':
			return ' '
		case '<':
			return '('
		case '&':
			return '+'
		}
		return r
	}, s)
	return dropBlobs(tidy(line))
}
