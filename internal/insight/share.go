package insight

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat/distuv"

	"switchyard/training"
)

// Share is a share of some rows with an interval that holds the truth with a
// probability of 95 %, for rows drawn as these were. All lie within 0 and 1.
type Share struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`  // that have it
	Of    int     `json:"of"` // all
}

// shareOf is the share with the score interval of Wilson (1927), nil for none of
// none.
func shareOf(n, of int) *Share {
	if of == 0 {
		return nil
	}
	v := float64(n) / float64(of)
	low, high := training.Measures{Rows: of, Accuracy: v}.AccuracyInterval()
	return &Share{Value: v, Low: min(low, v), High: max(high, v), N: n, Of: of}
}

func logit(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// whole writes a number with spaces between thousands.
func whole(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// percent writes a share with as many digits as it deserves.
func percent(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v != 0 && math.Abs(v) < .1:
		return fmt.Sprintf("%.1f\u202f%%", 100*v)
	}
	return fmt.Sprintf("%.0f\u202f%%", 100*v)
}

// hours writes hours as people say them.
func hours(h float64) string {
	switch {
	case math.IsNaN(h):
		return "–"
	case h < 1:
		return fmt.Sprintf("%.0f\u202fmin", 60*h)
	case h < 48:
		return fmt.Sprintf("%.1f\u202fh", h)
	}
	return fmt.Sprintf("%.1f\u202fdays", h/24)
}

// student is the two-sided 95 % quantile of Student's t.
func student(freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(.975)
}
