package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Bounds of a feed.
const (
	maxFeed     = 8 << 20 // bytes
	maxSpan     = 30 * 366
	maxFeedDays = 20_000
	maxRules    = 1000 // recurring events: one that never comes costs tens of milliseconds
)

// Wish says which days of a feed are wanted.
type Wish struct {
	// Zone is the calendar's time zone: the one in which an event given in UTC
	// is a whole day or is not.
	Zone string `json:"time_zone"`
	// From and To are the first and last date, YYYY-MM-DD, at most thirty years
	// apart.
	From string `json:"from"`
	To   string `json:"to"`
	// Categories keeps events that have one of these; empty for all.
	Categories []string `json:"categories,omitempty"`
	// Busy leaves out events that the feed marks as free time.
	Busy bool `json:"busy,omitempty"`
}

// Feed is what a feed holds of what was wanted.
type Feed struct {
	Days []FeedDay `json:"days"` // by date
	// Timed counts the events left out because they are hours and not days.
	Timed int `json:"timed"`
}

// FeedDay is one date of a feed. Feeds mix public holidays with days that are
// only observed, so it keeps what tells them apart, for a person to choose.
type FeedDay struct {
	Holiday
	Description string   `json:"description,omitempty"`
	Categories  []string `json:"categories,omitempty"`
	Free        bool     `json:"free,omitempty"` // marked as free time
}

// Holidays reads the whole days of an iCalendar feed of at most 8 MiB,
// recurring ones included. Cancelled events are left out. The error names the
// event and the property that cannot be read; a feed that was cut off is one.
func Holidays(r io.Reader, wish Wish) (Feed, error) {
	var feed Feed
	loc, err := zone(wish.Zone)
	if err != nil {
		return feed, err
	}
	span, err := wish.span()
	if err != nil {
		return feed, err
	}
	events, err := readEvents(r)
	if err != nil {
		return feed, err
	}
	replaced := make(map[occurrence]bool)
	var read []*event
	rules := 0
	for _, e := range events {
		one, err := newEvent(e, loc)
		switch {
		case errors.Is(err, errTimed):
			feed.Timed++
			continue
		case err != nil:
			return Feed{}, fmt.Errorf("event %q: %w", text(e, ics.ComponentPropertySummary), err)
		}
		if one.replaces != nil {
			replaced[occurrence{one.uid, *one.replaces}] = true
		}
		if one.rule != nil {
			rules++
		}
		if rules > maxRules {
			return Feed{}, fmt.Errorf("the feed holds more than %d recurring events; use one with fewer regions", maxRules)
		}
		read = append(read, one)
	}
	for _, e := range read {
		if e.cancelled || !wish.wants(e.day) {
			continue
		}
		starts, err := e.starts(span)
		if err != nil {
			return Feed{}, fmt.Errorf("event %q: %w", e.day.Name, err)
		}
		for _, start := range starts {
			if e.replaces == nil && replaced[occurrence{e.uid, start}] {
				continue
			}
			for day := max(start, span.from); day < min(start+e.length, span.to); day++ {
				one := e.day
				one.Date = time.Unix(day*daySeconds, 0).UTC().Format(time.DateOnly)
				feed.Days = append(feed.Days, one)
			}
			if len(feed.Days) > maxFeedDays {
				return Feed{}, fmt.Errorf("the feed holds more than %d days; ask for fewer years", maxFeedDays)
			}
		}
	}
	slices.SortStableFunc(feed.Days, func(a, b FeedDay) int { return strings.Compare(a.Date, b.Date) })
	return feed, nil
}

// occurrence is one repetition of an event.
type occurrence struct {
	uid string
	day int64
}

// span is the days wanted, the last not included.
func (w Wish) span() (stretch, error) {
	from, err := date(w.From)
	if err != nil {
		return stretch{}, fmt.Errorf("from: %w", err)
	}
	to, err := date(w.To)
	if err != nil {
		return stretch{}, fmt.Errorf("to: %w", err)
	}
	if to < from || to-from > maxSpan {
		return stretch{}, fmt.Errorf("to: %s must lie at most thirty years after from, %s", w.To, w.From)
	}
	return stretch{from, to + 1}, nil
}

func (w Wish) wants(day FeedDay) bool {
	if w.Busy && day.Free {
		return false
	}
	return len(w.Categories) == 0 || slices.ContainsFunc(day.Categories, func(has string) bool {
		return slices.ContainsFunc(w.Categories, func(want string) bool { return strings.EqualFold(has, want) })
	})
}

func readEvents(r io.Reader) ([]*ics.VEvent, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFeed+1))
	if err != nil {
		return nil, fmt.Errorf("the feed cannot be read: %w", err)
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	switch {
	case len(data) > maxFeed:
		return nil, fmt.Errorf("the feed is longer than %d MiB; use one with fewer years or regions", maxFeed>>20)
	case !bytes.HasPrefix(data, []byte("BEGIN:VCALENDAR")):
		return nil, errors.New("this is no iCalendar feed, which begins with BEGIN:VCALENDAR; give the address of the .ics file itself")
	case !bytes.HasSuffix(data, []byte("END:VCALENDAR")):
		return nil, errors.New("the feed is cut off: END:VCALENDAR is missing; fetch it again")
	}
	parsed, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("the feed is no valid iCalendar: %w", err)
	}
	return parsed.Events(), nil
}
