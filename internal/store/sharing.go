package store

import (
	"context"
	"sync"

	"switchyard/internal/ticket"
)

// Unconfirmed is what a writer is told whose context ended first.
const Unconfirmed = "the request ended before the write was confirmed: send it again with the same idempotency key"

// Sharing lets those who come while a task is under way share the next one:
// under load the cost of a task is split among many, and who comes alone
// waits for nobody. A task never begins before all who share it have come.
type Sharing[Q, A any] struct {
	task    func([]Q) ([]A, []error)
	largest int
	ended   string

	mu      sync.Mutex
	waiting []*share[Q, A]
	busy    bool
	closed  bool
	idle    *sync.Cond
}

type share[Q, A any] struct {
	question Q
	answer   A
	err      error
	done     chan struct{}
}

// NewSharing shares a task that takes questions in their order and gives an
// answer or an error for each. It is never called twice at once, nor with more
// than largest questions. Whoever's context ends while it runs is told ended.
func NewSharing[Q, A any](largest int, ended string, task func([]Q) ([]A, []error)) *Sharing[Q, A] {
	s := &Sharing[Q, A]{task: task, largest: largest, ended: ended}
	s.idle = sync.NewCond(&s.mu)
	return s
}

// Ask hands over one question and waits for its answer. When ctx ends first
// the question may be answered all the same.
func (s *Sharing[Q, A]) Ask(ctx context.Context, question Q) (A, error) {
	one := &share[Q, A]{question: question, done: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return one.answer, ticket.Errorf(ticket.Unavailable, "", "the server is stopping: send this again in a moment")
	}
	s.waiting = append(s.waiting, one)
	leads := !s.busy
	s.busy = true
	s.mu.Unlock()
	if leads {
		go s.work()
	}
	select {
	case <-one.done:
		return one.answer, one.err
	case <-ctx.Done():
		var none A
		return none, ticket.Wrap(ticket.Unavailable, context.Cause(ctx), "%s", s.ended)
	}
}

// work answers until nobody waits.
func (s *Sharing[Q, A]) work() {
	for {
		s.mu.Lock()
		n := min(len(s.waiting), s.largest)
		if n == 0 {
			s.busy = false
			s.idle.Broadcast()
			s.mu.Unlock()
			return
		}
		batch := s.waiting[:n:n]
		s.waiting = s.waiting[n:]
		s.mu.Unlock()

		questions := make([]Q, n)
		for i, one := range batch {
			questions[i] = one.question
		}
		answers, errs := s.task(questions)
		for i, one := range batch {
			one.answer, one.err = answers[i], errs[i]
			close(one.done)
		}
	}
}

// Close takes no more questions and returns when those under way have been
// answered.
func (s *Sharing[Q, A]) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for s.busy {
		s.idle.Wait()
	}
}
