package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Bounds of what one calendar or schedule may hold.
const (
	maxName     = 200
	maxWindows  = 500
	maxHolidays = 10_000
	maxRanges   = 10_000
)

// Calendar is the opening hours of a desk, as an administrator writes them.
// Compile makes Hours of it.
type Calendar struct {
	Name string `json:"name"`
	// Zone is the name of a time zone in the IANA database: Europe/Lisbon.
	Zone   string   `json:"time_zone"`
	Weekly []Window `json:"weekly"`
	// Holidays in any order. Several of one date count as one, with the hours
	// of all of them.
	Holidays []Holiday `json:"holidays,omitempty"`
}

// Window is a stretch of hours on one day of every week, both ends local
// times HH:MM from 00:00 to 24:00. It includes From and not To; with To not
// after From it ends on the day after.
type Window struct {
	Day  Day    `json:"day"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Holiday is a date on which the weekly hours do not count.
type Holiday struct {
	Date string `json:"date"` // YYYY-MM-DD, local
	Name string `json:"name,omitempty"`
	// Hours are the opening hours of that date; none for closed.
	Hours []Opening `json:"hours,omitempty"`
}

// Opening is a Window without its day.
type Opening struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Day is a day of the week: its English name in lower case.
type Day string

var days = [7]Day{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// DayOf names a weekday.
func DayOf(day time.Weekday) Day { return days[(day%7+7)%7] }

// Always is the calendar that never closes.
func Always() Calendar {
	c := Calendar{Name: "24x7", Zone: "UTC"}
	for _, day := range days {
		c.Weekly = append(c.Weekly, Window{Day: day, From: "00:00", To: "24:00"})
	}
	return c
}

// Validate reports the first part of the calendar that Compile would refuse:
// the error names the field and says what to write there.
func (c Calendar) Validate() error {
	_, err := c.rules()
	return err
}

// Compile makes the calendar ready for questions. The error is Validate's.
func (c Calendar) Compile() (*Hours, error) {
	rules, err := c.rules()
	if err != nil {
		return nil, err
	}
	return &Hours{line: timeline{rules: rules}}, nil
}

func (c Calendar) rules() (rules, error) {
	var r rules
	if name := strings.TrimSpace(c.Name); name == "" || len(name) > maxName {
		return r, fmt.Errorf("name: give the calendar a name of at most %d bytes", maxName)
	}
	var err error
	if r.zone, err = zone(c.Zone); err != nil {
		return r, err
	}
	if len(c.Weekly) == 0 {
		return r, fmt.Errorf("weekly: the calendar is never open; add a window such as {\"day\": \"monday\", \"from\": \"09:00\", \"to\": \"17:00\"}")
	}
	starts, err := weekly("weekly", c.Weekly)
	if err != nil {
		return r, err
	}
	if len(c.Holidays) > maxHolidays {
		return r, fmt.Errorf("holidays: %d is more than the %d a calendar may have; drop those long past", len(c.Holidays), maxHolidays)
	}
	special := make(map[int64][]stretch, len(c.Holidays))
	for i, h := range c.Holidays {
		day, err := date(h.Date)
		if err != nil {
			return r, fmt.Errorf("holidays[%d].date: %w", i, err)
		}
		if len(h.Name) > maxName {
			return r, fmt.Errorf("holidays[%d].name: keep it under %d bytes", i, maxName)
		}
		if len(h.Hours) > maxWindows {
			return r, fmt.Errorf("holidays[%d].hours: %d is more than the %d a holiday may have; join those that touch", i, len(h.Hours), maxWindows)
		}
		all := special[day]
		for j, o := range h.Hours {
			s, err := opening(o.From, o.To)
			if err != nil {
				return r, fmt.Errorf("holidays[%d].hours[%d].%w", i, j, err)
			}
			all = append(all, s)
		}
		special[day] = all
	}
	r.settle(starts, special)
	return r, nil
}

// weekly gives the stretches that start on each weekday.
func weekly(field string, windows []Window) ([7][]stretch, error) {
	var starts [7][]stretch
	if len(windows) > maxWindows {
		return starts, fmt.Errorf("%s: %d windows are more than the %d a week may have; join those that touch", field, len(windows), maxWindows)
	}
	for i, w := range windows {
		day := slices.Index(days[:], w.Day)
		if day < 0 {
			return starts, fmt.Errorf("%s[%d].day: %q is no day; write one of monday, tuesday, wednesday, thursday, friday, saturday, sunday", field, i, w.Day)
		}
		s, err := opening(w.From, w.To)
		if err != nil {
			return starts, fmt.Errorf("%s[%d].%w", field, i, err)
		}
		starts[day] = append(starts[day], s)
	}
	return starts, nil
}
