package rule

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"switchyard/routing"
)

// Fault is one thing wrong with settings.
type Fault struct {
	Field   string `json:"field" doc:"Where: JSON names and places in lists, with dots between them; empty for all of it"`
	Message string `json:"message" doc:"What is wrong, and what to write instead"`
}

// InvalidError is why settings cannot be followed: at least one fault, in the
// order of the fields.
type InvalidError struct{ Faults []Fault }

func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		lines[i] = strings.TrimPrefix(f.Field+": "+f.Message, ": ")
	}
	return strings.Join(lines, "\n")
}

// mostFaults are enough to go on with.
const mostFaults = 20

// faults gathers what is wrong.
type faults []Fault

func (f *faults) blame(field, format string, args ...any) {
	if len(*f) < mostFaults {
		*f = append(*f, Fault{field, fmt.Sprintf(format, args...)})
	}
}

// policy takes over what is wrong with a policy.
func (f *faults) policy(p *routing.Policy) {
	err := p.Check()
	if err == nil {
		return
	}
	all := []error{err}
	if joined, several := err.(interface{ Unwrap() []error }); several {
		all = joined.Unwrap()
	}
	for _, err := range all {
		var at *routing.FieldError
		if errors.As(err, &at) {
			f.blame("policy."+at.Field, "%s", at.Message)
		} else {
			f.blame("policy", "%s", err)
		}
	}
}

func (f *faults) count(field string, n, most int) {
	if n > most {
		f.blame(field, "has %d entries: list at most %d", n, most)
	}
}

// words checks one line of text, such as a name.
func (f *faults) words(field, text string) {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		f.blame(field, "is empty: give 1 to %d characters", longestName)
	case n > longestName:
		f.blame(field, "has %d characters: shorten it to %d", n, longestName)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		f.blame(field, "holds a control character or is not UTF-8: leave it out")
	case strings.TrimSpace(text) != text:
		f.blame(field, "begins or ends with a space: leave it out")
	}
}

// err is nil when nothing was found.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &InvalidError{f}
}
