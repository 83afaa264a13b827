// Package duration is a length of time that is written as text.
package duration

import (
	"fmt"
	"time"
)

// Duration is a time.Duration that is written as text: "1h30m".
type Duration time.Duration

func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText writes the duration, exact to the nanosecond.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a duration such as 1h30m; the error says how to write one.
func (d *Duration) UnmarshalText(text []byte) error {
	read, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%.40q is no duration: write hours, minutes and seconds such as 1h30m", text)
	}
	*d = Duration(read)
	return nil
}
