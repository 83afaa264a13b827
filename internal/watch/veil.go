package watch

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// veil takes the tickets off proposals that wait to be judged blindly: that one is
// listed tells that it fits no label. They count in the size, and are listed once
// they were judged.
func (w *Watch) veil(ctx context.Context, all []Proposal) error {
	var listed []uuid.UUID
	for i := range all {
		listed = append(append(listed, all[i].Tickets...), all[i].Examples...)
	}
	slices.SortFunc(listed, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	hidden := map[uuid.UUID]bool{}
	for some := range slices.Chunk(slices.Compact(listed), 200) {
		tickets, err := w.config.Store.TicketsByID(ctx, some)
		if err != nil {
			return err
		}
		for i := range tickets {
			hidden[tickets[i].ID] = tickets[i].Triage.Audit.Hidden()
		}
	}
	for i := range all {
		p := &all[i]
		p.Tickets = slices.DeleteFunc(p.Tickets, func(id uuid.UUID) bool { return hidden[id] })
		p.Examples = slices.DeleteFunc(p.Examples, func(id uuid.UUID) bool { return hidden[id] })
	}
	return nil
}
