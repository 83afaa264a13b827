package setup

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const mostCategories = 500

var teams = kind[ticket.Team]{
	record: store.Teams, most: 1000, unique: "name",
	head:  func(t *ticket.Team) (*uuid.UUID, *int64) { return &t.ID, &t.Version },
	key:   func(t *ticket.Team) string { return ticket.Fold(t.Name) },
	check: checkTeam, used: teamUsed,
}

func checkTeam(ctx context.Context, d desk, t *ticket.Team) error {
	if err := words("name", &t.Name, longestName); err != nil {
		return err
	}
	if err := labels("categories", &t.Categories, mostCategories); err != nil {
		return err
	}
	others, err := list[ticket.Team](ctx, d, store.Teams)
	if err != nil {
		return err
	}
	for _, other := range others {
		for _, category := range t.Categories {
			if other.ID != t.ID && slices.Contains(other.Categories, category) {
				return ticket.Errorf(ticket.Conflict, "categories", "tickets of %q start with the team %s already: take it from there first", category, other.Name)
			}
		}
	}
	return nil
}

func teamUsed(ctx context.Context, d desk, t *ticket.Team) error {
	members, err := list[ticket.Agent](ctx, d, store.Agents)
	if err != nil {
		return err
	}
	for _, a := range members {
		if slices.Contains(a.Teams, t.ID) {
			return ticket.Errorf(ticket.Conflict, "", "agent %s is in the team %s: take its agents out first", a.Name, t.Name)
		}
	}
	prepared, err := list[ticket.Macro](ctx, d, store.Macros)
	if err != nil {
		return err
	}
	for _, m := range prepared {
		if slices.Contains(m.Teams, t.ID) || m.Set["team"] == t.ID.String() {
			return ticket.Errorf(ticket.Conflict, "", "the macro %q names the team %s: change the macro first", m.Name, t.Name)
		}
	}
	if err := inPolicy(ctx, d, t.ID); err != nil {
		return err
	}
	open, err := anyTicket(ctx, d, store.TicketQuery{Teams: []uuid.UUID{t.ID}})
	if err != nil || open == nil {
		return err
	}
	return ticket.Errorf(ticket.Conflict, "", "the team %s still has open tickets, such as number %d: transfer them first", t.Name, open.Number)
}
