package setup

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// Staff are the agents of the desk who are not disabled, as rules see them, in
// the order of their ids, with the tickets that they hold. Nobody is away.
func (s *Setup) Staff(ctx context.Context, now time.Time) ([]routing.Agent, error) {
	all, err := s.Agents.List(ctx)
	if err != nil {
		return nil, err
	}
	loads, err := s.Agents.store.Loads(ctx)
	if err != nil {
		return nil, err
	}
	var staff []routing.Agent
	for i := range all {
		if a := &all[i]; !a.Disabled {
			staff = append(staff, agentOf(a, loads, now))
		}
	}
	slices.SortFunc(staff, func(a, b routing.Agent) int { return strings.Compare(a.ID, b.ID) })
	return staff, nil
}

// agentOf is an agent as rules see them. Their tenure is taken from when they
// were set up, which their id tells: close enough to try rules with.
func agentOf(a *ticket.Agent, loads map[store.Slot]int, now time.Time) routing.Agent {
	out := routing.Agent{ID: a.ID.String(), Skills: a.Skills, Languages: a.Languages, Room: map[string]int{}, Load: map[string]int{}}
	for _, team := range a.Teams {
		out.Teams = append(out.Teams, team.String())
	}
	for _, c := range ticket.Channels() {
		out.Room[string(c)], out.Load[string(c)] = a.Room(c), loads[store.Slot{Agent: a.ID, Channel: c}]
	}
	if a.ID.Version() == 7 {
		out.Tenure = max(0, now.Sub(time.Unix(a.ID.Time().UnixTime())))
	}
	return out
}

// Recent are the latest tickets of the desk as rules see them, at most limit,
// newest first. What only the models know of them is left out.
func (s *Setup) Recent(ctx context.Context, settings *rule.Settings, now time.Time, limit int) ([]routing.Request, error) {
	found, err := s.Agents.store.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}, Limit: limit})
	if err != nil {
		return nil, err
	}
	all := make([]routing.Request, len(found))
	for i := range found {
		all[i] = requestOf(&found[i], settings, now)
	}
	return all, nil
}

func requestOf(t *ticket.Ticket, settings *rule.Settings, now time.Time) routing.Request {
	r := routing.Request{
		ID: t.ID.String(), Priority: routing.Priority(t.Priority), Language: t.Language, Channel: string(t.Channel),
		VIP: slices.Contains(settings.VIPTiers, t.Tier), Tier: t.Tier, Tags: t.Tags, Fields: t.Fields,
		Since: t.CreatedAt, Waited: max(0, now.Sub(t.CreatedAt)),
	}
	if t.Category != "" {
		r.Category = []routing.Chance{{Label: t.Category, P: 1}}
	}
	if t.Team != uuid.Nil {
		r.Team = t.Team.String()
	}
	if n := len(t.Mood); n > 0 {
		r.Angry = t.Mood[n-1].Angry
	}
	return r
}
