package monitor

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Rest is the value that stands for all that are rare or were never seen.
const Rest = "(others)"

// Reference is how often each value occurred while all was well.
type Reference struct {
	Values []string `json:"values"` // sorted, Rest last
	Counts []int    `json:"counts"`
}

// NewReference counts values; give those with a count of 0 that are known to
// exist. Rest gets as many tickets as there are values that were seen once: the
// mass of what was never seen is about theirs (Good 1953). It needs at least two
// tickets.
func NewReference(counts map[string]int) (*Reference, error) {
	r, rest, total := &Reference{}, 0, 0
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		n := counts[value]
		if n < 0 {
			return nil, fmt.Errorf("monitor: %q was counted %d times: counts cannot be negative", value, n)
		}
		total += n
		switch {
		case value == Rest:
			rest += n
			continue
		case n == 1:
			rest++
		}
		r.Values, r.Counts = append(r.Values, value), append(r.Counts, n)
	}
	if total < 2 {
		return nil, fmt.Errorf("monitor: a reference of %d tickets says nothing: give it some hundred", total)
	}
	r.Values, r.Counts = append(r.Values, Rest), append(r.Counts, rest)
	return r, nil
}

// Total is how many tickets were counted.
func (r *Reference) Total() int { return sum(r.Counts) }

func sum(counts []int) int {
	all := 0
	for _, n := range counts {
		all += n
	}
	return all
}

func (r *Reference) clone() Reference {
	return Reference{slices.Clone(r.Values), slices.Clone(r.Counts)}
}

// index is the place of a value, that of Rest for one that is not known.
func (r *Reference) index(value string) int {
	if i, found := slices.BinarySearch(r.Values[:len(r.Values)-1], value); found {
		return i
	}
	return len(r.Values) - 1
}

// only is the place of the one value of interest, -1 for all.
func (r *Reference) only(rise string) int {
	if rise == "" {
		return -1
	}
	return r.index(rise)
}

// shares are the expected shares; half a ticket more each keeps them above 0.
func (r *Reference) shares() []float64 {
	out := make([]float64, len(r.Counts))
	total := float64(r.Total()) + .5*float64(len(r.Counts))
	for i, n := range r.Counts {
		out[i] = (float64(n) + .5) / total
	}
	return out
}

// validate says what a stored reference lacks.
func (r *Reference) validate() error {
	if len(r.Values) == 0 || len(r.Values) != len(r.Counts) || r.Values[len(r.Values)-1] != Rest || r.Total() < 2 || slices.Min(r.Counts) < 0 ||
		!slices.IsSorted(r.Values[:len(r.Values)-1]) {
		return fmt.Errorf("monitor: the reference holds %d values and %d counts: they must be as NewReference makes them", len(r.Values), len(r.Counts))
	}
	return nil
}

// rare is the expected count below which values are taken together.
const rare = 5

// Alike is the chance of a difference as large between two samples of the same
// values: the chi-squared test of homogeneity, values too rare for it (expected
// less than five times in either) taken together. 1 where there is nothing to compare.
func Alike(a, b map[string]int) float64 {
	n, m := total(a), total(b)
	if n == 0 || m == 0 {
		return 1
	}
	names := maps.Clone(a)
	maps.Copy(names, b)
	var chi2, restA, restB float64
	cells := 0
	add := func(x, y float64) {
		if x+y == 0 {
			return
		}
		e, f := (x+y)*n/(n+m), (x+y)*m/(n+m)
		chi2 += (x-e)*(x-e)/e + (y-f)*(y-f)/f
		cells++
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		x, y := float64(a[name]), float64(b[name])
		if (x+y)*min(n, m)/(n+m) < rare {
			restA, restB = restA+x, restB+y
			continue
		}
		add(x, y)
	}
	if add(restA, restB); cells < 2 {
		return 1
	}
	return distuv.ChiSquared{K: float64(cells - 1)}.Survival(chi2)
}

func total(counts map[string]int) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum)
}

// Cuts are up to n-1 values that part sorted numbers into n bins of about the
// same size. Equal numbers are never parted.
func Cuts[T cmp.Ordered](sorted []T, n int) []T {
	var cuts []T
	for i := 1; i < n && len(sorted) > 0; i++ {
		cut := sorted[i*len(sorted)/n]
		if cut > sorted[0] && (len(cuts) == 0 || cut > cuts[len(cuts)-1]) {
			cuts = append(cuts, cut)
		}
	}
	return cuts
}

// Bin names the bin of a number: "under 10", "10 to 20", "20 and more".
func Bin[T cmp.Ordered](cuts []T, value T) string {
	at, reached := slices.BinarySearch(cuts, value)
	if reached {
		at++
	}
	switch {
	case len(cuts) == 0:
		return "all"
	case at == 0:
		return fmt.Sprintf("under %v", cuts[0])
	case at == len(cuts):
		return fmt.Sprintf("%v and more", cuts[at-1])
	}
	return fmt.Sprintf("%v to %v", cuts[at-1], cuts[at])
}
