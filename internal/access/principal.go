package access

import (
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Principal is who sends a request. It is not changed once it is made and may
// be shared between goroutines.
type Principal struct {
	// Actor is what the events of the request name: the agent that the token
	// acts for, or else the token.
	Actor ticket.Actor
	Token uuid.UUID
	Agent uuid.UUID // the agent that the token acts for, if any
	Name  string    // of the token
	Role  ticket.Role
	// Scopes confine the role; none leave it all it may.
	Scopes []string

	allowed []Permission
}

// newPrincipal is who a token lets in.
func newPrincipal(t *ticket.Token) *Principal {
	p := &Principal{
		Actor: ticket.Actor{Kind: ticket.ByToken, ID: t.ID},
		Token: t.ID, Agent: t.Agent, Name: t.Name, Role: t.Role, Scopes: slices.Clone(t.Scopes), allowed: allowed(t.Role, t.Scopes),
	}
	if t.Agent != uuid.Nil {
		p.Actor = ticket.Actor{Kind: ticket.ByAgent, ID: t.Agent}
	}
	return p
}

// May says whether the principal has a permission. The error is Forbidden and
// names the role or the scope that is missing.
func (p *Principal) May(permission Permission) error {
	if slices.Contains(p.allowed, permission) {
		return nil
	}
	role := needs(permission)
	switch {
	case role == "":
		return ticket.Errorf(ticket.Forbidden, "", "%.40q is no permission: nobody has it", permission)
	case !atLeast(p.Role, role):
		return ticket.Errorf(ticket.Forbidden, "", "this needs the role %s; the token %q has the role %s: use another token", role, p.Name, p.Role)
	}
	return ticket.Errorf(ticket.Forbidden, "", "this needs the scope %s; the token %q is confined to %s: use another token", permission, p.Name, join(p.Scopes))
}

// Permissions lists what the principal may.
func (p *Principal) Permissions() []Permission { return slices.Clone(p.allowed) }

// mayGive says whether the principal may hand out a role confined to scopes:
// nobody gives more than they have.
func (p *Principal) mayGive(role ticket.Role, scopes []string) error {
	if !atLeast(p.Role, role) {
		return ticket.Errorf(ticket.Forbidden, "role", "a token of the role %s cannot give the role %s: give at most its own", p.Role, role)
	}
	for _, permission := range allowed(role, scopes) {
		if !slices.Contains(p.allowed, permission) {
			return ticket.Errorf(ticket.Forbidden, "scopes", "a token confined to %s cannot give %s: list scopes among its own", join(p.Scopes), permission)
		}
	}
	return nil
}

// mayTouch says whether the principal may change or revoke a token: none that
// may more than itself.
func (p *Principal) mayTouch(t *ticket.Token) error {
	if p.mayGive(t.Role, t.Scopes) != nil {
		return ticket.Errorf(ticket.Forbidden, "", "the token %q may more than %q, with which you ask: use one that may as much", t.Name, p.Name)
	}
	return nil
}

// UnauthenticatedError says that nobody is known to have sent a request.
type UnauthenticatedError struct{ Message string }

func (u *UnauthenticatedError) Error() string { return u.Message }
