package main

import (
	"fmt"
	"math"
	"strings"
)

// eighths fill a column from the left; the last is full.
var eighths = []rune("▏▎▍▌▋▊▉█")

// bar draws a share, 0 to 1, of so many columns, to an eighth of a column.
func bar(share float64, width int) string {
	n := int(math.Round(within(share, 0, 1) * float64(8*width)))
	out := strings.Repeat("█", n/8)
	if n%8 > 0 {
		out += string(eighths[n%8-1])
	}
	return out
}

// balance draws a value, -1 to 1, as a bar from the middle to its side; half
// is the columns of a side.
func balance(value float64, half int) (left, right string) {
	n := int(math.Round(within(value, -1, 1) * float64(half)))
	left = strings.Repeat("░", half-max(-n, 0)) + strings.Repeat("█", max(-n, 0))
	right = strings.Repeat("█", max(n, 0)) + strings.Repeat("░", half-max(n, 0))
	return left, right
}

// percent writes a probability so that only 0 and 1 look certain.
func percent(p float64) string {
	switch {
	case p > 0 && p < .001:
		return "<0.1 %"
	case p < 1 && p > .999:
		return ">99.9 %"
	}
	return fmt.Sprintf("%.1f %%", 100*p)
}

// within holds a value between two bounds; what is no number is the lower.
func within(v, low, high float64) float64 {
	if !(v > low) {
		return low
	}
	return min(v, high)
}
