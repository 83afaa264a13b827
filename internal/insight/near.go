package insight

import (
	"context"
	"math"
	"time"

	"github.com/google/uuid"
	"gonum.org/v1/gonum/mathext"

	"switchyard/internal/alike"
)

// ever is longer than any history.
const ever = 200 * 365 * 24 * time.Hour

// gathered groups rows, oldest first, whose texts are nearly the same: places in
// rows, ascending. A row like no other is in no group.
func gathered(ctx context.Context, rows []row, progress Progress) ([][]int, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	settings := alike.DefaultSettings()
	settings.Span, settings.Most = ever, len(rows)
	window, err := alike.NewWindow(settings)
	if err != nil {
		return nil, err
	}
	reader, place := alike.NewReader(), make(map[uuid.UUID]int, len(rows))
	for i := range rows {
		if i%1000 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			progress("looking for repeats", i, len(rows))
		}
		place[rows[i].id] = i
		window.Add(alike.Text{ID: rows[i].id, At: rows[i].at, Sketch: reader.Read(rows[i].text)}, 0)
	}
	progress("looking for repeats", len(rows), len(rows))
	groups := window.Groups(2)
	out := make([][]int, len(groups))
	for i, g := range groups {
		for _, t := range g.Texts {
			out[i] = append(out[i], place[t.ID])
		}
	}
	return out, nil
}

// rare is the chance below which many tickets at once are a burst and no accident.
const rare = 1e-4

// burstsOf gives the first and the last place in a group of each run of tickets
// within a day that is larger than the group's usual pace explains: a group that
// comes every day is no burst. Runs do not overlap.
func burstsOf(rows []row, group []int) [][2]int {
	if len(group) < burstLeast {
		return nil
	}
	days := max(1, rows[len(rows)-1].at.Sub(rows[0].at).Hours()/24)
	var out [][2]int
	for from := 0; from < len(group); {
		to := from
		for to+1 < len(group) && rows[group[to+1]].at.Sub(rows[group[from]].at) <= burstWithin {
			to++
		}
		n := to - from + 1
		usual := float64(len(group)-n) / days // of the others
		if n >= burstLeast && atLeast(n, usual) <= rare {
			out = append(out, [2]int{from, to})
			from = to + 1
			continue
		}
		from++
	}
	return out
}

// atLeast is the probability that a Poisson count of a mean is n or more.
func atLeast(n int, mean float64) float64 {
	if mean <= 0 {
		return 0
	}
	return min(1, max(0, mathext.GammaIncReg(float64(n), math.Min(mean, 1e9))))
}
