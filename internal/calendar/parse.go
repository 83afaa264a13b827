package calendar

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // a host without a zone database must count the same hours
)

// zone loads a time zone by its name in the IANA database.
func zone(name string) (*time.Location, error) {
	if name == "" {
		return nil, errors.New("time_zone: missing; write the name of a zone, such as Europe/Lisbon or UTC")
	}
	if name == "Local" {
		return nil, errors.New("time_zone: \"Local\" differs from host to host; write the name of a zone, such as Europe/Lisbon or UTC")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time_zone: %q is not known; write a name of the IANA database, such as Europe/Lisbon or UTC", name)
	}
	return loc, nil
}

// clock reads HH:MM as minutes after midnight, 0 to 1440.
func clock(s string) (int, error) {
	digit := func(i int) int { return int(s[i]) - '0' }
	if len(s) == 5 && s[2] == ':' {
		h, m := digit(0)*10+digit(1), digit(3)*10+digit(4)
		proper := true
		for _, i := range []int{0, 1, 3, 4} {
			proper = proper && digit(i) >= 0 && digit(i) <= 9
		}
		if proper && m < 60 && h*60+m <= 24*60 {
			return h*60 + m, nil
		}
	}
	return 0, fmt.Errorf("%q is no time of day; write HH:MM from 00:00 to 24:00", s)
}

// opening reads two local times as the stretch between them, in seconds after
// the midnight that its day begins with; one that runs over the next midnight
// ends above 86400.
func opening(from, to string) (stretch, error) {
	a, err := clock(from)
	if err != nil {
		return stretch{}, fmt.Errorf("from: %w", err)
	}
	if a == 24*60 {
		return stretch{}, errors.New("from: 24:00 ends a day; write 00:00 of the day after")
	}
	b, err := clock(to)
	if err != nil {
		return stretch{}, fmt.Errorf("to: %w", err)
	}
	if b <= a {
		b += 24 * 60
	}
	return stretch{int64(a) * 60, int64(b) * 60}, nil
}

// date reads YYYY-MM-DD as days after 1970-01-01.
func date(s string) (int64, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is no date; write YYYY-MM-DD", s)
	}
	return t.Unix() / daySeconds, nil
}
