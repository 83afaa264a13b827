package calendar

import (
	"cmp"
	"slices"
	"time"
)

const daySeconds = 24 * 60 * 60

// stretch is what lies between two points, the first included: seconds of a
// local day, or nanoseconds after 1970 in UTC.
type stretch struct{ from, to int64 }

// edit turns a stretch of instants on or off, whatever the local hours say.
type edit struct {
	stretch
	on bool
}

// rules say for every local day which of its seconds are open.
type rules struct {
	zone *time.Location
	// week holds the open stretches of ordinary days that follow ordinary
	// days, sorted and apart; what runs over from the day before included.
	week [7][]stretch
	// special are the days that differ, by days after 1970-01-01: holidays and
	// the days after them.
	special map[int64][]stretch
	edits   []edit // the later wins
}

// settle fills week and special from what starts on each day.
func (r *rules) settle(weekly [7][]stretch, holidays map[int64][]stretch) {
	for day := range r.week {
		r.week[day] = onDay(weekly[day], weekly[(day+6)%7])
	}
	r.special = make(map[int64][]stretch, 2*len(holidays))
	for day, hours := range holidays {
		r.special[day] = onDay(hours, nil)
		if _, also := holidays[day+1]; !also {
			r.special[day+1] = onDay(weekly[weekday(day+1)], hours)
		}
	}
}

// onDay are the open stretches of a day, by what starts on it and on the day
// before.
func onDay(today, yesterday []stretch) []stretch {
	var open []stretch
	for _, s := range today {
		open = append(open, stretch{s.from, min(s.to, daySeconds)})
	}
	for _, s := range yesterday {
		if s.to > daySeconds {
			open = append(open, stretch{0, s.to - daySeconds})
		}
	}
	return join(open)
}

// day are the open seconds of a local day.
func (r *rules) day(day int64) []stretch {
	if s, ok := r.special[day]; ok {
		return s
	}
	return r.week[weekday(day)]
}

// weekday of a number of days after 1970-01-01, a Thursday.
func weekday(day int64) int { return int(((day+4)%7 + 7) % 7) }

// join sorts stretches and makes one of those that overlap or touch.
func join(all []stretch) []stretch {
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	var out []stretch
	for _, s := range all {
		out = push(out, s)
	}
	return out
}

// push appends a stretch that starts no earlier than those before it.
func push(all []stretch, s stretch) []stretch {
	switch n := len(all); {
	case s.from >= s.to:
		return all
	case n > 0 && s.from <= all[n-1].to:
		all[n-1].to = max(all[n-1].to, s.to)
		return all
	}
	return append(all, s)
}

// without takes cut out of sorted stretches.
func without(all []stretch, cut stretch) []stretch {
	out := make([]stretch, 0, len(all)+1)
	for _, s := range all {
		if s.to <= cut.from || s.from >= cut.to {
			out = append(out, s)
			continue
		}
		out = push(out, stretch{s.from, cut.from})
		out = push(out, stretch{cut.to, s.to})
	}
	return out
}
