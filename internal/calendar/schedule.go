package calendar

import (
	"fmt"
	"time"
)

// Schedule is when one person works, as an administrator writes it. Overrides
// win over leave, leave over breaks, breaks over the weekly hours. Compile
// makes Shifts of it.
type Schedule struct {
	// Zone is the name of a time zone in the IANA database: Asia/Kathmandu.
	Zone   string   `json:"time_zone"`
	Weekly []Window `json:"weekly,omitempty"`
	// Breaks are off shift, so that a break ends one shift and a new one
	// starts after it.
	Breaks    []Window   `json:"breaks,omitempty"`
	Leave     []Range    `json:"leave,omitempty"`
	Overrides []Override `json:"overrides,omitempty"`
}

// Range is a stretch of instants, To not included.
type Range struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Override puts somebody on or off shift for a while. Of two that overlap the
// later in the list wins.
type Override struct {
	Range
	On bool `json:"on"`
}

// Validate reports the first part of the schedule that Compile would refuse:
// the error names the field and says what to write there.
func (s Schedule) Validate() error {
	_, err := s.rules()
	return err
}

// Compile makes the schedule ready for questions. The error is Validate's.
func (s Schedule) Compile() (*Shifts, error) {
	rules, err := s.rules()
	if err != nil {
		return nil, err
	}
	return &Shifts{line: timeline{rules: rules}}, nil
}

func (s Schedule) rules() (rules, error) {
	var r rules
	var err error
	if r.zone, err = zone(s.Zone); err != nil {
		return r, err
	}
	work, err := weekly("weekly", s.Weekly)
	if err != nil {
		return r, err
	}
	rest, err := weekly("breaks", s.Breaks)
	if err != nil {
		return r, err
	}
	for day := range r.week {
		before := (day + 6) % 7
		r.week[day] = onDay(work[day], work[before])
		for _, cut := range onDay(rest[day], rest[before]) {
			r.week[day] = without(r.week[day], cut)
		}
	}
	if n := len(s.Leave) + len(s.Overrides); n > maxRanges {
		return r, fmt.Errorf("leave and overrides: %d are more than the %d a schedule may have; drop those long past", n, maxRanges)
	}
	for i, leave := range s.Leave {
		if err := leave.validate(); err != nil {
			return r, fmt.Errorf("leave[%d].%w", i, err)
		}
		r.edits = append(r.edits, edit{leave.stretch(), false})
	}
	for i, o := range s.Overrides {
		if err := o.validate(); err != nil {
			return r, fmt.Errorf("overrides[%d].%w", i, err)
		}
		r.edits = append(r.edits, edit{o.stretch(), o.On})
	}
	return r, nil
}

func (r Range) validate() error {
	if !r.From.Before(r.To) {
		return fmt.Errorf("to: %s is not after from, %s; write a later time", r.To.Format(time.RFC3339), r.From.Format(time.RFC3339))
	}
	return nil
}

func (r Range) stretch() stretch { return stretch{clip(r.From), clip(r.To)} }

// Shifts answers questions about a Schedule. It does not change, and any
// number of goroutines may ask at once.
type Shifts struct{ line timeline }

// OnShift reports whether t lies in a shift.
func (s *Shifts) OnShift(t time.Time) bool { return s.line.open(t) }

// Between gives the time on shift between two instants, negative if b is
// before a.
func (s *Shifts) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -s.Between(b, a)
	}
	return time.Duration(s.line.between(clip(a), clip(b)))
}

// Until gives the end of the shift that t lies in: a break, leave or the end
// of the hours, whichever is first. It is false if t lies in none, or if the
// shift does not end within ten years.
func (s *Shifts) Until(t time.Time) (time.Time, bool) { return s.line.untilOf(t) }

// Next gives the first instant not before t that lies in a shift: t itself
// during one. It is false if there is none within ten years.
func (s *Shifts) Next(t time.Time) (time.Time, bool) { return s.line.nextOf(t) }
