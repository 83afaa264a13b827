package learn

import "slices"

// Drifts are the agents who, more likely than not, have changed within what was
// learnt from, by name.
func (m *Model) Drifts() []Drift { return slices.Clone(m.drifts) }
