package lifecycle

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Draw says whether a ticket is to be judged blindly, nil for not. What is
// drawn follows from its id, so that it is the same whenever it is asked: a
// ticket comes in with its id, and is routed before it is stored. Fields that
// somebody has set are not drawn, nor those that no model answers.
func (r *Reading) Draw(t *ticket.Ticket) *ticket.Audit {
	if !drawn(t.ID, r.AuditShare) {
		return nil
	}
	a := &ticket.Audit{Propensity: min(1, r.AuditShare), Said: map[string]ticket.Said{}}
	for _, field := range ticket.AuditFields() {
		if said, ok := r.Said[field]; ok && said.Value != "" && !t.HumanSet(field) {
			said.Applied = false
			a.Fields, a.Said[field] = append(a.Fields, field), said
		}
	}
	if len(a.Fields) == 0 {
		return nil
	}
	return a
}

// drawn is true of a share of all ids. An id is hashed, as the bits of a UUIDv7
// are a time first.
func drawn(id uuid.UUID, share float64) bool {
	sum := sha256.Sum256(append([]byte("audit "), id[:]...))
	return float64(binary.BigEndian.Uint64(sum[:])>>11)/(1<<53) < share
}

// blind are the fields that are judged blindly from this reading on.
func (r *Reading) blind(t *ticket.Ticket, applied map[string]string) []string {
	if applied == nil || !t.Triage.Audit.Hidden() {
		return nil
	}
	return t.Triage.Audit.Fields
}

// told is what the event of a reading says of the models' answers: nothing
// while they are hidden, nor of a later message, from which no field is set, nor
// of what somebody had set before.
func (r *Reading) told(t *ticket.Ticket, applied map[string]string) map[string]ticket.Said {
	if t.Triage.Audit.Hidden() || applied == nil || len(r.Said) == 0 {
		return nil
	}
	said := maps.Clone(r.Said)
	maps.DeleteFunc(said, func(field string, _ ticket.Said) bool { return t.HumanSet(field) })
	for field, s := range said {
		if s.Applied = applied[field] == s.Value && s.Value != ""; field == "language" {
			s.Applied = true
		}
		said[field] = s
	}
	return said
}
