package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// roster is who works at the desk, as it was read at one instant. It is not
// changed afterwards.
type roster struct {
	agents        []worker
	places        map[uuid.UUID]int // in agents
	teams         []ticket.Team
	organisations []ticket.Organisation
	staff         atomic.Pointer[staff]
	rules         atomic.Pointer[ruled]
}

// ruled is what rules said of the agents of a roster, as far as it lasts.
type ruled struct {
	book *rule.Book
	memo *rule.Memo
}

// memo remembers what a book says of the agents.
func (r *roster) memo(book *rule.Book) *rule.Memo {
	if s := r.rules.Load(); s != nil && s.book == book {
		return s.memo
	}
	s := &ruled{book, book.Memo()}
	r.rules.Store(s)
	return s.memo
}

// worker is an agent as routing knows them.
type worker struct {
	ticket.Agent
	shifts *calendar.Shifts // nil for somebody who is always on
	about  routing.Agent    // all of them that does not change with time
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
	if before != nil && err == nil && before.same(agents, teams, organisations) {
		return before, nil // what rests on it holds
	}
	r := &roster{agents: agents, places: make(map[uuid.UUID]int, len(agents)), teams: teams, organisations: organisations}
	for i := range agents {
		r.places[agents[i].ID] = i
	}
	return r, err
}

// same says whether a roster read later would be no other.
func (r *roster) same(agents []worker, teams []ticket.Team, organisations []ticket.Organisation) bool {
	return slices.EqualFunc(r.agents, agents, func(a, b worker) bool { return a.ID == b.ID && a.Version == b.Version }) &&
		reflect.DeepEqual(r.teams, teams) && reflect.DeepEqual(r.organisations, organisations)
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
	w.describe()
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

// describe notes what routing wants to know of an agent in the form that it takes.
func (w *worker) describe() {
	a := routing.Agent{ID: w.ID.String(), Skills: w.Skills, Languages: w.Languages, Room: make(map[string]int, len(ticket.Channels()))}
	for _, team := range w.Teams {
		a.Teams = append(a.Teams, team.String())
	}
	for _, channel := range ticket.Channels() {
		a.Room[string(channel)] = w.Room(channel)
	}
	w.about = a
}
