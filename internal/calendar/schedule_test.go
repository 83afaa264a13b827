package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestShifts(t *testing.T) {
	hour := func(day, hour int) time.Time { return time.Date(2026, 5, day, hour, 0, 0, 0, time.UTC) }
	schedule := Schedule{
		Zone:   "UTC",
		Weekly: []Window{{"monday", "09:00", "17:00"}, {"tuesday", "22:00", "06:00"}, {"thursday", "09:00", "17:00"}},
		Breaks: []Window{{"monday", "12:00", "13:00"}, {"tuesday", "23:00", "01:00"}},
		Leave:  []Range{{hour(21, 0), hour(22, 0)}},
		Overrides: []Override{
			{Range{hour(21, 10), hour(21, 14)}, true}, {Range{hour(21, 11), hour(21, 12)}, false}, {Range{hour(23, 8), hour(23, 9)}, true},
		},
	}
	s, err := schedule.Compile()
	if err != nil {
		t.Fatal(err)
	}
	// Every period on shift from Monday to Sunday.
	want := [][2]time.Time{
		{hour(18, 9), hour(18, 12)}, {hour(18, 13), hour(18, 17)},
		{hour(19, 22), hour(19, 23)}, {hour(20, 1), hour(20, 6)},
		{hour(21, 10), hour(21, 11)}, {hour(21, 12), hour(21, 14)}, {hour(23, 8), hour(23, 9)},
		{hour(25, 9), hour(25, 12)},
	}
	now := hour(18, 0)
	for _, w := range want {
		start, ok := s.Next(now)
		if !ok || !start.Equal(w[0]) || s.OnShift(start.Add(-1)) || !s.OnShift(start) {
			t.Fatalf("after %s the next shift starts at %s, %t, want %s", now, start, ok, w[0])
		}
		stop, ok := s.Until(start)
		if !ok || !stop.Equal(w[1]) || s.OnShift(stop) {
			t.Fatalf("the shift from %s ends at %s, %t, want %s", start, stop, ok, w[1])
		}
		now = stop
	}
	off, err := Schedule{Zone: "UTC"}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	if next, ok := off.Next(now); ok {
		t.Errorf("somebody without hours starts at %s", next)
	}
}

func TestScheduleValidate(t *testing.T) {
	now := time.Date(2026, 5, 18, 0, 0, 0, 0, time.UTC)
	for field, s := range map[string]Schedule{
		"time_zone:":       {Zone: "Nowhere"},
		"weekly[0].from:":  {Zone: "UTC", Weekly: []Window{{"monday", "x", "17:00"}}},
		"breaks[0].day:":   {Zone: "UTC", Breaks: []Window{{"", "12:00", "13:00"}}},
		"leave[0].to:":     {Zone: "UTC", Leave: []Range{{now, now}}},
		"overrides[0].to:": {Zone: "UTC", Overrides: []Override{{Range{now, now.Add(-1)}, true}}},
	} {
		if err := s.Validate(); err == nil || !strings.HasPrefix(err.Error(), field) {
			t.Errorf("want an error about %s, got %v", field, err)
		}
	}
}
