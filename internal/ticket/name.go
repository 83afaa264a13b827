package ticket

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which names are compared: those that look alike, as two
// that differ in case or in the width of their letters, are the same.
func Fold(name string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(name))) }

// Tag is the form in which a tag is kept: lower case, with single spaces.
func Tag(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
