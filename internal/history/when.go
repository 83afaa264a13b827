package history

import (
	"fmt"
	"strings"
	"time"
)

// when reads the times of another helpdesk.
type when struct {
	layout string         // of the mapping, empty for the usual ones
	zone   *time.Location // of times that name none, nil to refuse them
}

// usual are the ways in which helpdesks write times; those with a zone first.
var usual = []struct {
	layout string
	zoned  bool
}{
	{time.RFC3339Nano, true}, {"2006-01-02 15:04:05 -0700", true}, {"2006-01-02 15:04:05 MST", true}, {"2006-01-02T15:04:05.999Z0700", true}, {time.RFC1123Z, true}, {time.RFC1123, true},
	{"2006-01-02T15:04:05.999999999", false}, {"2006-01-02 15:04:05.999999999", false}, {"2006-01-02 15:04", false}, {"2006-01-02T15:04", false}, {time.DateOnly, false},
}

// read reads a time, zero for an empty text.
func (w when) read(s string) (time.Time, *LineError) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	if w.layout != "" {
		zoned := strings.Contains(w.layout, "-07") || strings.Contains(w.layout, "Z07") || strings.Contains(w.layout, "MST")
		return w.as(s, w.layout, zoned)
	}
	for _, u := range usual {
		if _, err := time.Parse(u.layout, s); err == nil {
			return w.as(s, u.layout, u.zoned)
		}
	}
	return time.Time{}, bad("", "write it as 2026-01-31T09:30:00Z, or say in the mapping how it is written (time: DD.MM.YYYY hh:mm)", "%.40q is not a time", s)
}

func (w when) as(s, layout string, zoned bool) (time.Time, *LineError) {
	zone := w.zone
	switch {
	case zoned:
		zone = time.UTC
	case zone == nil:
		return time.Time{}, bad("", "say in which zone it is (--zone Europe/Berlin, or zone in the mapping)", "%.40q names no time zone", s)
	}
	at, err := time.ParseInLocation(layout, s, zone)
	if err != nil {
		return at, bad("", "mend it, or time in the mapping", "%.40q is not written as the mapping says", s)
	}
	// A name such as CEST without its offset would be taken for UTC in silence.
	if name, offset := at.Zone(); zoned && offset == 0 && name != "UTC" && name != "GMT" && name != "" && name != "Z" {
		return at, bad("", "write an offset such as +02:00", "%.40q names the time zone %s, which is not one alone in the world", s, name)
	}
	return at.UTC().Truncate(time.Microsecond), nil
}

// layoutOf is a layout as people write it, DD.MM.YYYY hh:mm:ss, as Go knows it.
func layoutOf(s string) (string, error) {
	for _, part := range []string{"YY", "MM", "DD"} {
		if !strings.Contains(s, part) {
			return "", fmt.Errorf("time %q has no %s: write YYYY (or YY), MM, DD, hh, mm, ss and zz for an offset where they stand, as DD.MM.YYYY hh:mm", s, part)
		}
	}
	return strings.NewReplacer("YYYY", "2006", "YY", "06", "MM", "01", "DD", "02", "hh", "15", "mm", "04", "ss", "05", "zz", "-07:00").Replace(s), nil
}
