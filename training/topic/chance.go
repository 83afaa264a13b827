package topic

import "math"

// tail is the chance that at least k of `alike` marked tickets lie in a draw of
// `window` out of `all`: the hypergeometric distribution's upper tail. It is 1
// for k <= 0, and never NaN.
func tail(k, alike, window, all int) float64 {
	if k <= 0 {
		return 1
	}
	if alike > all || window > all || k > min(alike, window) {
		return 0
	}
	whole := choose(all, window)
	sum := 0.
	for j := min(alike, window); j >= k; j-- {
		if window-j > all-alike {
			break
		}
		sum += math.Exp(choose(alike, j) + choose(all-alike, window-j) - whole)
	}
	return min(1, sum)
}

// choose is the logarithm of a binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
