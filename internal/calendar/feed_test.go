package calendar

import (
	"slices"
	"strings"
	"testing"
)

func ical(lines ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

func vevent(lines ...string) string {
	return "BEGIN:VEVENT\r\nDTSTAMP:20200101T000000Z\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func TestHolidays(t *testing.T) {
	const free = "TRANSP:TRANSPARENT"
	feed := ical(
		vevent("UID:1", "SUMMARY:Two days\\, and", "  a fold", "DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "CATEGORIES:Public Holiday,Winter"),
		vevent("UID:2", "SUMMARY:Thanksgiving", "DTSTART;VALUE=DATE:20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "EXDATE;VALUE=DATE:20271125"),
		vevent("UID:3", "SUMMARY:Labour Day", "DTSTART;VALUE=DATE:20100501", "RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;UNTIL=20270501"),
		vevent("UID:3", "SUMMARY:Labour Day moved", "DTSTART;VALUE=DATE:20270503", "RECURRENCE-ID;VALUE=DATE:20270501"),
		vevent("UID:4", "SUMMARY:Observed only", "DTSTART;VALUE=DATE:20260214", free, "DESCRIPTION:Observance"),
		vevent("UID:5", "SUMMARY:Party", "DTSTART:20260214T190000", "DTEND:20260214T230000"),
		vevent("UID:6", "SUMMARY:In UTC", "DTSTART:20260630T220000Z", "DTEND:20260701T220000Z"),
		vevent("UID:7", "SUMMARY:Cancelled", "DTSTART;VALUE=DATE:20260303", "STATUS:CANCELLED"),
		vevent("UID:8", "SUMMARY:Old", "DTSTART;VALUE=DATE:16010808", "RRULE:FREQ=YEARLY;UNTIL=20260808"),
		vevent("UID:9", "SUMMARY:Week", "DTSTART;VALUE=DATE:20260810", "RRULE:FREQ=DAILY;COUNT=2"),
	)
	wish := Wish{Zone: "Europe/Berlin", From: "2026-01-01", To: "2028-12-31"}
	for _, c := range []struct {
		what   string
		change func(*Wish)
		want   []string
	}{
		{"all", func(*Wish) {}, []string{
			"2026-02-14 Observed only", "2026-05-01 Labour Day", "2026-07-01 In UTC", "2026-08-08 Old", "2026-08-10 Week", "2026-08-11 Week", "2026-11-26 Thanksgiving",
			"2026-12-25 Two days, and a fold", "2026-12-26 Two days, and a fold", "2027-05-03 Labour Day moved", "2028-11-23 Thanksgiving",
		}},
		{"a category", func(w *Wish) { w.Categories = []string{"public holiday"} }, []string{"2026-12-25 Two days, and a fold", "2026-12-26 Two days, and a fold"}},
		{"cut by the dates wanted", func(w *Wish) { w.From, w.To = "2026-12-26", "2027-01-01" }, []string{"2026-12-26 Two days, and a fold"}},
		{"busy days", func(w *Wish) { w.Busy, w.To = true, "2026-05-01" }, []string{"2026-05-01 Labour Day"}},
	} {
		w := wish
		c.change(&w)
		got, err := Holidays(strings.NewReader(feed), w)
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		var names []string
		for _, day := range got.Days {
			names = append(names, day.Date+" "+day.Name)
		}
		if !slices.Equal(names, c.want) || got.Timed != 1 {
			t.Errorf("%s: %q and %d events of hours, want %q and 1", c.what, names, got.Timed, c.want)
		}
	}
}

func TestHolidaysRefusesBadFeeds(t *testing.T) {
	for want, feed := range map[string]string{
		"no iCalendar feed": "<html>Sign in</html>",
		"cut off":           strings.TrimSuffix(ical(vevent("UID:1", "DTSTART;VALUE=DATE:20260101")), "END:VCALENDAR\r\n"),
		"DTSTART":           ical(vevent("UID:1", "SUMMARY:x")),
		"DTEND":             ical(vevent("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260101")),
		"EXDATE":            ical(vevent("DTSTART;VALUE=DATE:20260105", "EXDATE:tomorrow")),
		"RRULE":             ical(vevent("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=SECONDLY")),
		"or (without BY)":   ical(vevent("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
		"DURATION":          ical(vevent("DTSTART;VALUE=DATE:20260105", "DURATION:P9999D")),
	} {
		if _, err := Holidays(strings.NewReader(feed), Wish{Zone: "UTC", From: "2026-01-01", To: "2026-12-31"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error about %q, got %v", want, err)
		}
	}
	for _, wish := range []Wish{{Zone: "UTC", From: "x", To: "2026-01-01"}, {Zone: "UTC", From: "2026-01-02", To: "2026-01-01"}, {Zone: "?", From: "2026-01-02", To: "2026-01-03"}} {
		if _, err := Holidays(strings.NewReader(ical()), wish); err == nil {
			t.Errorf("%+v was taken", wish)
		}
	}
}

func FuzzHolidays(f *testing.F) {
	f.Add(ical(vevent("UID:1", "SUMMARY:x", "DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5", "EXDATE:20270531")))
	f.Add(ical(vevent("DTSTART;TZID=\"a:b\":20260105T000000", "DURATION:P1W")))
	f.Fuzz(func(t *testing.T, feed string) {
		got, err := Holidays(strings.NewReader(feed), Wish{Zone: "UTC", From: "2026-01-01", To: "2027-12-31"})
		if err != nil {
			return
		}
		for _, day := range got.Days {
			if day.Date < "2026-01-01" || day.Date > "2027-12-31" {
				t.Errorf("%s was not wanted", day.Date)
			}
		}
	})
}
