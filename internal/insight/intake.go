package insight

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// Intake is what came in. Shares are fractions.
type Intake struct {
	Tickets int       `json:"tickets"`
	First   time.Time `json:"first"` // creation of the oldest and of the youngest
	Last    time.Time `json:"last"`
	Zone    string    `json:"zone"` // of days and hours
	// Days counts tickets by day from the day of First on, without gaps. Weeks does
	// by week from its Monday on; the first and the last may be cut short.
	Days  []int `json:"days"`
	Weeks []int `json:"weeks"`
	// Hours counts by hour of the week, from Monday 00:00 on.
	Hours      [7 * 24]int `json:"hours"`
	Channels   []Count     `json:"channels"`
	Statuses   []Count     `json:"statuses"`
	Priorities []Count     `json:"priorities"`
	Languages  []Count     `json:"languages"`
	// Detected counts tickets whose language was told from their text, and Unknown
	// those of which it could not be told.
	Detected int `json:"languages_detected"`
	Unknown  int `json:"languages_unknown"`
	// Weekly is the median of the whole weeks, 0 where there is none.
	Weekly float64 `json:"weekly"`
}

// Count is how many tickets have a value.
type Count struct {
	Name  string  `json:"name"`
	N     int     `json:"n"`
	Share float64 `json:"share"`
}

// intake gathers an Intake.
type intake struct {
	zone                                      *time.Location
	n, detected, unknown                      int
	first, last                               time.Time
	days                                      map[time.Time]int // noon of the day, UTC
	hours                                     [7 * 24]int
	channels, statuses, priorities, languages map[string]int
}

func newIntake(zone *time.Location) *intake {
	return &intake{zone: zone, days: map[time.Time]int{}, channels: map[string]int{}, statuses: map[string]int{}, priorities: map[string]int{}, languages: map[string]int{}}
}

func (x *intake) take(t *history.Ticket, language string) {
	x.n++
	if x.first.IsZero() || t.CreatedAt.Before(x.first) {
		x.first = t.CreatedAt
	}
	if t.CreatedAt.After(x.last) {
		x.last = t.CreatedAt
	}
	local := t.CreatedAt.In(x.zone)
	x.days[day(local)]++
	x.hours[(int(local.Weekday())+6)%7*24+local.Hour()]++
	x.channels[string(t.Channel)]++
	x.statuses[string(t.Status)]++
	x.priorities[string(t.Priority)]++
	switch {
	case language == "und":
		x.unknown++
	case t.Language == "und":
		x.detected++
		fallthrough
	default:
		x.languages[language]++
	}
}

// day is the day of a local time, as its noon in UTC: days are then 24 hours apart.
func day(local time.Time) time.Time {
	return time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, time.UTC)
}

// language is what a ticket says, or what its text is taken for.
func (g *Gatherer) language(t *history.Ticket, text string) string {
	if t.Language != "und" || g.o.Detector == nil || text == "" {
		return t.Language
	}
	if found := g.o.Detector.Detect(text); !found.Unsure {
		return found.Tag
	}
	return "und"
}

// mostDays bounds the days that are told one by one: a ticket of 1970 among those
// of today is a mistake in the file and no reason for a diagram of fifty years.
const mostDays = 20 * 366

func (x *intake) told() Intake {
	out := Intake{Tickets: x.n, First: x.first, Last: x.last, Zone: x.zone.String(), Hours: x.hours, Detected: x.detected, Unknown: x.unknown,
		Channels: counted(x.channels, x.n), Statuses: inOrderOf(x.statuses, ticket.Statuses(), x.n), Priorities: inOrderOf(x.priorities, ticket.Priorities(), x.n), Languages: counted(x.languages, x.n)}
	if x.n == 0 {
		return out
	}
	begin, end := day(x.first.In(x.zone)), day(x.last.In(x.zone))
	if end.Sub(begin).Hours()/24 > mostDays {
		begin = end.AddDate(0, 0, -mostDays)
	}
	monday := begin.AddDate(0, 0, -(int(begin.Weekday())+6)%7)
	for at := begin; !at.After(end); at = at.AddDate(0, 0, 1) {
		out.Days = append(out.Days, x.days[at])
		if week := int(at.Sub(monday).Hours() / 24 / 7); week == len(out.Weeks) {
			out.Weeks = append(out.Weeks, x.days[at])
		} else {
			out.Weeks[week] += x.days[at]
		}
	}
	if n := len(out.Weeks); n > 2 {
		out.Weekly = float64(median(slices.Clone(out.Weeks[1 : n-1])))
	}
	return out
}

// counted lists counts, most first.
func counted(of map[string]int, all int) []Count {
	var out []Count
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, Count{name, of[name], float64(of[name]) / float64(all)})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return out
}

// inOrderOf lists counts in a known order.
func inOrderOf[T ~string](of map[string]int, names []T, all int) []Count {
	var out []Count
	for _, name := range names {
		if n := of[string(name)]; n > 0 {
			out = append(out, Count{string(name), n, float64(n) / float64(all)})
		}
	}
	return out
}
