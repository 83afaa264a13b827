package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const mostCapacity = 1000 // tickets of a channel at a time

var agents = kind[ticket.Agent]{
	record: store.Agents, most: 5000, unique: "email",
	head:  func(a *ticket.Agent) (*uuid.UUID, *int64) { return &a.ID, &a.Version },
	key:   func(a *ticket.Agent) string { return a.Email },
	check: checkAgent, used: agentUsed,
}

func checkAgent(ctx context.Context, d desk, a *ticket.Agent) error {
	if err := words("name", &a.Name, longestName); err != nil {
		return err
	}
	if err := email("email", &a.Email); err != nil {
		return err
	}
	if err := levels("skills", &a.Skills, 500, func(field string, s *string) error { return words(field, s, longestLabel) }); err != nil {
		return err
	}
	if err := levels("languages", &a.Languages, 100, named("a language", tag)); err != nil {
		return err
	}
	if err := capacities(a.Capacity); err != nil {
		return err
	}
	if a.Status == "" {
		a.Status = ticket.Offline
	}
	if all := []ticket.Availability{ticket.Online, ticket.Away, ticket.Offline}; !slices.Contains(all, a.Status) {
		return invalid("status", "%.40q is no status: take one of online, away, offline", a.Status)
	}
	if err := schedule(a); err != nil {
		return err
	}
	return teamsExist(ctx, d, "teams", &a.Teams)
}

// named refuses the empty name, which check takes for nothing given.
func named(what string, check func(field string, s *string) error) func(field string, s *string) error {
	return func(field string, s *string) error {
		if *s == "" {
			return invalid(field, "%s has no name: give one, or leave it out", what)
		}
		return check(field, s)
	}
}

func capacities(all map[ticket.Channel]int) error {
	for _, channel := range slices.Sorted(maps.Keys(all)) {
		field := "capacity." + string(channel)
		if _, err := ticket.ParseChannel(string(channel)); err != nil {
			return invalid(field, "%.40q is not a channel: take from email, chat, web, phone, api", channel)
		}
		if n := all[channel]; n < 0 || n > mostCapacity {
			return invalid(field, "is %d: give 0 (none) to %d tickets at a time", n, mostCapacity)
		}
	}
	return nil
}

// schedule checks the shifts and writes them as the calendar reads them.
func schedule(a *ticket.Agent) error {
	if len(a.Schedule) == 0 || string(a.Schedule) == "null" {
		a.Schedule = nil
		return nil
	}
	var shifts calendar.Schedule
	decoder := json.NewDecoder(bytes.NewReader(a.Schedule))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&shifts); err != nil {
		return invalid("schedule", "cannot be read (%s): give time_zone, weekly, breaks, leave, overrides", strings.TrimPrefix(err.Error(), "json: "))
	}
	if err := shifts.Validate(); err != nil {
		return under("schedule", err)
	}
	raw, err := json.Marshal(shifts)
	a.Schedule = raw
	return err
}

// under blames a part of a field, as package calendar and the like name it:
// "weekly[2].from: what is wrong".
func under(field string, err error) error {
	part, message, found := strings.Cut(err.Error(), ": ")
	if !found || strings.ContainsAny(part, " ") {
		return invalid(field, "%s", err)
	}
	path := strings.NewReplacer("[", ".", "]", "").Replace(part)
	if field != "" {
		path = field + "." + path
	}
	return invalid(path, "%s", message)
}

// teamsExist tidies a list of teams: each once, all of them there.
func teamsExist(ctx context.Context, d desk, field string, all *[]uuid.UUID) error {
	if err := count(field, len(*all), 100); err != nil || len(*all) == 0 {
		return err
	}
	known, err := d.store.RecordsOf(ctx, store.Teams)
	if err != nil {
		return err
	}
	out := []uuid.UUID{}
	for i, id := range *all {
		if !slices.ContainsFunc(known, func(r store.Record) bool { return r.ID == id }) {
			return invalid(fmt.Sprintf("%s.%d", field, i), "there is no team %s: create it first, or mend the id", id)
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	*all = out
	return nil
}

// active are the statuses of tickets on which work is not over.
func active() []ticket.Status {
	return slices.DeleteFunc(ticket.Statuses(), func(s ticket.Status) bool { return !s.Active() })
}

// anyTicket finds one ticket that fits a query, nil for none.
func anyTicket(ctx context.Context, d desk, q store.TicketQuery) (*ticket.Ticket, error) {
	q.Statuses, q.Order, q.Limit = active(), store.Order{By: store.ByNumber}, 1
	found, err := d.store.List(ctx, q)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func agentUsed(ctx context.Context, d desk, a *ticket.Agent) error {
	if err := inPolicy(ctx, d, a.ID); err != nil {
		return err
	}
	t, err := anyTicket(ctx, d, store.TicketQuery{Assignees: []uuid.UUID{a.ID}})
	if err != nil || t == nil {
		return err
	}
	return ticket.Errorf(ticket.Conflict, "", "%s still has open tickets, such as number %d: hand them over first, or set disabled so that no more come", a.Name, t.Number)
}
