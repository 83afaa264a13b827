package calendar

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	cases = flag.Int("cases", 8000, "how many questions TestOracle asks")
	seed  = flag.Uint64("seed", 1, "what TestOracle draws its calendars from")
)

// perCalendar is how many questions are asked about each calendar drawn.
const perCalendar = 8

// minutes is how far the oracle walks.
const minutes = 4 * 24 * 60

// oracle knows the definition of an open minute and nothing else: it takes the
// local date and time of the minute and looks for a window.
type oracle struct {
	loc      *time.Location
	calendar Calendar
	// What the last date asked about has, for the minutes of one date come
	// after one another.
	y, d      int
	m         time.Month
	today     []Opening
	yesterday []Opening // none on a holiday
}

// starting are the windows that start on a local date, and whether it is a
// holiday.
func (o *oracle) starting(y int, m time.Month, d int) ([]Opening, bool) {
	date := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	var hours []Opening
	holiday := false
	for _, h := range o.calendar.Holidays {
		if h.Date == date.Format(time.DateOnly) {
			holiday = true
			hours = append(hours, h.Hours...)
		}
	}
	if holiday {
		return hours, true
	}
	for _, w := range o.calendar.Weekly {
		if string(w.Day) == strings.ToLower(date.Weekday().String()) {
			hours = append(hours, Opening{w.From, w.To})
		}
	}
	return hours, false
}

func (o *oracle) open(t time.Time) bool {
	local := t.In(o.loc)
	if y, m, d := local.Date(); y != o.y || m != o.m || d != o.d {
		o.y, o.m, o.d = y, m, d
		var holiday bool
		if o.today, holiday = o.starting(y, m, d); holiday {
			o.yesterday = nil
		} else {
			o.yesterday, _ = o.starting(y, m, d-1)
		}
	}
	h, m, _ := local.Clock()
	clock := string([]byte{byte('0' + h/10), byte('0' + h%10), ':', byte('0' + m/10), byte('0' + m%10)})
	for _, w := range o.today {
		if w.From <= clock && (clock < w.To || w.To <= w.From) {
			return true
		}
	}
	for _, w := range o.yesterday {
		if w.To <= w.From && clock < w.To {
			return true
		}
	}
	return false
}

// walk asks for every minute after from, and gives how many of those before
// each are open.
func (o *oracle) walk(from time.Time) []int {
	sums := make([]int, minutes+1)
	for i := range minutes {
		sums[i+1] = sums[i]
		if o.open(from.Add(time.Duration(i) * time.Minute)) {
			sums[i+1]++
		}
	}
	return sums
}

// used is the open time in the first d of a walk.
func used(sums []int, d time.Duration) time.Duration {
	i := int(d / time.Minute)
	open := time.Duration(sums[i]) * time.Minute
	if i < minutes && sums[i+1] > sums[i] {
		open += d % time.Minute
	}
	return open
}

// after is how far into a walk d of open time has passed since offset: the
// first such instant.
func after(sums []int, offset, d time.Duration) (time.Duration, bool) {
	if d == 0 {
		return offset, true
	}
	goal := used(sums, offset) + d
	for i := range minutes {
		if sums[i+1] > sums[i] && time.Duration(sums[i+1])*time.Minute >= goal {
			return time.Duration(i)*time.Minute + goal - time.Duration(sums[i])*time.Minute, true
		}
	}
	return 0, false
}

// zones have summer times north and south of the equator, on the half hour,
// of half an hour, at midnight, and offsets of 30 and 45 minutes.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Kolkata",
	"Pacific/Chatham", "America/St_Johns", "America/Havana", "America/Santiago", "Asia/Beirut", "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran",
}

func drawClock(r *rand.Rand) string {
	return fmt.Sprintf("%02d:%02d", r.IntN(24), []int{0, 0, 15, 30, 45, r.IntN(60)}[r.IntN(6)])
}

func drawOpening(r *rand.Rand) Opening {
	o := Opening{drawClock(r), drawClock(r)}
	if r.IntN(8) == 0 {
		o.To = "24:00"
	}
	return o
}

// draw makes a calendar, and an instant from which its next days are worth a
// walk: one before a change of the clocks, if the zone has any left.
func draw(r *rand.Rand) (Calendar, time.Time) {
	c := Calendar{Name: "drawn", Zone: zones[r.IntN(len(zones))]}
	loc, err := time.LoadLocation(c.Zone)
	if err != nil {
		panic(err)
	}
	from := time.Date(1975+r.IntN(120), time.Month(1+r.IntN(12)), 1+r.IntN(31), r.IntN(24), r.IntN(60), 0, 0, time.UTC)
	if _, change := from.In(loc).ZoneBounds(); !change.IsZero() && r.IntN(3) > 0 {
		from = change.Add(-time.Duration(r.IntN(minutes)) * time.Minute).Truncate(time.Minute).UTC()
	}
	for range 1 + r.IntN(12) {
		o := drawOpening(r)
		c.Weekly = append(c.Weekly, Window{DayOf(time.Weekday(r.IntN(7))), o.From, o.To})
	}
	for range r.IntN(4) {
		h := Holiday{Date: from.AddDate(0, 0, r.IntN(6)-1).Format(time.DateOnly)}
		for range r.IntN(3) {
			h.Hours = append(h.Hours, drawOpening(r))
		}
		c.Holidays = append(c.Holidays, h)
	}
	return c, from
}

// drawTime is a distance into a walk, to the nanosecond or on the minute.
func drawTime(r *rand.Rand, limit int) time.Duration {
	d := time.Duration(r.IntN(limit)) * time.Minute
	if r.IntN(2) == 0 {
		d += time.Duration(r.Int64N(int64(time.Minute)))
	}
	return d
}

func TestOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 0))
	total := *cases
	if testing.Short() {
		total = min(total, 2000)
	}
	found := 0
	for asked := 0; asked < total; asked += perCalendar {
		c, from := draw(r)
		hours, err := c.Compile()
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		o := &oracle{loc: hours.line.rules.zone, calendar: c}
		sums := o.walk(from)
		for range perCalendar {
			a, d := drawTime(r, minutes), drawTime(r, 24*60)
			b := a + time.Duration(r.Int64N(int64(minutes*time.Minute-a)+1))
			if want, got := used(sums, b)-used(sums, a), hours.Between(from.Add(a), from.Add(b)); got != want {
				t.Fatalf("%+v: Between(%s, %s) = %s, want %s", c, from.Add(a), from.Add(b), got, want)
			}
			if want, got := o.open(from.Add(a).Truncate(time.Minute)), hours.Open(from.Add(a)); got != want {
				t.Fatalf("%+v: Open(%s) = %t", c, from.Add(a), got)
			}
			want, ok := after(sums, a, d)
			if !ok {
				continue // later than the walk
			}
			found++
			if got, err := hours.Add(from.Add(a), d); err != nil || !got.Equal(from.Add(want)) {
				t.Fatalf("%+v: Add(%s, %s) = %s, %v, want %s", c, from.Add(a), d, got, err, from.Add(want))
			}
		}
	}
	if found < total/4 {
		t.Errorf("only %d of %d additions ended within the walk", found, total)
	}
	t.Logf("%d questions, %d additions", total, found)
}

// Next and Until are told by walking, too.
func TestOracleEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 1))
	for range 300 {
		c, from := draw(r)
		hours, err := c.Compile()
		if err != nil {
			t.Fatal(err)
		}
		sums := (&oracle{loc: hours.line.rules.zone, calendar: c}).walk(from)
		at := func(i int) time.Time { return from.Add(time.Duration(i) * time.Minute) }
		if i := slices.IndexFunc(sums, func(n int) bool { return n > 0 }); i > 0 {
			if next, ok := hours.Next(from); !ok || !next.Equal(at(i-1)) {
				t.Fatalf("%+v: Next(%s) = %s, %t, want %s", c, from, next, ok, at(i-1))
			}
			for j := i; j < minutes; j++ {
				if sums[j+1] > sums[j] {
					continue
				}
				if until, ok := hours.Until(at(i - 1)); !ok || !until.Equal(at(j)) {
					t.Fatalf("%+v: Until(%s) = %s, %t, want %s", c, at(i-1), until, ok, at(j))
				}
				break
			}
		}
	}
}
