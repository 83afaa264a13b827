package calendar

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func compile(t testing.TB, c Calendar) *Hours {
	t.Helper()
	h, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// office has a lunch break, a night that runs into Saturday, a closed holiday
// and a short one.
var office = Calendar{
	Name: "office", Zone: "Europe/Berlin",
	Weekly: []Window{
		{"monday", "09:00", "12:00"}, {"monday", "13:00", "17:00"}, {"monday", "11:30", "12:00"},
		{"tuesday", "09:00", "17:00"}, {"wednesday", "09:00", "17:00"}, {"friday", "22:00", "06:00"},
	},
	Holidays: []Holiday{
		{Date: "2026-05-26", Name: "closed"},
		{Date: "2026-05-27", Name: "short", Hours: []Opening{{"10:00", "11:00"}}},
		{Date: "2026-06-06", Name: "ends Friday's night at midnight"},
		{Date: "2026-06-12", Name: "Friday's night does not start"},
	},
}

func TestAdd(t *testing.T) {
	h := compile(t, office)
	for _, c := range []struct {
		what, from, want string
		d                time.Duration
	}{
		{"lunch does not count", "2026-05-18T11:00:00+02:00", "2026-05-18T14:00:00+02:00", 2 * time.Hour},
		{"to the nanosecond", "2026-05-18T11:59:59.999999999+02:00", "2026-05-18T13:00:00.000000001+02:00", 2},
		{"the end, not the next start", "2026-05-18T16:00:00+02:00", "2026-05-18T17:00:00+02:00", time.Hour},
		{"nothing takes no time, closed or not", "2026-05-17T12:00:00+02:00", "2026-05-17T12:00:00+02:00", 0},
		{"from a closed day", "2026-05-17T12:00:00+02:00", "2026-05-18T09:00:01+02:00", time.Second},
		{"over midnight", "2026-05-22T20:00:00+02:00", "2026-05-23T05:00:00+02:00", 7 * time.Hour},
		{"holidays", "2026-05-25T16:00:00+02:00", "2026-05-27T10:30:00+02:00", 90 * time.Minute},
		{"a holiday ends the night", "2026-06-05T22:00:00+02:00", "2026-06-08T09:30:00+02:00", 150 * time.Minute},
		{"a holiday has no night", "2026-06-12T20:00:00+02:00", "2026-06-15T10:00:00+02:00", time.Hour},
	} {
		got, err := h.Add(at(t, c.from), c.d)
		if err != nil || !got.Equal(at(t, c.want)) {
			t.Errorf("%s: Add(%s, %s) = %s, %v, want %s", c.what, c.from, c.d, got, err, c.want)
		}
	}
}

// Clocks that change make a window shorter or longer by what they leave out or
// show twice.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct {
		zone, from, to string
		want           time.Duration
	}{
		{"Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 3 * time.Hour},
		{"Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 5 * time.Hour},
		{"Australia/Lord_Howe", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z", 4*time.Hour + 30*time.Minute},
		{"Australia/Lord_Howe", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z", 3*time.Hour + 30*time.Minute},
		{"Asia/Kathmandu", "2026-10-03T18:15:00Z", "2026-10-04T18:15:00Z", 4 * time.Hour},
	} {
		h := compile(t, Calendar{Name: "night", Zone: c.zone, Weekly: []Window{{"sunday", "00:30", "04:30"}}})
		if got := h.Between(at(t, c.from), at(t, c.to)); got != c.want {
			t.Errorf("%s from %s to %s: %s, want %s", c.zone, c.from, c.to, got, c.want)
		}
	}
}

// Questions about times nobody means have an answer, at once.
func TestFarTimes(t *testing.T) {
	once := Calendar{Name: "once", Zone: "UTC", Weekly: []Window{{"monday", "09:00", "09:01"}}}
	for _, c := range []Calendar{office, once, Always()} {
		h := compile(t, c)
		for _, from := range []time.Time{{}, time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0), time.Unix(-1, 0), time.Unix(0, end)} {
			if _, err := h.Add(from, time.Hour); !errors.Is(err, ErrFar) {
				t.Errorf("%s: Add from %v: %v", c.Name, from, err)
			}
			if h.Open(from) {
				t.Errorf("%s is open at %v", c.Name, from)
			}
			if _, ok := h.Next(from); ok {
				t.Errorf("%s opens after %v", c.Name, from)
			}
		}
		now := at(t, "2026-05-18T11:00:00Z")
		for _, d := range []time.Duration{math.MaxInt64, 11 * 365 * 24 * time.Hour, -1} {
			if got, err := h.Add(now, d); err == nil {
				t.Errorf("%s: Add(%d) = %s", c.Name, d, got)
			}
		}
		if got := h.Between(time.Unix(0, math.MaxInt64), time.Time{}); got >= 0 {
			t.Errorf("%s: backwards is %s", c.Name, got)
		}
	}
	always := compile(t, Always())
	if until, ok := always.Until(at(t, "2026-05-18T11:00:00Z")); ok {
		t.Errorf("24x7 closes at %s", until)
	}
	// The last day of a leap year far ahead.
	if got := compile(t, office).Between(at(t, "2096-12-31T00:00:00+01:00"), at(t, "2097-01-01T00:00:00+01:00")); got != 7*time.Hour {
		t.Errorf("a Monday of %s", got)
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*Calendar)
	}{
		{"name:", func(c *Calendar) { c.Name = " " }},
		{"time_zone:", func(c *Calendar) { c.Zone = "Mars/Olympus" }},
		{"time_zone:", func(c *Calendar) { c.Zone = "Local" }},
		{"time_zone:", func(c *Calendar) { c.Zone = "" }},
		{"weekly:", func(c *Calendar) { c.Weekly = nil }},
		{"weekly[0].day:", func(c *Calendar) { c.Weekly = []Window{{"Mon", "09:00", "10:00"}} }},
		{"weekly[0].from:", func(c *Calendar) { c.Weekly = []Window{{"monday", "9:00", "10:00"}} }},
		{"weekly[0].from:", func(c *Calendar) { c.Weekly = []Window{{"monday", "24:00", "10:00"}} }},
		{"weekly[0].to:", func(c *Calendar) { c.Weekly = []Window{{"monday", "09:00", "24:01"}} }},
		{"weekly[0].to:", func(c *Calendar) { c.Weekly = []Window{{"monday", "09:00", "1/:00"}} }},
		{"holidays[0].date:", func(c *Calendar) { c.Holidays = []Holiday{{Date: "2026-02-30"}} }},
		{"holidays[0].hours[0].to:", func(c *Calendar) {
			c.Holidays = []Holiday{{Date: "2026-02-03", Hours: []Opening{{"10:00", ""}}}}
		}},
	} {
		calendar := office
		c.change(&calendar)
		if err := calendar.Validate(); err == nil || !strings.HasPrefix(err.Error(), c.field) {
			t.Errorf("want an error about %s, got %v", c.field, err)
		}
	}
	if err := office.Validate(); err != nil {
		t.Error(err)
	}
}

func TestCalendarKeepsItsShapeInJSON(t *testing.T) {
	data, err := json.Marshal(office)
	if err != nil {
		t.Fatal(err)
	}
	var back Calendar
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(office, back); d != "" {
		t.Error(d)
	}
}

func TestHoursAreSharedBetweenGoroutines(t *testing.T) {
	h, from := compile(t, office), at(t, "2026-05-18T09:00:00+02:00")
	want := compile(t, office).Between(from, from.AddDate(5, 0, 0))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := h.Between(from, from.AddDate(5, 0, 0)); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
	all.Wait()
}

func BenchmarkHours(b *testing.B) {
	h, from := compile(b, office), at(b, "2026-05-18T11:00:00+02:00")
	b.Run("Add/months", func(b *testing.B) {
		for b.Loop() {
			h.Add(from, 700*time.Hour)
		}
	})
	b.Run("Add/years", func(b *testing.B) {
		for b.Loop() {
			h.Add(from, 9000*time.Hour)
		}
	})
	b.Run("Between/year", func(b *testing.B) {
		to := from.AddDate(1, 0, 0)
		for b.Loop() {
			h.Between(from, to)
		}
	})
	b.Run("first question of a year", func(b *testing.B) {
		for b.Loop() {
			compile(b, office).Open(from)
		}
	})
}
