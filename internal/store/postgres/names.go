package postgres

import (
	"slices"

	"github.com/google/uuid"
)

// names are the things that writes name and that are looked up.
type names struct {
	tickets, requesters, agents []uuid.UUID
	addresses                   []string
	recordKinds, recordKeys     []string
	recordIDs                   []uuid.UUID
	keyOwners                   []uuid.UUID
	keyValues                   []string
}

// namesOf lists what writes name. What they expect to be new is left out unless
// all is asked for: if it is there after all, storing it fails by its key.
func namesOf(writes []*prepared, all bool) *names {
	n := &names{}
	for _, w := range writes {
		for i := range w.Tickets {
			if all || w.Tickets[i].Expect > 0 {
				n.tickets = append(n.tickets, w.Tickets[i].Ticket.ID)
			}
		}
		for i := range w.Requesters {
			if all || w.Requesters[i].Expect > 0 {
				n.requesters = append(n.requesters, w.Requesters[i].Requester.ID)
				n.addresses = append(n.addresses, w.Requesters[i].Requester.Addresses...)
			}
		}
		for i := range w.Records {
			r := &w.Records[i].Record
			n.recordKinds, n.recordIDs, n.recordKeys = append(n.recordKinds, string(r.Kind)), append(n.recordIDs, r.ID), append(n.recordKeys, r.Key)
		}
		// Only where there must be room does it matter how much an agent has;
		// elsewhere it is enough to add what changes.
		for _, room := range w.Rooms {
			n.agents = append(n.agents, room.Agent)
		}
		if all && w.Key != nil {
			n.keyOwners, n.keyValues = append(n.keyOwners, w.Key.Owner), append(n.keyValues, w.Key.Value)
		}
	}
	slices.Sort(n.addresses)
	n.addresses = slices.Compact(n.addresses)
	return n
}
