package text

import (
	"html"
	"strings"
)

// longestEntity is the length of the longest entity name in HTML, with its
// "&" and ";".
const longestEntity = 33

// decodeEntities decodes the entities of a text without markup. Only those
// closed by ";" count, so that "a&copy=1" in an address stays. An ampersand
// escaped several times over is decoded at once.
func decodeEntities(s string) string {
	var b strings.Builder
	done := 0
	for i := nextByte(s, 0, '&'); i < len(s); i = nextByte(s, i, '&') {
		start := i
		char, end := entityAt(s, i)
		if char == "" {
			i++
			continue
		}
		i = end
		b.WriteString(s[done:start])
		b.WriteString(char)
		if char == "<" && startsTag(s[i:]) {
			b.WriteByte(' ')
		}
		done = i
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// entityAt decodes the entity that starts at s[i], escaped once or several
// times; decoded is empty where there is none.
func entityAt(s string, i int) (decoded string, end int) {
	if s[i] != '&' {
		return "", 0
	}
	at := i + 1
	for strings.HasPrefix(s[at:], "amp;") {
		at += len("amp;")
	}
	end = at
	for end < len(s) && end-at < longestEntity && (isAlnumByte(s[end]) || s[end] == '#') {
		end++
	}
	if end < len(s) && end > at && s[end] == ';' {
		name := "&" + s[at:end+1]
		if char := html.UnescapeString(name); char != name {
			return char, end + 1
		}
	}
	if at > i+1 {
		return "&", at
	}
	return "", 0
}

// startsTag reports whether "<" before rest would read as a known tag. An
// escaped "<" is something the customer wrote about, so it must not.
func startsTag(rest string) bool {
	if rest == "" || rest[0] != '/' && rest[0] != '!' && !isAlnumByte(rest[0]) {
		return false
	}
	if rest[0] == '!' {
		return true
	}
	name := strings.TrimPrefix(rest, "/")
	end := 0
	for end < len(name) && end < 12 && isAlnumByte(name[end]) {
		end++
	}
	return tagKinds[strings.ToLower(name[:end])] != unknownTag
}
