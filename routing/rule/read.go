package rule

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"time"

	"switchyard/routing"
)

// written are Settings as JSON has them, with times as text.
type written struct {
	Policy   writtenPolicy `json:"policy"`
	Needs    []Need        `json:"needs"`
	Rules    []Rule        `json:"rules"`
	VIPTiers []string      `json:"vip_tiers"`
	Grace    Duration      `json:"grace"`
	Examples []Example     `json:"examples"`
}

type writtenPolicy struct {
	routing.Policy
	Target Duration `json:"target"` // in place of its nanoseconds
}

// MarshalJSON writes the settings as Read reads them.
func (s Settings) MarshalJSON() ([]byte, error) {
	return json.Marshal(written{writtenPolicy{s.Policy, Duration(s.Policy.Target)}, listed(s.Needs), listed(s.Rules), listed(s.VIPTiers), s.Grace, listed(s.Examples)})
}

// listed writes no list as an empty one.
func listed[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

// UnmarshalJSON reads settings over those that s has: what is not named stays.
// It refuses what Read refuses.
func (s *Settings) UnmarshalJSON(raw []byte) error {
	var f faults
	f.fit("", raw, reflect.TypeFor[written]())
	if err := f.err(); err != nil {
		return err
	}
	w := written{Policy: writtenPolicy{s.Policy, Duration(s.Policy.Target)}, Grace: s.Grace}
	w.Policy.Weights = maps.Clone(s.Policy.Weights) // those of s may be somebody else's too
	if err := json.Unmarshal(raw, &w); err != nil {
		return &InvalidError{[]Fault{{Message: line(err.Error())}}}
	}
	s.Policy = w.Policy.Policy
	s.Policy.Target = time.Duration(w.Policy.Target)
	if w.Needs != nil {
		s.Needs = w.Needs
	}
	if w.Rules != nil {
		s.Rules = w.Rules
	}
	if w.VIPTiers != nil {
		s.VIPTiers = w.VIPTiers
	}
	s.Grace = w.Grace
	if w.Examples != nil {
		s.Examples = w.Examples
	}
	return nil
}

// Read takes settings from JSON, with Default for what they do not name. The
// error is an *InvalidError: a name that is not known or stands twice, or a
// value that its field cannot hold. Whether the settings can be followed is for
// Compile to say.
func Read(raw []byte) (Settings, error) {
	s := Default()
	if !json.Valid(raw) {
		err := json.Unmarshal(raw, new(any))
		return s, &InvalidError{[]Fault{{Message: fmt.Sprintf("is not JSON: %v", err)}}}
	}
	err := s.UnmarshalJSON(raw)
	return s, err
}
