package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/net/idna"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const longestTier = 40

var organisations = kind[ticket.Organisation]{
	record: store.Organisations, most: 5000, unique: "name",
	head:  func(o *ticket.Organisation) (*uuid.UUID, *int64) { return &o.ID, &o.Version },
	key:   func(o *ticket.Organisation) string { return ticket.Fold(o.Name) },
	check: checkOrganisation, used: organisationUsed,
}

func checkOrganisation(ctx context.Context, d desk, o *ticket.Organisation) error {
	if err := words("name", &o.Name, longestName); err != nil {
		return err
	}
	if err := optional("tier", &o.Tier, longestTier); err != nil {
		return err
	}
	if err := domains(&o.Domains); err != nil {
		return err
	}
	others, err := list[ticket.Organisation](ctx, d, store.Organisations)
	if err != nil {
		return err
	}
	for _, other := range others {
		for _, domain := range o.Domains {
			if other.ID != o.ID && slices.Contains(other.Domains, domain) {
				return ticket.Errorf(ticket.Conflict, "domains", "%s belongs to %s already: take it from there first", domain, other.Name)
			}
		}
	}
	return nil
}

// domains tidies mail domains: lower case, each once.
func domains(all *[]string) error {
	if err := count("domains", len(*all), 200); err != nil {
		return err
	}
	out := make([]string, 0, len(*all))
	for i, given := range *all {
		domain := strings.ToLower(strings.TrimSpace(given))
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil || !strings.Contains(ascii, ".") || strings.HasSuffix(ascii, ".") || len(ascii) > 253 {
			return invalid(fmt.Sprintf("domains.%d", i), "%.60q is not a mail domain: give what stands behind the @, such as example.org", given)
		}
		out = append(out, domain)
	}
	slices.Sort(out)
	*all = slices.Compact(out)
	return nil
}

func organisationUsed(ctx context.Context, d desk, o *ticket.Organisation) error {
	t, err := anyTicket(ctx, d, store.TicketQuery{Organisations: []uuid.UUID{o.ID}})
	if err != nil || t == nil {
		return err
	}
	return ticket.Errorf(ticket.Conflict, "", "%s still has open tickets, such as number %d: resolve them first", o.Name, t.Number)
}
