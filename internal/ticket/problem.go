package ticket

import (
	"errors"
	"fmt"
)

// Kind sorts errors by what the caller can do about them.
type Kind string

// The kinds of error.
const (
	NotFound    Kind = "not_found"
	Invalid     Kind = "invalid"     // the request can never work: mend it
	Conflict    Kind = "conflict"    // it was changed meanwhile: read again and retry
	Forbidden   Kind = "forbidden"   // somebody else may
	Full        Kind = "full"        // the agent has no place left
	TooLarge    Kind = "too_large"   // over a limit
	Reused      Kind = "reused"      // an idempotency key with another request
	Unavailable Kind = "unavailable" // the store cannot answer now: retry later
)

// Problem is an error made for the user: Message says what is wrong and what
// helps, Field what it is about (a JSON path of the request, or empty).
type Problem struct { //nolint:errname // RFC 9457 calls what a client is told a problem
	Kind    Kind
	Field   string
	Message string
	Err     error // what lies below, for the log; never shown
}

func (p *Problem) Error() string {
	s := p.Message
	if p.Field != "" {
		s = p.Field + ": " + s
	}
	if p.Err != nil {
		s += ": " + p.Err.Error()
	}
	return s
}

func (p *Problem) Unwrap() error { return p.Err }

// Errorf makes a Problem about a field.
func Errorf(kind Kind, field, format string, args ...any) error {
	return &Problem{Kind: kind, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes a Problem over an error that is for the log alone.
func Wrap(kind Kind, err error, format string, args ...any) error {
	return &Problem{Kind: kind, Message: fmt.Sprintf(format, args...), Err: err}
}

// IsKind says whether err is a Problem of a kind.
func IsKind(err error, kind Kind) bool {
	p := (*Problem)(nil)
	return errors.As(err, &p) && p.Kind == kind
}
