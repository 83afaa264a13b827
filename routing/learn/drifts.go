package learn

import "slices"

// Drifts are the agents who, more likely than not, have changed within what was
// learnt from, by name.
func (m *Model) Drifts() []Drift { return slices.Clone(m.drifts) }

// Wrong is the share of results that seem to have been written down as their
// opposite, in steps of six percent; 0 as long as nothing speaks for it.
// Predictions are of what really happens.
func (m *Model) Wrong() float64 { return m.wrong }
