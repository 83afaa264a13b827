package monitor

import (
	"fmt"
	"math"
)

// Contest counts the comparisons of a challenger with a champion that one of
// them lost.
type Contest struct {
	// Chance is the probability, within 0 and 1, with which it is the challenger
	// who lost such a comparison, were both equally good. Where both answered the
	// same ticket and one of them was wrong, that is 1/2. Where each ticket was
	// answered by one of them, drawn at random, and the answer was wrong, it is
	// the share of the tickets that the challenger was drawn for.
	Chance float64 `json:"chance"`
	Lost   int     `json:"lost"` // by the challenger
	Won    int     `json:"won"`
}

// Validate says what cannot be in a contest.
func (c Contest) Validate() error {
	if !(c.Chance > 0 && c.Chance < 1) {
		return fmt.Errorf("monitor: a contest has the chance %v: it must lie within 0 and 1", c.Chance)
	}
	if c.Lost < 0 || c.Won < 0 {
		return fmt.Errorf("monitor: a contest was lost %d times and won %d times: both must be 0 or more", c.Lost, c.Won)
	}
	return nil
}

// ratios are how many times as often as the champion, in odds, the challenger may
// be wrong: each is one bet.
var ratios = [8]float64{1.1, 1.25, 1.5, 2, 3, 5, 10, 30}

// Evidence that the challenger is worse: 1 before anything is seen, +Inf where it
// is beyond a float. It may be looked at after every comparison: while the
// challenger is not worse, in any contest and whatever was seen before, the
// chance that Evidence ever reaches 1/d is at most d (Ville's inequality).
//
// It bets on each comparison. The bet for a ratio r multiplies what it holds by
// the likelihood that the challenger lost, were its odds r times those of Chance,
// over the likelihood at Chance: by 1+l (x-Chance) for x = 1 where it lost and
// x = 0 where it won, with l = (r-1)/(1+(r-1) Chance). That is the betting of
// Waudby-Smith and Ramdas (2024), and does not grow on average while x is 1 with
// at most the probability Chance. The bets on one ratio run through all
// contests; Evidence is the mean over the ratios.
//
// A Contest{Chance: bound, Lost: failures, Won: the rest} is evidence that
// something fails more often than bound. Contests that Validate refuses count
// for nothing.
func Evidence(contests ...Contest) float64 {
	logs, most := [len(ratios)]float64{}, math.Inf(-1)
	for i, r := range ratios {
		for _, c := range contests {
			if c.Validate() != nil {
				continue
			}
			logs[i] += float64(c.Lost)*math.Log(r) - (float64(c.Lost)+float64(c.Won))*math.Log1p((r-1)*c.Chance)
		}
		most = max(most, logs[i])
	}
	var sum float64
	for _, l := range logs {
		sum += math.Exp(l - most)
	}
	return math.Exp(most) * (sum / float64(len(ratios)))
}
