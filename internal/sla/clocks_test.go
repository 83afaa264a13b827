package sla

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/calendar"
)

// desk is open on weekdays with a lunch break, and on Friday night.
func desk(t testing.TB) *calendar.Hours {
	t.Helper()
	c := calendar.Calendar{Name: "desk", Zone: "Europe/Berlin"}
	for day := time.Monday; day <= time.Friday; day++ {
		c.Weekly = append(c.Weekly, calendar.Window{Day: calendar.DayOf(day), From: "09:00", To: "12:00"}, calendar.Window{Day: calendar.DayOf(day), From: "13:00", To: "17:00"})
	}
	c.Weekly = append(c.Weekly, calendar.Window{Day: "friday", From: "22:00", To: "02:00"})
	h, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func hours(h float64) Duration { return Duration(h * float64(time.Hour)) }

// may is a time in May 2026, Berlin; the 18th is a Monday.
func may(day, hour, minute int) time.Time {
	return time.Date(2026, 5, day, hour-2, minute, 0, 0, time.UTC)
}

var terms = Terms{
	Policy: "gold", Targets: Targets{hours(2), hours(4), hours(8)}, WarnFraction: 0.75,
	Steps: []Step{{At: Breach, Clock: FirstResponse, After: hours(1), Do: RaisePriority}},
}

func TestDeadlines(t *testing.T) {
	h := desk(t)
	for _, c := range []struct {
		what       string
		opened     time.Time
		first, fix time.Time
	}{
		{"lunch does not count", may(18, 11, 0), may(18, 14, 0), may(19, 12, 0)},
		{"nor does the night before", may(18, 3, 0), may(18, 11, 0), may(19, 10, 0)},
		{"a window over midnight does", may(22, 17, 0), may(23, 0, 0), may(25, 14, 0)},
		{"nor does the weekend", may(23, 12, 0), may(25, 11, 0), may(26, 10, 0)},
	} {
		got := Open(h, terms, c.opened)
		if !got.First.Due.Equal(c.first) || !got.Solve.Due.Equal(c.fix) {
			t.Errorf("%s: due %s and %s, want %s and %s", c.what, got.First.Due, got.Solve.Due, c.first, c.fix)
		}
		if _, told := got.Tick(h, c.opened); len(told) != 0 {
			t.Errorf("%s: a new ticket says %v", c.what, told)
		}
	}
}

// A ticket lives: warned, late, answered, on hold overnight, resolved,
// reopened. Every notice comes at its instant.
func TestLife(t *testing.T) {
	h := desk(t)
	c := Open(h, terms, may(18, 9, 0))
	expect := func(want ...Notice) {
		t.Helper()
		for _, w := range want {
			if at := c.NextAlarm(h); !at.Equal(w.When) {
				t.Fatalf("next alarm %s, want %s", at, w.When)
			}
			var told []Notice
			if c, told = c.Tick(h, w.When.Add(-1)); len(told) != 0 {
				t.Fatalf("too early: %v", told)
			}
			if c, told = c.Tick(h, w.When); cmp.Diff(told, []Notice{w}) != "" {
				t.Fatal(cmp.Diff(told, []Notice{w}))
			}
			if c, told = c.Tick(h, w.When); len(told) != 0 {
				t.Fatalf("again: %v", told)
			}
		}
	}
	expect(
		Notice{FirstResponse, Warning, may(18, 10, 30), nil},
		Notice{FirstResponse, Breach, may(18, 11, 0), nil},
		Notice{FirstResponse, Breach, may(18, 12, 0), &terms.Steps[0]},
	)
	c = c.Replied(h, may(18, 14, 0))
	if c.First.State != Breached || !c.First.BreachedAt.Equal(may(18, 11, 0)) || !c.First.MetAt.Equal(may(18, 14, 0)) {
		t.Errorf("an answer that came late: %+v", c.First)
	}
	c = c.Pause(h, may(18, 15, 0))
	if at := c.NextAlarm(h); !at.IsZero() {
		t.Errorf("on hold, but due %s", at)
	}
	c = c.Heard(h, may(19, 8, 0))
	c = c.Resume(h, may(19, 10, 0))
	if !c.Next.Due.Equal(may(19, 15, 0)) || !c.Solve.Due.Equal(may(19, 14, 0)) {
		t.Errorf("after the hold: due %s and %s", c.Next.Due, c.Solve.Due)
	}
	c = c.Replied(h, may(19, 15, 0).Add(-2*time.Hour))
	if c.Next.State != Met {
		t.Errorf("answered in time: %+v", c.Next)
	}
	c = c.Resolved(h, may(19, 13, 0))
	c = c.Reopened(h, may(21, 9, 0))
	// It used 5 h on Monday and 2 on Tuesday; nobody needs the warning of then.
	expect(Notice{Resolution, Breach, may(21, 10, 0), nil})
}

func TestMetAtTheVeryInstant(t *testing.T) {
	h := desk(t)
	due := may(18, 11, 0)
	for when, want := range map[time.Time]State{due.Add(-1): Met, due: Met, due.Add(1): Breached} {
		if c := Open(h, terms, may(18, 9, 0)).Replied(h, when); c.First.State != want {
			t.Errorf("answered %s after the deadline: %s, want %s", when.Sub(due), c.First.State, want)
		}
	}
	// A breach nobody noticed in time is still told, with its instant.
	c, told := Open(h, terms, may(18, 9, 0)).Replied(h, may(18, 16, 0)).Tick(h, may(18, 16, 0))
	want := Notice{FirstResponse, Breach, due, nil}
	if !slices.ContainsFunc(told, func(n Notice) bool { return cmp.Equal(n, want) }) || !c.First.BreachedAt.Equal(due) {
		t.Errorf("told %v, and breached at %s", told, c.First.BreachedAt)
	}
}

func TestRetarget(t *testing.T) {
	h := desk(t)
	urgent := Terms{Policy: "gold", Targets: Targets{hours(1), 0, hours(4)}}
	c := Open(h, terms, may(18, 9, 0)).Pause(h, may(18, 10, 0)).Resume(h, may(18, 14, 0))
	c = c.Retarget(h, h, urgent, may(18, 15, 0)) // 2 h are used
	if !c.Solve.Due.Equal(may(18, 17, 0)) || !c.First.Due.Equal(may(18, 15, 0)) {
		t.Errorf("due %s and %s", c.First.Due, c.Solve.Due)
	}
	if again := c.Retarget(h, h, urgent, may(18, 15, 0)); cmp.Diff(c, again) != "" {
		t.Errorf("again: %s", cmp.Diff(c, again))
	}
	fresh := Open(h, Terms{}, may(18, 9, 0)).Retarget(h, h, terms, may(18, 10, 0))
	if !fresh.First.Due.Equal(may(18, 11, 0)) || !fresh.Solve.Due.Equal(may(19, 10, 0)) {
		t.Errorf("promised later: due %s and %s", fresh.First.Due, fresh.Solve.Due)
	}
	if none := fresh.Retarget(h, h, Terms{}, may(18, 10, 30)); !none.NextAlarm(h).IsZero() || none.First.State != "" {
		t.Errorf("promised no more: %+v", none)
	}
}

// A step that is written twice is taken twice, and no more for being promised
// by somebody else, or not at all for a while.
func TestStepsAreTakenOnce(t *testing.T) {
	h := desk(t)
	twice := terms
	twice.Steps = []Step{terms.Steps[0], terms.Steps[0]}
	c, told := Open(h, twice, may(18, 9, 0)).Tick(h, may(18, 12, 0))
	steps := slices.DeleteFunc(told, func(n Notice) bool { return n.Step == nil })
	if len(steps) != 2 {
		t.Errorf("told %v, want the step twice", told)
	}
	other := twice
	other.Policy = "other"
	c, told = c.Retarget(h, h, Terms{}, may(18, 13, 0)).Retarget(h, h, other, may(18, 14, 0)).Tick(h, may(18, 14, 0))
	if len(told) != 0 || len(c.First.Taken) != 2 {
		t.Errorf("under another policy: told %v, taken %v", told, c.First.Taken)
	}
}

func TestClockThatJumps(t *testing.T) {
	h := desk(t)
	c := Open(h, terms, may(18, 9, 0))
	back := c.Pause(h, may(4, 9, 0)).Resume(h, may(4, 9, 0)).Pause(h, may(4, 8, 0))
	if back.First.Remaining != hours(2) || back.Solve.Remaining != hours(8) {
		t.Errorf("a clock set back changed what is left: %+v", back)
	}
	for _, when := range []time.Time{{}, time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, do := range []func(Clocks) Clocks{
			func(c Clocks) Clocks { return c.Replied(h, when) }, func(c Clocks) Clocks { return c.Heard(h, when) },
			func(c Clocks) Clocks { return c.Pause(h, when).Resume(h, when) }, func(c Clocks) Clocks { return c.Resolved(h, when).Reopened(h, when) },
			func(c Clocks) Clocks { return c.Retarget(h, h, terms, when) }, func(Clocks) Clocks { return Open(h, terms, when) },
		} {
			first, told := do(c).Tick(h, when)
			if _, again := first.Tick(h, when); len(again) != 0 || len(told) > 7 {
				t.Errorf("at %s: told %v, then %v", when, told, again)
			}
		}
	}
}

func TestClocksKeepTheirShapeInJSON(t *testing.T) {
	h := desk(t)
	c := Open(h, terms, may(18, 9, 0).Add(1)).Pause(h, may(18, 12, 0).Add(3))
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Clocks
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(c, back); d != "" {
		t.Error(d)
	}
	if data, err := json.Marshal(Clocks{}); err != nil || string(data) != "{}" {
		t.Errorf("no clocks are %s, %v", data, err)
	}
}

func BenchmarkClocks(b *testing.B) {
	h := desk(b)
	c := Open(h, terms, may(18, 9, 0))
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			Open(h, terms, may(18, 9, 0))
		}
	})
	b.Run("Tick", func(b *testing.B) {
		for b.Loop() {
			c.Tick(h, may(18, 9, 30))
		}
	})
	b.Run("NextAlarm", func(b *testing.B) {
		for b.Loop() {
			c.NextAlarm(h)
		}
	})
}
