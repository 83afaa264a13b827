package sqlite

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
)

// presence is kept in memory: it is worth nothing after a restart, and one
// process serves a SQLite file.
type presence struct {
	mu      sync.Mutex
	tickets map[uuid.UUID]map[uuid.UUID]store.Attendance // by ticket and agent
}

// Attend notes that an agent is at a ticket.
func (s *Store) Attend(_ context.Context, a store.Attendance) error {
	p := &s.present
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tickets == nil {
		p.tickets = map[uuid.UUID]map[uuid.UUID]store.Attendance{}
	}
	if p.tickets[a.Ticket] == nil {
		p.tickets[a.Ticket] = map[uuid.UUID]store.Attendance{}
	}
	p.tickets[a.Ticket][a.Agent] = a
	return nil
}

// Attending lists those at a ticket.
func (s *Store) Attending(_ context.Context, ticket uuid.UUID, now time.Time) ([]store.Attendance, error) {
	p := &s.present
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []store.Attendance
	for _, a := range p.tickets[ticket] {
		if a.Until.After(now) {
			all = append(all, a)
		}
	}
	return all, nil
}

func (p *presence) prune(before time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ticket, agents := range p.tickets {
		for agent, a := range agents {
			if a.Until.Before(before) {
				delete(agents, agent)
			}
		}
		if len(agents) == 0 {
			delete(p.tickets, ticket)
		}
	}
}
