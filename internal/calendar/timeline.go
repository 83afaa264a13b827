package calendar

import (
	"sort"
	"sync/atomic"
	"time"
)

// The instants from 1970 to 2199 are cut into blocks. The open stretches of a
// block are worked out when the first question falls into it, and kept.
const (
	blockSize = 364 * 24 * int64(time.Hour)
	blocks    = 232
	smallStep = 15 * 60 // seconds
	// search is how far ahead an answer may lie.
	search = 10 * 365 * 24 * time.Hour
)

// end is the first instant that is too late to know.
var end = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()

// block is the open stretches of one block, in nanoseconds after 1970, sorted
// and apart; before[i] is the open time of those before i.
type block struct {
	open   []stretch
	before []int64
	total  int64
}

// timeline is every open instant by some rules. It is safe for concurrent use:
// goroutines that work out the same block at once find the same.
type timeline struct {
	rules rules
	cache [blocks]atomic.Pointer[block]
}

// known reports whether t lies in the years that have blocks.
func known(t time.Time) bool { return t.Unix() >= 0 && t.Unix() < end/int64(time.Second) }

// clip gives t as nanoseconds after 1970, not below 0 nor above end.
func clip(t time.Time) int64 {
	switch sec := t.Unix(); {
	case sec < 0:
		return 0
	case sec >= end/int64(time.Second):
		return end
	}
	return t.UnixNano()
}

func (l *timeline) block(i int64) *block {
	if b := l.cache[i].Load(); b != nil {
		return b
	}
	b := l.rules.block(i)
	l.cache[i].Store(b)
	return b
}

// block works out the open stretches of block i. Between two changes of the
// zone local time runs as UTC does, an offset apart.
func (r *rules) block(i int64) *block {
	const second = int64(time.Second)
	from, to := i*blockSize, min((i+1)*blockSize, end)
	var open []stretch
	for at := from / second; at < to/second; {
		local := time.Unix(at, 0).In(r.zone)
		_, offset := local.Zone()
		until := to / second
		if _, change := local.ZoneBounds(); !change.IsZero() {
			// On the last day of far leap years ZoneBounds gives a change that
			// lies behind: go on by small steps.
			until = min(until, max(change.Unix(), at+smallStep))
		}
		first, last := at+int64(offset), until+int64(offset)
		for day := floorDay(first); day*daySeconds < last; day++ {
			for _, s := range r.day(day) {
				a := max(day*daySeconds+s.from, first) - int64(offset)
				b := min(day*daySeconds+s.to, last) - int64(offset)
				open = push(open, stretch{a * second, b * second})
			}
		}
		at = until
	}
	for _, e := range r.edits {
		cut := stretch{max(e.from, from), min(e.to, to)}
		if cut.from >= cut.to {
			continue
		}
		open = without(open, cut)
		if e.on {
			open = join(append(open, cut))
		}
	}
	b := &block{open: open, before: make([]int64, len(open))}
	for i, s := range open {
		b.before[i] = b.total
		b.total += s.to - s.from
	}
	return b
}

func floorDay(second int64) int64 {
	day := second / daySeconds
	if second < day*daySeconds {
		day--
	}
	return day
}

// at finds the stretch that holds t or else the first after it; len(open) for
// none.
func (b *block) at(t int64) int {
	return sort.Search(len(b.open), func(i int) bool { return b.open[i].to > t })
}

// used is the open time of the block before t.
func (b *block) used(t int64) int64 {
	i := b.at(t)
	if i == len(b.open) {
		return b.total
	}
	return b.before[i] + max(0, t-b.open[i].from)
}

func (l *timeline) open(t time.Time) bool {
	if !known(t) {
		return false
	}
	at := clip(t)
	b := l.block(at / blockSize)
	i := b.at(at)
	return i < len(b.open) && b.open[i].from <= at
}

// between is the open time from a to b, which does not lie before a.
func (l *timeline) between(a, b int64) int64 {
	first, last := a/blockSize, b/blockSize
	sum := -l.block(first).used(a)
	for i := first; i < last; i++ {
		sum += l.block(i).total
	}
	return sum + l.block(last).used(b)
}

// after is the first instant at which d of open time has passed since at,
// false if that is not before limit.
func (l *timeline) after(at, d, limit int64) (int64, bool) {
	switch {
	case d <= 0:
		return at, true
	case d > limit-at:
		return 0, false
	}
	d += l.block(at / blockSize).used(at)
	for n := at / blockSize; n*blockSize < limit; n++ {
		b := l.block(n)
		if d <= b.total {
			i := sort.Search(len(b.open), func(i int) bool { return b.before[i] >= d }) - 1
			found := b.open[i].from + d - b.before[i]
			return found, found <= limit
		}
		d -= b.total
	}
	return 0, false
}

// next is the first open instant not before at, false if none lies before
// limit.
func (l *timeline) next(at, limit int64) (int64, bool) {
	for n := at / blockSize; n*blockSize < limit; n++ {
		b := l.block(n)
		if i := b.at(at); i < len(b.open) {
			found := max(at, b.open[i].from)
			return found, found < limit
		}
	}
	return 0, false
}

// close is the first closed instant after at, which is open; false if none
// lies before limit.
func (l *timeline) close(at, limit int64) (int64, bool) {
	for at < limit {
		n := at / blockSize
		b := l.block(n)
		i := b.at(at)
		if i == len(b.open) || b.open[i].from > at {
			return at, true
		}
		if at = b.open[i].to; at < (n+1)*blockSize {
			return at, at < limit
		}
	}
	return 0, false
}

// horizon is the last instant that a search from at may find.
func horizon(at int64) int64 { return min(at+int64(search), end) }
