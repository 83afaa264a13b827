package insight

import (
	"cmp"
	"container/heap"
	"encoding/binary"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/models"
)

// row is what is kept of a ticket that was drawn.
type row struct {
	id        uuid.UUID
	number    int64
	external  string
	at        time.Time
	language  string // BCP-47, und where unknown
	category  string // empty where nobody knows
	text      string // cleaned, subject and body, at most textBytes
	requester string // the name, to be taken out of what is quoted
}

// textBytes bounds the text of a row: what a ticket is about stands at its
// beginning.
const textBytes = 4000

// joined is the text that a model reads of an example.
func joined(e *history.Example) string {
	text := models.Text(e.Subject, e.Body)
	if len(text) <= textBytes {
		return text
	}
	cut := textBytes
	for cut > 0 && text[cut]&0xC0 == 0x80 { // not within a character
		cut--
	}
	return string([]byte(text[:cut])) // a copy, so that the rest is not kept
}

// name is how people call the ticket.
func (r *row) name() string {
	switch {
	case r.external != "":
		return r.external
	case r.number > 0:
		return "#" + strconv.FormatInt(r.number, 10)
	}
	return r.id.String()
}

// sample keeps at most so many rows, drawn at random and the same ones each time:
// those whose ids have the lowest hashes (bottom-k sampling, Cohen and Kaplan 2007).
type sample struct {
	most int
	seen int
	rows []drawn
}

type drawn struct {
	row
	rank uint64
}

func newSample(most int) *sample { return &sample{most: most} }

func (s *sample) add(r row) {
	s.seen++
	h := fnv.New64a()
	_, _ = h.Write(r.id[:]) // never fails
	d := drawn{r, mixed(h.Sum64())}
	if len(s.rows) < s.most {
		heap.Push(s, d)
		return
	}
	if s.before(&d, &s.rows[0]) {
		s.rows[0] = d
		heap.Fix(s, 0)
	}
}

// mixed spreads a hash over all bits (the finaliser of SplitMix64, Steele, Lea and
// Flood 2014).
func mixed(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func (s *sample) before(a, b *drawn) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	return binary.BigEndian.Uint64(a.id[8:]) < binary.BigEndian.Uint64(b.id[8:])
}

// Len, Less, Swap, Push and Pop are for container/heap: the row that goes first
// is on top.
func (s *sample) Len() int           { return len(s.rows) }
func (s *sample) Less(i, j int) bool { return s.before(&s.rows[j], &s.rows[i]) }
func (s *sample) Swap(i, j int)      { s.rows[i], s.rows[j] = s.rows[j], s.rows[i] }

// Push implements heap.Interface.
func (s *sample) Push(x any) { s.rows = append(s.rows, x.(drawn)) } //nolint:forcetypeassert // only drawn ones are pushed

// Pop implements heap.Interface.
func (s *sample) Pop() any {
	last := s.rows[len(s.rows)-1]
	s.rows = s.rows[:len(s.rows)-1]
	return last
}

// inOrder gives the rows by time, oldest first.
func (s *sample) inOrder() []row {
	out := make([]row, len(s.rows))
	for i := range s.rows {
		out[i] = s.rows[i].row
	}
	slices.SortFunc(out, func(a, b row) int { return cmp.Or(a.at.Compare(b.at), slices.Compare(a.id[:], b.id[:])) })
	return out
}

// fewest gives the n rows that would be kept of a smaller sample, by time.
func (s *sample) fewest(n int) []row {
	small := newSample(n)
	for i := range s.rows {
		small.add(s.rows[i].row)
	}
	return small.inOrder()
}
