package setup

import (
	"fmt"
	"maps"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"switchyard/internal/ticket"
)

const (
	longestName  = 200 // characters
	longestLabel = 100 // characters of a skill, category, tier or tag
	longestEmail = 254 // bytes
)

func invalid(field, format string, args ...any) error {
	return ticket.Errorf(ticket.Invalid, field, format, args...)
}

// words tidies one line of text of 1 to most characters.
func words(field string, s *string, most int) error {
	*s = strings.TrimSpace(norm.NFC.String(*s))
	n := utf8.RuneCountInString(*s)
	switch {
	case !utf8.ValidString(*s):
		return invalid(field, "is not UTF-8: send it so")
	case n == 0:
		return invalid(field, "is empty: give 1 to %d characters", most)
	case n > most:
		return invalid(field, "has %d characters: shorten it to %d", n, most)
	case strings.ContainsFunc(*s, unseen):
		return invalid(field, "holds a control character or a mark that turns the direction of writing: leave it out")
	}
	return nil
}

// optional is words that may be empty.
func optional(field string, s *string, most int) error {
	if *s == "" {
		return nil
	}
	return words(field, s, most)
}

// unseen are characters that no name needs and that can make one look like
// another.
func unseen(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}

// page checks text of several lines, of at most some bytes.
func page(field string, s *string, most int) error {
	*s = strings.ReplaceAll(*s, "\r\n", "\n")
	switch {
	case !utf8.ValidString(*s):
		return invalid(field, "is not UTF-8: send it so")
	case len(*s) > most:
		return invalid(field, "has %d bytes: shorten it to %d", len(*s), most)
	case strings.ContainsFunc(*s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return invalid(field, "holds a control character other than line break and tab: leave it out")
	}
	return nil
}

// count checks the length of a list.
func count(field string, n, most int) error {
	if n > most {
		return invalid(field, "has %d entries: list at most %d", n, most)
	}
	return nil
}

// labels tidies a list of short texts: each once, sorted.
func labels(field string, all *[]string, most int) error {
	if err := count(field, len(*all), most); err != nil {
		return err
	}
	out := slices.Clone(*all)
	for i := range out {
		if err := words(fmt.Sprintf("%s.%d", field, i), &out[i], longestLabel); err != nil {
			return err
		}
	}
	slices.Sort(out)
	*all = slices.Compact(out)
	return nil
}

// email tidies an address: lower case, and nothing around it.
func email(field string, s *string) error {
	*s = strings.ToLower(strings.TrimSpace(norm.NFC.String(*s)))
	parsed, err := mail.ParseAddress(*s)
	if err != nil || parsed.Address != *s || len(*s) > longestEmail || strings.ContainsFunc(*s, unseen) {
		return invalid(field, "%.80q is not an e-mail address: give one such as ada@example.org, without a name", *s)
	}
	return nil
}

// tag tidies a BCP-47 tag; empty stays.
func tag(field string, s *string) error {
	if *s == "" {
		return nil
	}
	parsed, err := language.Parse(*s)
	if err != nil || parsed == language.Und {
		return invalid(field, "%.40q is not a language: give a BCP-47 tag such as en or pt-BR", *s)
	}
	*s = parsed.String()
	return nil
}

// zone checks the name of a time zone; empty stays.
func zone(field, s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		return invalid(field, "%.60q is not a time zone: give an IANA name such as Europe/Lisbon", s)
	}
	return nil
}

// levels checks that each level is from 1 to 5 and tidies their names.
func levels(field string, all *map[string]int, most int, name func(field string, s *string) error) error {
	if err := count(field, len(*all), most); err != nil {
		return err
	}
	if *all == nil {
		return nil
	}
	out := make(map[string]int, len(*all))
	for _, key := range slices.Sorted(maps.Keys(*all)) {
		level, tidy, at := (*all)[key], key, field+"."+key
		if err := name(at, &tidy); err != nil {
			return err
		}
		if level < 1 || level > 5 {
			return invalid(at, "is %d: give a level from 1 (a little) to 5 (fully)", level)
		}
		if _, twice := out[tidy]; twice {
			return invalid(at, "is the same as another: list %s once", tidy)
		}
		out[tidy] = level
	}
	*all = out
	return nil
}
