package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Policy is a service level under an id. Its calendar, and the teams and
// agents in it, are named by their ids.
type Policy struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	sla.Policy
}

var policies = kind[Policy]{
	record: store.Policies, most: 500, unique: "name",
	head:  func(p *Policy) (*uuid.UUID, *int64) { return &p.ID, &p.Version },
	key:   func(p *Policy) string { return ticket.Fold(p.Name) },
	check: checkPolicy,
}

func checkPolicy(ctx context.Context, d desk, p *Policy) error {
	if err := words("name", &p.Name, longestName); err != nil {
		return err
	}
	if err := p.Validate(); err != nil {
		return under("", err)
	}
	if err := reference(ctx, d, "calendar", &p.Calendar, store.Calendars); err != nil {
		return err
	}
	for i := range p.Match.Tiers {
		if err := words(fmt.Sprintf("match.tiers.%d", i), &p.Match.Tiers[i], longestTier); err != nil {
			return err
		}
	}
	for i := range p.Match.Languages {
		if err := named("it", tag)(fmt.Sprintf("match.languages.%d", i), &p.Match.Languages[i]); err != nil {
			return err
		}
	}
	for i := range p.Match.Teams {
		if err := reference(ctx, d, fmt.Sprintf("match.teams.%d", i), &p.Match.Teams[i], store.Teams); err != nil {
			return err
		}
	}
	for i := range p.Escalations {
		step := &p.Escalations[i]
		if step.Do == sla.RaisePriority {
			step.To = "" // it goes nowhere
			continue
		}
		if err := reference(ctx, d, fmt.Sprintf("escalations.%d.to", i), &step.To, store.Teams, store.Agents); err != nil {
			return err
		}
	}
	return nil
}

// reference checks that a text is the id of a record of one of some kinds, and
// writes it as ids are written.
func reference(ctx context.Context, d desk, field string, s *string, kinds ...store.RecordKind) error {
	id, err := uuid.Parse(*s)
	if err != nil {
		return invalid(field, "%.60q is no id of a %s: give it as the list of them does", *s, either(kinds))
	}
	*s = id.String()
	for _, kind := range kinds {
		if _, err = d.store.Record(ctx, kind, id); err == nil {
			return nil
		}
		if !ticket.IsKind(err, ticket.NotFound) {
			return err
		}
	}
	return invalid(field, "there is no %s %s: create it first, or mend the id", either(kinds), id)
}

func either(kinds []store.RecordKind) string {
	words := make([]string, len(kinds))
	for i, kind := range kinds {
		words[i] = string(kind)
	}
	return strings.Join(words, " or ")
}

// inPolicy refuses the removal of what an SLA policy names.
func inPolicy(ctx context.Context, d desk, id uuid.UUID) error {
	all, err := list[Policy](ctx, d, store.Policies)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Calendar == id.String() || slices.Contains(p.Match.Teams, id.String()) ||
			slices.ContainsFunc(p.Escalations, func(s sla.Step) bool { return s.To == id.String() }) {
			return ticket.Errorf(ticket.Conflict, "", "the SLA policy %q names it: change the policy first", p.Name)
		}
	}
	return nil
}
