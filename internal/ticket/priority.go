package ticket

import "slices"

// Priority says how soon a ticket must be looked at.
type Priority string

// The priorities, least first.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities lists every priority, least first.
func Priorities() []Priority { return []Priority{Low, Normal, High, Urgent} }

// Rank is 0 for low to 3 for urgent, and that of normal for what is no priority.
func (p Priority) Rank() int {
	if i := slices.Index(Priorities(), p); i >= 0 {
		return i
	}
	return Normal.Rank()
}

// Raised is the next higher priority; urgent stays.
func (p Priority) Raised() Priority { return Priorities()[min(p.Rank()+1, len(Priorities())-1)] }

// ParsePriority reads a priority; the error names those there are.
func ParsePriority(s string) (Priority, error) {
	if slices.Contains(Priorities(), Priority(s)) {
		return Priority(s), nil
	}
	return "", Errorf(Invalid, "priority", "%.40q is not a priority: take one of %s", s, join(Priorities()))
}
