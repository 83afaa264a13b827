package history

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// requesters are some who are stored: under which id each is here, by the id
// elsewhere, and whose an address is.
type requesters struct {
	ids       map[uuid.UUID]uuid.UUID
	addresses map[string]uuid.UUID
}

// requesters finds those of some tickets, and puts those who are not there into
// the restoration. It gives under which id each is here.
func (m *importer) requesters(ctx context.Context, tickets []*Ticket, r *store.Restoration) (map[uuid.UUID]uuid.UUID, error) {
	var ids []uuid.UUID
	var addresses []string
	first := map[uuid.UUID]*Requester{}
	for _, t := range tickets {
		if who := &t.Requester; first[who.ID] == nil {
			first[who.ID] = who
			ids, addresses = append(ids, who.ID), append(addresses, who.Addresses...)
		}
	}
	found, err := m.store.RequestersOf(ctx, ids, addresses)
	if err != nil {
		return nil, err
	}
	whose, owners := m.stored.ids, m.stored.addresses
	if m.whole == nil { // they are found in the store
		whose, owners = make(map[uuid.UUID]uuid.UUID, len(ids)), map[string]uuid.UUID{}
	}
	for _, known := range found {
		whose[known.ID] = known.ID
		for _, address := range known.Addresses {
			owners[address] = known.ID
		}
	}
	for _, id := range ids {
		if _, ok := whose[id]; ok {
			continue
		}
		who := first[id].restored()
		whose[id] = id
		for _, address := range who.Addresses {
			if owner, taken := owners[address]; taken {
				whose[id] = owner
			}
		}
		if whose[id] != id {
			continue
		}
		slices.Sort(who.Addresses)
		if who.Addresses = slices.Compact(who.Addresses); len(first[id].Addresses) == len(who.Addresses) {
			copy(who.Addresses, first[id].Addresses) // in the order they had
		}
		for _, address := range who.Addresses {
			owners[address] = id
		}
		m.rename(&who.Organisation)
		r.Requesters = append(r.Requesters, who)
	}
	return whose, nil
}

// settled is a ticket with the ids that people have here.
func (m *importer) settled(t *Ticket, whose map[uuid.UUID]uuid.UUID) *Ticket {
	same := whose[t.Requester.ID] == t.Requester.ID
	if same && len(m.renamed) == 0 {
		return t
	}
	out := *t
	was := t.Requester.ID
	out.Requester.ID = whose[was]
	m.rename(&out.Organisation)
	m.rename(&out.Assignee)
	m.rename(&out.Team)
	out.Followers, out.Messages, out.Touches, out.Steps = slices.Clone(t.Followers), slices.Clone(t.Messages), slices.Clone(t.Touches), slices.Clone(t.Steps)
	out.Decisions = slices.Clone(t.Decisions)
	for i := range out.Followers {
		m.rename(&out.Followers[i])
	}
	actor := func(a *ticket.Actor) {
		if a.Kind == ticket.ByRequester && a.ID == was {
			a.ID = out.Requester.ID
		}
		m.rename(&a.ID)
	}
	for i := range out.Messages {
		actor(&out.Messages[i].Author)
	}
	out.Triage = judgedBy(t.Triage, actor)
	for i := range out.Touches {
		m.rename(&out.Touches[i].Agent)
	}
	for i := range out.Steps {
		s := &out.Steps[i]
		actor(&s.By)
		for _, id := range []*string{&s.From, &s.To} {
			if parsed, err := uuid.Parse(*id); err == nil {
				m.rename(&parsed)
				*id = parsed.String()
			}
		}
		s.Reason = m.reworded(s.Reason)
	}
	for i := range out.Decisions {
		out.Decisions[i].Assignment = m.reassigned(out.Decisions[i].Assignment)
	}
	return &out
}

// judgedBy is what people said of the machine's answers, under the ids they have
// here.
func judgedBy(t ticket.Triage, actor func(*ticket.Actor)) ticket.Triage {
	t.Feedback = slices.Clone(t.Feedback)
	for i := range t.Feedback {
		actor(&t.Feedback[i].By)
	}
	if t.Audit != nil {
		audit := *t.Audit
		audit.Judged = slices.Clone(audit.Judged)
		for i := range audit.Judged {
			actor(&audit.Judged[i].By)
		}
		t.Audit = &audit
	}
	return t
}

// reassigned is who was chosen, under the ids they have here. The case stays as
// it was: the decision was made on that.
func (m *importer) reassigned(a *ticket.Assignment) *ticket.Assignment {
	if a == nil {
		return nil
	}
	out := *a
	out.Reason = m.reworded(a.Reason)
	m.rename(&out.Agent)
	m.rename(&out.Team)
	if a.Otherwise != nil {
		otherwise := *a.Otherwise
		m.rename(&otherwise.Agent)
		out.Otherwise = &otherwise
	}
	out.Candidates = slices.Clone(a.Candidates)
	for i := range out.Candidates {
		m.rename(&out.Candidates[i].Agent)
	}
	return &out
}

// reworded is a reason, in which agents stand as ids in braces.
func (m *importer) reworded(reason string) string {
	if !strings.Contains(reason, "{") {
		return reason
	}
	for was, is := range m.renamed {
		reason = strings.ReplaceAll(reason, "{"+was.String()+"}", "{"+is.String()+"}")
	}
	return reason
}
