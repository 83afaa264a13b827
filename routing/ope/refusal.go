package ope

import "fmt"

// RefusalError is the error of a log that an estimate cannot be drawn from. It says
// which number misses which limit, and what to do.
type RefusalError struct {
	What   string  `json:"what"` // as in "effective sample size"
	Got    float64 `json:"got"`
	Limit  float64 `json:"limit"`
	Remedy string  `json:"remedy"`
}

func (r *RefusalError) Error() string {
	side := "at least"
	if r.Got > r.Limit {
		side = "at most"
	}
	return fmt.Sprintf("%s is %.4g, must be %s %.4g: %s", r.What, r.Got, side, r.Limit, r.Remedy)
}
