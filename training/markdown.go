package training

import (
	"strings"
	"unicode"
)

// codeSpan writes any string as inline code of Markdown: inside it nothing
// else is markup.
func codeSpan(s string) string {
	s = oneLine(s)
	longest, run := 0, 0
	for _, r := range s {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 || s == "" || s[0] == ' ' || s[len(s)-1] == ' ' {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeCell is codeSpan within a table, where a bar would end the cell.
func codeCell(s string) string { return strings.ReplaceAll(codeSpan(s), "|", `\|`) }

var markup = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "<", "&lt;", "[", `\[`, "|", `\|`)

// plainText writes any string as text without markup.
func plainText(s string) string { return markup.Replace(oneLine(s)) }

// oneLine puts a space for every control character and line break.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// indented writes any string as a block of code.
func indented(s string) string {
	return "    " + strings.ReplaceAll(s, "\n", "\n    ")
}

// shortDigest is the beginning of a digest, enough to compare by eye.
func shortDigest(digest string) string {
	digest = strings.TrimPrefix(digest, "sha256:")
	return codeSpan(digest[:min(12, len(digest))])
}
