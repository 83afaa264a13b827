package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// roster is who works at the desk, as it was read at one instant. It is not
// changed afterwards.
type roster struct {
	agents        []worker
	teams         []ticket.Team
	organisations []ticket.Organisation
}

// worker is an agent with their shifts, nil for somebody who is always on.
type worker struct {
	ticket.Agent
	shifts *calendar.Shifts
}

// readRoster reads agents, teams and organisations. Agents that have not
// changed since the roster before are taken from it.
func readRoster(ctx context.Context, records store.Records, before *roster) (*roster, error) {
	agents, err := readWorkers(ctx, records, before)
	if err != nil {
		return nil, err
	}
	teams, err := read[ticket.Team](ctx, records, store.Teams)
	if err != nil {
		return nil, err
	}
	organisations, err := read[ticket.Organisation](ctx, records, store.Organisations)
	return &roster{agents, teams, organisations}, err
}

func readWorkers(ctx context.Context, records store.Records, before *roster) ([]worker, error) {
	all, err := records.RecordsOf(ctx, store.Agents)
	if err != nil {
		return nil, err
	}
	known := map[uuid.UUID]*worker{}
	if before != nil {
		for i := range before.agents {
			known[before.agents[i].ID] = &before.agents[i]
		}
	}
	out := make([]worker, len(all))
	for i, r := range all {
		if was, found := known[r.ID]; found && was.Version == r.Version {
			out[i] = *was
		} else if out[i], err = readWorker(&r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readWorker(r *store.Record) (worker, error) {
	var w worker
	if err := json.Unmarshal(r.Body, &w.Agent); err != nil {
		return w, fmt.Errorf("agent %s: %w", r.Key, err)
	}
	w.Version = r.Version
	if len(w.Schedule) == 0 {
		return w, nil
	}
	var schedule calendar.Schedule
	err := json.Unmarshal(w.Schedule, &schedule)
	if err == nil {
		w.shifts, err = schedule.Compile()
	}
	if err != nil {
		return w, fmt.Errorf("schedule of agent %s: %w", r.Key, err)
	}
	return w, nil
}

// read decodes all records of a kind.
func read[T any](ctx context.Context, records store.Records, kind store.RecordKind) ([]T, error) {
	all, err := records.RecordsOf(ctx, kind)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(all))
	for i, r := range all {
		if err := json.Unmarshal(r.Body, &out[i]); err != nil {
			return nil, fmt.Errorf("%s %s: %w", kind, r.Key, err)
		}
	}
	return out, nil
}

// team is the one that a category's tickets start with, none for no team.
func (r *roster) team(category string) uuid.UUID {
	for _, team := range r.teams {
		if category != "" && slices.Contains(team.Categories, category) {
			return team.ID
		}
	}
	return uuid.Nil
}

// organisation is the one that a mail domain belongs to, nil for none.
func (r *roster) organisation(domain string) *ticket.Organisation {
	for i := range r.organisations {
		if slices.Contains(r.organisations[i].Domains, domain) {
			return &r.organisations[i]
		}
	}
	return nil
}

// members are the agents with what they hold now.
func (r *roster) members(channel ticket.Channel, loads map[store.Slot]int, now time.Time) []Member {
	out := make([]Member, len(r.agents))
	for i := range r.agents {
		w := &r.agents[i]
		out[i] = Member{Agent: w.Agent, OnShift: w.shifts == nil || w.shifts.OnShift(now), Load: loads[store.Slot{Agent: w.ID, Channel: channel}]}
	}
	return out
}
