package audit

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// doubt is an event whose hash is not that of what it holds.
type doubt struct {
	ticket uuid.UUID
	sum    ticket.Hash // of what it holds
	fault  string
}

// vouch hears an event that is whole and clears those that it vouches for: of its own
// ticket, or of none where it belongs to none.
func (v *verifier) vouch(e *ticket.Event) error {
	switch {
	case len(v.doubtful) == 0:
		return nil
	case e.Type == ticket.TicketErased && e.Ticket != uuid.Nil, e.Type == ticket.LogErased && e.Ticket == uuid.Nil:
	default:
		return nil
	}
	var data ticket.Vouchers
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return v.blame(e.Seq, e.Ticket, "event %s does not say what was erased: %v", e.ID, err)
	}
	for _, one := range data.Events {
		if d, ok := v.doubtful[one.Seq]; ok && d.ticket == e.Ticket && d.sum == one.Sum {
			delete(v.doubtful, one.Seq)
			v.report.Erased++
		}
	}
	return nil
}

// unvouched blames the events that nothing vouches for.
func (v *verifier) unvouched() error {
	for _, seq := range slices.Sorted(maps.Keys(v.doubtful)) {
		d := v.doubtful[seq]
		if err := v.blame(seq, d.ticket, "%s", d.fault); err != nil {
			return err
		}
	}
	return nil
}
