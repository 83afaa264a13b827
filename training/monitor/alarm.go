package monitor

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Alarm is what a monitor noticed.
type Alarm struct {
	What      string  `json:"what"`      // labels, languages and so on
	After     int     `json:"after"`     // tickets since the reference
	Window    int     `json:"window"`    // last tickets it was noticed in
	Statistic string  `json:"statistic"` // what passed its limit
	Evidence  float64 `json:"evidence"`
	Limit     float64 `json:"limit"`
	Moves     []Move  `json:"moves,omitempty"` // most moved first
	Words     string  `json:"words"`
}

// Move is the share of one value before and now.
type Move struct {
	Value  string  `json:"value"`
	Before float64 `json:"before"`
	Now    float64 `json:"now"`
}

// mostMoved bounds the values that an alarm names.
const mostMoved = 4

func (m *Mix) alarm(s *scan, evidence, limit float64, statistic string) *Alarm {
	a := &Alarm{What: m.What, After: m.Seen + 1, Window: s.size, Statistic: statistic, Evidence: evidence, Limit: limit}
	now := make([]float64, len(s.counts))
	for v, n := range s.counts {
		now[v] = float64(n) / float64(s.size)
	}
	before := m.Reference.shares()
	a.Moves = Moves(m.Reference.Values, before, now)
	a.Words = fmt.Sprintf("the mix of %s has changed: in the last %d tickets %s; %.0f %% of the tickets have other %s than before (evidence %.1f, limit %.1f)",
		m.What, s.size, Say(a.Moves), 100*Moved(before, now), m.What, evidence, limit)
	return a
}

// Moves are the values whose share moved most.
func Moves(values []string, before, now []float64) []Move {
	var all []Move
	for i, v := range values {
		all = append(all, Move{v, before[i], now[i]})
	}
	slices.SortStableFunc(all, func(a, b Move) int { return cmp.Compare(math.Abs(b.Now-b.Before), math.Abs(a.Now-a.Before)) })
	return all[:min(mostMoved, len(all))]
}

// Moved is how much of the mass moved: half the sum of the absolute differences.
func Moved(before, now []float64) float64 {
	sum := 0.
	for i := range before {
		sum += math.Abs(now[i] - before[i])
	}
	return sum / 2
}

// Say tells of moves in words.
func Say(moves []Move) string {
	var parts []string
	for _, m := range moves {
		parts = append(parts, fmt.Sprintf("%s are %.1f %% (were %.1f %%)", m.Value, 100*m.Now, 100*m.Before))
	}
	return strings.Join(parts, ", ")
}
