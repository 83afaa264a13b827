package sentiment

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestCourse(t *testing.T) {
	for name, c := range map[string]struct {
		probabilities []float64
		want          Trend
		peak          float64
	}{
		"nothing":           {nil, Steady, 0},
		"one message":       {[]float64{.9}, Steady, .9},
		"rising":            {[]float64{.1, .2, .7}, Rising, .7},
		"cooling":           {[]float64{.8, .9, .3}, Cooling, .9},
		"steady":            {[]float64{.4, .5, .45}, Steady, .5},
		"calm throughout":   {[]float64{.0001, .00001, .01}, Steady, .01},
		"furious":           {[]float64{.999, .99999, 1}, Steady, 1},
		"up, down, up":      {[]float64{.9, .1, .6}, Rising, .9},
		"long since cooled": {[]float64{.9, .1, .1, .1, .1, .12}, Steady, .9},
	} {
		got := CourseOf(c.probabilities)
		if got.Trend != c.want || got.Peak != c.peak {
			t.Errorf("%s: %+v, want %s with peak %v", name, got, c.want, c.peak)
		}
	}
}

// A conversation told with calm and anger exchanged takes the other way.
func TestCourseIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 2, 8).Draw(t, "probabilities")
		mirrored := make([]float64, len(p))
		for i, v := range p {
			mirrored[i] = 1 - v
		}
		if a, b := CourseOf(p).Change, CourseOf(mirrored).Change; math.Abs(a+b) > 1e-6 {
			t.Fatalf("change %v, mirrored %v", a, b)
		}
	})
}
