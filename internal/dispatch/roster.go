package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// roster is who works at the desk, as it was read at one instant. It is not
// changed afterwards.
type roster struct {
	agents        []ticket.Agent
	teams         []ticket.Team
	organisations []ticket.Organisation
}

// readRoster reads agents and teams.
func readRoster(ctx context.Context, records store.Records) (*roster, error) {
	agents, err := read[ticket.Agent](ctx, records, store.Agents)
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
	for i, agent := range r.agents {
		out[i] = Member{Agent: agent, OnShift: onShift(&agent, now), Load: loads[store.Slot{Agent: agent.ID, Channel: channel}]}
	}
	return out
}

func onShift(*ticket.Agent, time.Time) bool { return true }
