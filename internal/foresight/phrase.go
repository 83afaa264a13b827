package foresight

import (
	"fmt"
	"math"
	"time"
)

// either is what a number says where it is known, and what is said where not.
func either(known bool, said, unknown string, x float64) string {
	if !known {
		return unknown
	}
	return fmt.Sprintf(said, x)
}

// is says what a field is.
func is(field, value string) string {
	if value == "" {
		return "no " + field + " is known"
	}
	return "its " + field + " is " + value
}

// before says that it is the past of somebody that tells.
func before(who, id string) string {
	if id == "" {
		return "no " + who + " is known"
	}
	return "how it went with this " + who + " before"
}

// promised says what is promised within some time, 0 for nothing.
func promised(within time.Duration, what string) string {
	if within <= 0 {
		return what + " is not promised"
	}
	return what + " is promised within " + long(within)
}

// used says how much of a promise is used up.
func used(share float64, what string) string {
	if math.IsNaN(share) {
		return "no time runs for a " + what
	}
	return fmt.Sprintf("%.0f %% of the time for a %s has passed", 100*share, what)
}

// times is how often, in words.
func times(n int) string {
	switch n {
	case 0:
		return "never"
	case 1:
		return "once"
	}
	return fmt.Sprint(n, " times")
}

// several is how many there are of something that something is true of.
func several[N int | float64](n N, of, what string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s %s", of, what)
	}
	return fmt.Sprintf("%v %ss %s", n, of, what)
}

// long is a span as one says it.
func long(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%.0f minutes", max(0, d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f hours", d.Hours())
	}
	return fmt.Sprintf("%.0f days", d.Hours()/24)
}
