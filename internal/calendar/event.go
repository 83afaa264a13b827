package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// maxLength is the most days one event may last.
const maxLength = 366

// maxInterval bounds the INTERVAL of a rule: what is rarer never comes again.
const maxInterval = 1000

// errTimed marks an event that is hours of a day and not whole days.
var errTimed = errors.New("not a whole day")

// event is an event of whole days, which are counted from 1970-01-01.
type event struct {
	uid       string
	day       FeedDay // without its date
	start     int64
	length    int64
	rule      *rrule.ROption
	except    map[int64]bool
	extra     []int64
	replaces  *int64 // the repetition of uid that this event stands for
	cancelled bool
}

func newEvent(from *ics.VEvent, loc *time.Location) (*event, error) {
	e := &event{
		uid:       text(from, ics.ComponentPropertyUniqueId),
		cancelled: strings.EqualFold(text(from, ics.ComponentPropertyStatus), "CANCELLED"),
		except:    make(map[int64]bool),
	}
	e.day.Name = cut(text(from, ics.ComponentPropertySummary))
	e.day.Description = text(from, ics.ComponentPropertyDescription)
	e.day.Free = strings.EqualFold(text(from, ics.ComponentPropertyTransp), "TRANSPARENT")
	for _, p := range from.GetProperties(ics.ComponentPropertyCategories) {
		for category := range strings.SplitSeq(p.Value, ",") {
			e.day.Categories = append(e.day.Categories, strings.TrimSpace(category))
		}
	}
	start := from.GetProperty(ics.ComponentPropertyDtStart)
	if start == nil {
		return nil, errors.New("DTSTART is missing; mend the feed or use another")
	}
	var err error
	if e.start, err = wholeDay(start.Value, loc); err != nil {
		return nil, fmt.Errorf("DTSTART: %w", err)
	}
	if err := e.readLength(from, strings.Contains(start.Value, "T"), loc); err != nil {
		return nil, err
	}
	return e, e.readRepeats(from, loc)
}

func (e *event) readLength(from *ics.VEvent, timed bool, loc *time.Location) error {
	e.length = 1
	if stop := from.GetProperty(ics.ComponentPropertyDtEnd); stop != nil {
		day, err := wholeDay(stop.Value, loc)
		if err != nil {
			return fmt.Errorf("DTEND: %w", err)
		}
		// Some feeds write the same day twice for one day.
		e.length = max(1, day-e.start)
		if day < e.start || e.length > maxLength {
			return fmt.Errorf("DTEND: %q must lie at most %d days after DTSTART; mend the feed or use another", stop.Value, maxLength)
		}
		return nil
	}
	if p := from.GetProperty(ics.ComponentPropertyDuration); p != nil {
		var n, unit int64
		switch _, err := fmt.Sscanf(p.Value, "P%d", &n); {
		case err == nil && strings.HasSuffix(p.Value, "D"):
			unit = 1
		case err == nil && strings.HasSuffix(p.Value, "W"):
			unit = 7
		default:
			return errTimed
		}
		if n < 1 || n > maxLength/unit {
			return fmt.Errorf("DURATION: %q must be from 1 to %d days; mend the feed or use another", p.Value, maxLength)
		}
		e.length = n * unit
		return nil
	}
	if timed {
		return errTimed // a moment
	}
	return nil
}

func (e *event) readRepeats(from *ics.VEvent, loc *time.Location) error {
	if p := from.GetProperty(ics.ComponentPropertyRecurrenceId); p != nil {
		day, err := wholeDay(p.Value, loc)
		if err != nil {
			return fmt.Errorf("RECURRENCE-ID: %w", err)
		}
		e.replaces = &day
	}
	for _, p := range from.GetProperties(ics.ComponentPropertyExdate) {
		for value := range strings.SplitSeq(p.Value, ",") {
			day, err := wholeDay(value, loc)
			if err != nil {
				return fmt.Errorf("EXDATE: %w", err)
			}
			e.except[day] = true
		}
	}
	for _, p := range from.GetProperties(ics.ComponentPropertyRdate) {
		for value := range strings.SplitSeq(p.Value, ",") {
			day, err := wholeDay(value, loc)
			if err != nil {
				return fmt.Errorf("RDATE: %w", err)
			}
			e.extra = append(e.extra, day)
		}
	}
	p := from.GetProperty(ics.ComponentPropertyRrule)
	if p == nil {
		return nil
	}
	rule, err := rrule.StrToROption(p.Value)
	if err != nil {
		return fmt.Errorf("RRULE: %q: %w", p.Value, err)
	}
	daily := rule.Freq == rrule.DAILY && strings.Contains(p.Value, "BY") // slow where it never comes true
	if daily || rule.Freq > rrule.DAILY || len(rule.Byhour)+len(rule.Byminute)+len(rule.Bysecond) > 0 || rule.Interval < 0 || rule.Interval > maxInterval {
		return fmt.Errorf("RRULE: %q: a day repeats yearly, monthly, weekly or (without BY) daily, at intervals up to %d; mend the feed or use another", p.Value, maxInterval)
	}
	e.rule = rule
	return nil
}

// starts are the first days of the repetitions that reach into the span.
func (e *event) starts(span stretch) ([]int64, error) {
	all := append([]int64{e.start}, e.extra...)
	if e.rule != nil {
		rule := *e.rule
		rule.Dtstart = time.Unix(e.start*daySeconds, 0).UTC()
		last := time.Unix(span.to*daySeconds, 0).UTC()
		if rule.Until.IsZero() || rule.Until.After(last) {
			rule.Until = last // without an end the library stops after 292 years
		}
		repeats, err := rrule.NewRRule(rule)
		if err != nil {
			return nil, fmt.Errorf("RRULE: %w", err)
		}
		from := time.Unix((span.from-e.length)*daySeconds, 0).UTC()
		for _, t := range repeats.Between(from, last, true) {
			if day := t.Unix() / daySeconds; day != e.start {
				all = append(all, day)
			}
		}
	}
	kept := all[:0]
	for _, day := range all {
		if !e.except[day] && day < span.to && day+e.length > span.from {
			kept = append(kept, day)
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept), nil
}

// wholeDay reads a date, or a time that is a midnight, as days after
// 1970-01-01. It is errTimed for any other time.
func wholeDay(value string, loc *time.Location) (int64, error) {
	value = strings.TrimSpace(value)
	for _, layout := range []string{"20060102", "20060102T150405", "20060102T150405Z"} {
		t, err := time.Parse(layout, value)
		if err != nil {
			continue
		}
		if strings.HasSuffix(layout, "Z") {
			local := t.In(loc)
			_, offset := local.Zone()
			t = t.Add(time.Duration(offset) * time.Second)
		}
		if t.Unix()%daySeconds != 0 {
			return 0, errTimed
		}
		return t.Unix() / daySeconds, nil
	}
	return 0, fmt.Errorf("%q is no date such as 20261225; mend the feed or use another", value)
}

func text(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// cut shortens a name to what a Holiday may have.
func cut(name string) string {
	if len(name) <= maxName {
		return name
	}
	return strings.ToValidUTF8(name[:maxName], "")
}
