package triage

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"switchyard/models"
)

// Switch is the engine in use, which can be replaced while it is asked. Nobody
// who asks waits for a swap, or fails because of one. It is safe for use by many
// goroutines; NewSwitch makes one.
type Switch struct{ now atomic.Pointer[service] }

// service is an engine's time in use, from one swap to the next.
type service struct {
	engine *Engine
	// users are those who ask it now, and the Switch while it is in use. Whoever
	// takes the last one away ends it. One that comes too late may still count
	// itself in for a moment, and leave again without having asked.
	users atomic.Int64
	end   sync.Once
	over  chan struct{}
}

func newService(e *Engine) *service {
	s := &service{engine: e, over: make(chan struct{})}
	s.users.Store(1)
	return s
}

func (s *service) leave() {
	if s.users.Add(-1) == 0 {
		s.end.Do(func() { close(s.over) })
	}
}

// NewSwitch starts with an engine in use.
func NewSwitch(e *Engine) *Switch {
	s := new(Switch)
	s.now.Store(newService(e))
	return s
}

// Loan is an engine that stays as it is until Return: its models are not closed,
// whatever is put in its place.
type Loan struct{ service *service }

// Engine is what was lent.
func (l Loan) Engine() *Engine { return l.service.engine }

// Return gives the engine back, once.
func (l Loan) Return() { l.service.leave() }

// Borrow gives the engine in use. Return it, and soon.
func (s *Switch) Borrow() Loan {
	for {
		now := s.now.Load()
		now.users.Add(1)
		if s.now.Load() == now { // so Swap counts this user among those to wait for
			return Loan{now}
		}
		now.leave()
	}
}

// Decide asks the engine in use; see Engine.Decide.
func (s *Switch) Decide(item Item, now time.Time) (Decision, error) {
	loan := s.Borrow()
	defer loan.Return()
	return loan.Engine().Decide(item, now)
}

// Models are those that the engine in use asks first. They may be closed at any
// time: Borrow the engine to ask them.
func (s *Switch) Models() *models.Set { return s.now.Load().engine.Models() }

// Lineup is all that the engine in use asks, under the same condition.
func (s *Switch) Lineup() Lineup { return s.now.Load().engine.Lineup() }

// Swap puts an engine in use and gives the one before it, which some may still
// be asking.
func (s *Switch) Swap(e *Engine) Retired {
	old := s.now.Swap(newService(e))
	old.leave()
	return Retired{old}
}

// Retired is an engine that nobody new asks.
type Retired struct{ service *service }

// Engine is the one that was in use.
func (r Retired) Engine() *Engine { return r.service.engine }

// Done is closed once nobody asks the engine any more: then those of its models
// may be closed that no engine in use has.
func (r Retired) Done() <-chan struct{} { return r.service.over }

// Wait returns when nobody asks the engine any more, or with the error of ctx.
func (r Retired) Wait(ctx context.Context) error {
	select {
	case <-r.Done():
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
