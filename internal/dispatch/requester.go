package dispatch

import (
	"context"
	"net/mail"
	"strings"

	"switchyard/internal/ticket"
)

// Requester finds the requester with an e-mail address, which may carry a
// name as in a mail's head. An address that nobody has makes a new requester,
// stored with their first ticket (Version 0).
func (d *Dispatcher) Requester(ctx context.Context, address, name string) (ticket.Requester, error) {
	parsed, err := mail.ParseAddress(address)
	if err != nil || len(parsed.Address) > 254 {
		return ticket.Requester{}, ticket.Errorf(ticket.Invalid, "requester.email", "%.80q is not an e-mail address such as ada@example.org", address)
	}
	email := strings.ToLower(parsed.Address)
	found, err := d.store.RequesterByAddress(ctx, email)
	if err == nil || !ticket.IsKind(err, ticket.NotFound) {
		return found, err
	}
	if name == "" {
		name = parsed.Name
	}
	r := ticket.Requester{ID: d.newID(), Name: name, Addresses: []string{email}, CreatedAt: d.now().UTC()}
	if _, domain, ok := strings.Cut(email, "@"); ok {
		if o := d.roster.Load().organisation(domain); o != nil {
			r.Organisation, r.Tier = o.ID, o.Tier
		}
	}
	return r, nil
}
