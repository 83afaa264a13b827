package history

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// people are the agents, teams and organisations of a source, with their lines.
type people struct {
	organisations []lined[Organisation]
	teams         []lined[Team]
	agents        []lined[Agent]
	files         int64
}

type lined[T any] struct {
	line  int64
	value *T
}

func (p *people) add(l *Line) {
	switch {
	case l.Organisation != nil:
		p.organisations = append(p.organisations, lined[Organisation]{l.Number, l.Organisation})
	case l.Team != nil:
		p.teams = append(p.teams, lined[Team]{l.Number, l.Team})
	case l.Agent != nil:
		p.agents = append(p.agents, lined[Agent]{l.Number, l.Agent})
	case l.File != nil:
		p.files++
	}
}

// fresh is a record to be stored.
type fresh struct {
	kind store.RecordKind
	id   uuid.UUID
	key  string
	body func() any // when all ids are known
}

// compare finds out who of them is there, under which id, and tells.
func (p *people) compare(ctx context.Context, m *importer) error {
	_, err := p.fresh(ctx, m, true)
	return err
}

// fresh lists who is not there.
func (p *people) fresh(ctx context.Context, m *importer, tell bool) ([]fresh, error) {
	var out []fresh
	sort := func(kind store.RecordKind, line int64, id uuid.UUID, key string, known map[string]uuid.UUID, ids map[uuid.UUID]bool, body func() any) {
		here, taken := known[key]
		what := New
		switch {
		case ids[id]:
			what = There
		case taken:
			what = There
			m.renamed[id] = here
		default:
			known[key], ids[id] = id, true
			out = append(out, fresh{kind, id, key, body})
		}
		if tell && m.options.DryRun {
			m.tell(line, what, fmt.Sprintf("%s %s", kind, key))
		}
	}
	known, ids, err := m.records(ctx, store.Organisations)
	if err != nil {
		return nil, err
	}
	for _, o := range p.organisations {
		sort(store.Organisations, o.line, o.value.ID, ticket.Fold(o.value.Name), known, ids, func() any { return o.value.restored() })
	}
	if known, ids, err = m.records(ctx, store.Teams); err != nil {
		return nil, err
	}
	for _, t := range p.teams {
		sort(store.Teams, t.line, t.value.ID, ticket.Fold(t.value.Name), known, ids, func() any { return t.value.restored() })
	}
	if known, ids, err = m.records(ctx, store.Agents); err != nil {
		return nil, err
	}
	for _, a := range p.agents {
		sort(store.Agents, a.line, a.value.ID, a.value.Email, known, ids, func() any {
			agent := a.value.restored()
			agent.Teams = append([]uuid.UUID(nil), agent.Teams...)
			for i := range agent.Teams {
				m.rename(&agent.Teams[i])
			}
			return agent
		})
	}
	return out, nil
}

// records are the keys and ids of a kind that are there.
func (m *importer) records(ctx context.Context, kind store.RecordKind) (map[string]uuid.UUID, map[uuid.UUID]bool, error) {
	all, err := m.store.RecordsOf(ctx, kind)
	if err != nil {
		return nil, nil, err
	}
	known, ids := map[string]uuid.UUID{}, map[uuid.UUID]bool{}
	for _, r := range all {
		known[r.Key], ids[r.ID] = r.ID, true
	}
	return known, ids, nil
}

// store stores those who are not there, in one write with its events.
func (p *people) store(ctx context.Context, m *importer) error {
	for range patience {
		all, err := p.fresh(ctx, m, false)
		if err != nil || len(all) == 0 {
			return err
		}
		w := &store.Write{}
		for _, f := range all {
			body, err := encodeLine(f.body())
			if err != nil {
				return err
			}
			w.Records = append(w.Records, store.RecordWrite{Record: store.Record{Kind: f.kind, ID: f.id, Key: f.key, Body: body}})
			data, err := encodeLine(map[string]any{"id": f.id, "imported": true})
			if err != nil {
				return err
			}
			w.Events = append(w.Events, ticket.Event{ID: m.options.NewID(), Type: ticket.EventType(string(f.kind) + ".created"), Actor: ticket.Actor{Kind: ticket.BySystem}, At: m.options.Now, Data: data}.Sealed())
		}
		_, err = m.store.Commit(ctx, w)
		if err == nil {
			m.done.People += int64(len(all))
			return nil
		}
		if !ticket.IsKind(err, ticket.Conflict) {
			return err
		}
	}
	return ticket.Errorf(ticket.Conflict, "", "agents or teams are being changed by others all the time: try again in a moment")
}

// rename is the id that somebody has here.
func (m *importer) rename(id *uuid.UUID) {
	if here, ok := m.renamed[*id]; ok {
		*id = here
	}
}
