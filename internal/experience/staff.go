package experience

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"switchyard/internal/calendar"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// worker is an agent who works here, as far as time and prospects go.
type worker struct {
	routing.Agent
	room   func(ticket.Channel) int
	shifts *calendar.Shifts // nil for always on
}

// readStaff reads the agents who are not disabled, in order of id. One whose
// shifts cannot be read counts as always on.
func readStaff(ctx context.Context, records store.Records) ([]worker, error) {
	all, err := records.RecordsOf(ctx, store.Agents)
	if err != nil {
		return nil, err
	}
	var out []worker
	for _, r := range all {
		var a ticket.Agent
		if json.Unmarshal(r.Body, &a) != nil || a.Disabled { // dispatch tells of one that cannot be read
			continue
		}
		w := worker{Agent: routing.Agent{ID: r.ID.String(), Skills: a.Skills, Languages: a.Languages}, room: a.Room}
		var schedule calendar.Schedule
		if len(a.Schedule) > 0 && json.Unmarshal(a.Schedule, &schedule) == nil {
			if shifts, err := schedule.Compile(); err == nil {
				w.shifts = shifts
			}
		}
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b worker) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// colleagues are the staff, read again every minute.
func (x *Experience) colleagues(ctx context.Context) ([]worker, error) {
	minute := x.now().Truncate(time.Minute)
	if minute.Equal(x.asked) {
		return x.staff, nil
	}
	staff, err := readStaff(ctx, x.store)
	if err == nil {
		x.staff, x.asked = staff, minute
	}
	return staff, err
}

// hours is for how long an agent is on shift in a span of time.
func (w *worker) hours(from, to time.Time) float64 {
	if w.shifts == nil {
		return to.Sub(from).Hours()
	}
	return w.shifts.Between(from, to).Hours()
}

// slots is how many tickets an agent holds at a time: that of each channel, as
// much as tickets come in by it.
func (w *worker) slots(channels map[ticket.Channel]float64) float64 {
	sum := 0.
	for _, channel := range ticket.Channels() {
		sum += channels[channel] * float64(w.room(channel))
	}
	return sum
}
