package insight

import (
	"cmp"
	"slices"
	"time"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// Speed is how fast tickets were answered, and what requesters thought of it.
// Times are hours by the clock on the wall, nights and weekends included.
type Speed struct {
	First      Quantiles  `json:"first_response"`
	Resolution Quantiles  `json:"resolution"`
	ByPriority []Promptly `json:"by_priority"`
	Rated      int        `json:"rated"`
	// Scores counts ratings from 1 to 5. Happy is the share of 4 and 5, with the 95 %
	// score interval of Wilson (1927).
	Scores [5]int `json:"scores"`
	Happy  *Share `json:"happy,omitempty"`
}

// Promptly is Speed of one priority.
type Promptly struct {
	Priority   string    `json:"priority"`
	First      Quantiles `json:"first_response"`
	Resolution Quantiles `json:"resolution"`
}

// Quantiles are what that share of the tickets stayed below. All but Tickets are 0
// where there are none.
type Quantiles struct {
	Tickets int     `json:"tickets"`
	P10     float64 `json:"p10"`
	P50     float64 `json:"p50"`
	P90     float64 `json:"p90"`
	P99     float64 `json:"p99"`
}

// took is how long something took, of a ticket of one priority.
type took struct {
	priority ticket.Priority
	hours    float32
}

// speed gathers a Speed.
type speed struct {
	first, resolution []took
	scores            [5]int
}

func (s *speed) take(t *history.Ticket) {
	if at := answered(t); !at.Before(t.CreatedAt) {
		s.first = append(s.first, took{t.Priority, float32(at.Sub(t.CreatedAt).Hours())})
	}
	at := t.ResolvedAt
	if at.IsZero() {
		at = t.ClosedAt
	}
	if !at.Before(t.CreatedAt) {
		s.resolution = append(s.resolution, took{t.Priority, float32(at.Sub(t.CreatedAt).Hours())})
	}
	if t.Rating != nil && t.Rating.Score >= 1 && t.Rating.Score <= len(s.scores) {
		s.scores[t.Rating.Score-1]++
	}
}

// answered is when an agent first answered, zero where nobody is known to have.
func answered(t *history.Ticket) time.Time {
	if !t.FirstResponseAt.IsZero() {
		return t.FirstResponseAt
	}
	var first time.Time
	for i := range t.Messages {
		if m := &t.Messages[i]; m.Public && m.Author.Kind == ticket.ByAgent && (first.IsZero() || m.At.Before(first)) {
			first = m.At
		}
	}
	return first
}

func (s *speed) told() Speed {
	out := Speed{First: quantiles(s.first, ""), Resolution: quantiles(s.resolution, ""), Scores: s.scores}
	for _, p := range slices.Backward(ticket.Priorities()) {
		if by := (Promptly{string(p), quantiles(s.first, p), quantiles(s.resolution, p)}); by.First.Tickets+by.Resolution.Tickets > 0 {
			out.ByPriority = append(out.ByPriority, by)
		}
	}
	for _, n := range s.scores {
		out.Rated += n
	}
	if out.Rated > 0 {
		out.Happy = shareOf(s.scores[3]+s.scores[4], out.Rated)
	}
	return out
}

// quantiles are those of a priority, empty for all.
func quantiles(all []took, of ticket.Priority) Quantiles {
	var hours []float32
	for i := range all {
		if of == "" || all[i].priority == of {
			hours = append(hours, all[i].hours)
		}
	}
	if len(hours) == 0 {
		return Quantiles{}
	}
	slices.Sort(hours)
	at := func(share float64) float64 { return float64(hours[int(share*float64(len(hours)-1)+.5)]) }
	return Quantiles{Tickets: len(hours), P10: at(.1), P50: at(.5), P90: at(.9), P99: at(.99)}
}

// median sorts the values and gives the one in the middle, 0 for none.
func median[T cmp.Ordered](values []T) (m T) {
	if len(values) == 0 {
		return m
	}
	slices.Sort(values)
	return values[len(values)/2]
}
