package risk

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// prior is how many rows the average over all rows counts for beside those that
// have a word.
const prior = 12

// tally is what became of the rows that have a word.
// An old row counts less than a young one.
type tally struct {
	Rows float64   `json:"rows"`
	Bad  float64   `json:"bad"`
	At   time.Time `json:"at"` // of the youngest
}

// Half-lives of a row: in what is told of its words, and in what is told of
// lately.
const (
	wordLife   = 21 * 24 * time.Hour
	latelyLife = 3 * 24 * time.Hour
)

// as is the tally as of an instant.
func (t tally) as(at time.Time, life time.Duration) tally {
	if since := at.Sub(t.At); since > 0 && t.Rows > 0 {
		keep := math.Exp2(-float64(since) / float64(life))
		t.Rows, t.Bad, t.At = t.Rows*keep, t.Bad*keep, at
	}
	return t
}

// with is the tally with a row of some weight, bad or not.
func (t tally) with(weight, bad float64, at time.Time, life time.Duration) tally {
	if t.Rows == 0 {
		t.At = at
	}
	t = t.as(at, life)
	return tally{t.Rows + weight, t.Bad + weight*bad, t.At}
}

// odds is the log-odds of bad, drawn to a mean.
func (t tally) odds(mean float64) float64 {
	return logit((t.Bad + prior*mean) / (t.Rows + prior))
}

// tallies are those of each word feature, and of all rows.
type tallies struct {
	All    tally              `json:"all"`
	Lately tally              `json:"lately"`
	Words  []map[string]tally `json:"words"`
}

func newTallies(words int) *tallies {
	t := &tallies{Words: make([]map[string]tally, words)}
	for i := range t.Words {
		t.Words[i] = map[string]tally{}
	}
	return t
}

func (t *tallies) add(r *Row) {
	bad, weight := answer(r), r.weight()
	t.All, t.Lately = t.All.with(weight, bad, r.At, wordLife), t.Lately.with(weight, bad, r.At, latelyLife)
	for i, word := range r.Words {
		if word == "" {
			continue
		}
		t.Words[i][word] = t.Words[i][word].with(weight, bad, r.At, wordLife)
	}
}

// columns is how many numbers a row becomes.
func (s *Shape) columns() int { return len(s.Numbers) + 2*len(s.Words) + 2 }

// Lately is the name of what became of all rows of the last days.
const Lately = "lately"

// name is what a column tells of.
func (s *Shape) name(column int) string {
	if column < len(s.Numbers) {
		return s.Numbers[column]
	}
	if column -= len(s.Numbers); column < 2*len(s.Words) {
		return s.Words[column/2]
	}
	return Lately
}

// read writes a row as numbers: its own, and for each word the log-odds of bad
// among the rows that had it, drawn to the average, and how many those were.
func (t *tallies) read(x []float64, r *Row) {
	copy(x, r.Numbers)
	mean := (t.All.Bad + 1) / (t.All.Rows + 2)
	at := len(r.Numbers)
	for i, word := range r.Words {
		x[at], x[at+1] = math.NaN(), math.NaN()
		if word != "" {
			seen := t.Words[i][word].as(r.At, wordLife)
			x[at], x[at+1] = seen.odds(mean), math.Log1p(seen.Rows)
		}
		at += 2
	}
	x[at], x[at+1] = t.Lately.as(r.At, latelyLife).odds(mean), logit(mean)
}

// encode reads rows in order, each by what was known of the earlier ones when it
// came. It gives a table by row.
func encode(s *Shape, rows []Row) ([][]float64, *tallies) {
	t := newTallies(len(s.Words))
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(rows[a].known().Compare(rows[b].known()), a-b)
	})
	table, next := make([][]float64, len(rows)), 0
	for i := range rows {
		for next < len(order) && rows[order[next]].known().Before(rows[i].At) {
			t.add(&rows[order[next]])
			next++
		}
		table[i] = make([]float64, s.columns())
		t.read(table[i], &rows[i])
	}
	for ; next < len(order); next++ {
		t.add(&rows[order[next]])
	}
	return table, t
}

// logit is the log-odds of a probability between 0 and 1.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }
