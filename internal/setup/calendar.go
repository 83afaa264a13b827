package setup

import (
	"context"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Calendar is the opening hours of a desk under an id.
type Calendar struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	calendar.Calendar
}

var calendars = kind[Calendar]{
	record: store.Calendars, most: 500, unique: "name",
	head:  func(c *Calendar) (*uuid.UUID, *int64) { return &c.ID, &c.Version },
	key:   func(c *Calendar) string { return ticket.Fold(c.Name) },
	check: checkCalendar,
	used:  func(ctx context.Context, d desk, c *Calendar) error { return inPolicy(ctx, d, c.ID) },
}

func checkCalendar(_ context.Context, _ desk, c *Calendar) error {
	if err := words("name", &c.Name, longestName); err != nil {
		return err
	}
	if err := c.Validate(); err != nil {
		return under("", err)
	}
	return nil
}
