package models

import (
	"errors"
	"fmt"
	"slices"
)

// Set is the models in use, at most one a task. It is read-only once made.
type Set struct{ byTask map[Task]*Model }

// NewSet gathers models; two for one task are an error.
func NewSet(members ...*Model) (*Set, error) {
	s := &Set{byTask: map[Task]*Model{}}
	for _, m := range members {
		task := m.Manifest().Task
		if first, taken := s.byTask[task]; taken {
			return nil, fmt.Errorf("two bundles answer task %s: %s and %s; name one of them", task, first.Manifest().Version(), m.Manifest().Version())
		}
		s.byTask[task] = m
	}
	return s, nil
}

// OpenSet opens bundles, at most one a task. Either all are open or none.
func OpenSet(bundles []*Bundle, opts Options) (*Set, error) {
	var members []*Model
	fail := func(err error) (*Set, error) {
		for _, m := range members {
			err = errors.Join(err, m.Close())
		}
		return nil, err
	}
	for _, b := range bundles {
		m, err := Open(b, opts)
		if err != nil {
			return fail(fmt.Errorf("bundle %s: %w", b.Manifest.Version(), err))
		}
		members = append(members, m)
	}
	s, err := NewSet(members...)
	if err != nil {
		return fail(err)
	}
	return s, nil
}

// Model gives the model of a task, nil where there is none.
func (s *Set) Model(task Task) *Model { return s.byTask[task] }

// All lists the models in the order of Tasks.
func (s *Set) All() []*Model {
	var all []*Model
	for _, task := range Tasks() {
		if m := s.byTask[task]; m != nil {
			all = append(all, m)
		}
	}
	return slices.Clip(all)
}

// Close closes every model.
func (s *Set) Close() error {
	var errs []error
	for _, m := range s.All() {
		errs = append(errs, m.Close())
	}
	return errors.Join(errs...)
}
