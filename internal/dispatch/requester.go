package dispatch

import (
	"context"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"switchyard/internal/ticket"
)

const (
	longestAddress = 254 // bytes
	longestName    = 200 // characters
)

// Requester finds the requester with an e-mail address, which may carry a
// name as in a mail's head. An address that nobody has makes a new requester,
// stored with their first ticket (Version 0).
func (d *Dispatcher) Requester(ctx context.Context, address, name string) (ticket.Requester, error) {
	parsed, err := mail.ParseAddress(norm.NFC.String(address))
	if err != nil || len(parsed.Address) > longestAddress || strings.ContainsFunc(parsed.Address, unseen) {
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
	r := ticket.Requester{ID: d.newID(), Name: readName(name), Addresses: []string{email}, CreatedAt: d.now().UTC()}
	if _, domain, ok := strings.Cut(email, "@"); ok {
		if o := d.roster.Load().organisation(domain); o != nil {
			r.Organisation, r.Tier = o.ID, o.Tier
		}
	}
	return r, nil
}

// readName takes a name as mails bring it, in one line of a length fit to be shown.
func readName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unseen(r) {
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	runes := []rune(strings.Join(strings.Fields(s), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), longestName)]))
}

// unseen are characters that no name needs and that can make one look like another.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
