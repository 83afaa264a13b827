package access

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// The events of tokens.
const (
	TokenCreated ticket.EventType = "token.created"
	TokenChanged ticket.EventType = "token.changed"
	TokenRevoked ticket.EventType = "token.revoked"
)

// MaxTokens is how many tokens there are at most; every node keeps all of
// them in memory.
const MaxTokens = 1000

const longestName = 200 // characters

// Tokens makes and revokes tokens. Its methods may be called from any
// goroutine.
type Tokens struct {
	store store.Store
	keys  *Keyring
	now   func() time.Time
	newID func() uuid.UUID
}

// NewTokens makes Tokens. keys hears of every change at once; other nodes
// follow within a second. now and newID are the clock and the source of ids,
// UUIDv7.
func NewTokens(s store.Store, keys *Keyring, now func() time.Time, newID func() uuid.UUID) *Tokens {
	return &Tokens{s, keys, now, newID}
}

// Create makes a token from its name, role, scopes, agent and expiry, and
// gives its secret, which nobody can get again. Nobody gives more rights than
// they have themselves.
func (t *Tokens) Create(ctx context.Context, by *Principal, token ticket.Token) (ticket.Token, string, error) {
	secret := NewSecret()
	token.ID, token.Version, token.Hash, token.CreatedAt = t.newID(), 0, hash(secret), t.now().UTC()
	if err := t.check(ctx, by, &token, token.CreatedAt); err != nil {
		return token, "", err
	}
	all, err := t.store.RecordsOf(ctx, store.Tokens)
	if err != nil {
		return token, "", err
	}
	if len(all) >= MaxTokens {
		return token, "", ticket.Errorf(ticket.Invalid, "", "there are %d tokens, the most there can be: revoke some that are not used", len(all))
	}
	w, err := tokenWrite(&token, by.Actor, TokenCreated, t.now(), t.newID())
	if err != nil {
		return token, "", err
	}
	return token, secret, t.commit(ctx, w)
}

// Change puts name, role, scopes, agent and expiry in place of those of the
// version that the token carries. Secret and time of creation stay.
func (t *Tokens) Change(ctx context.Context, by *Principal, token ticket.Token) (ticket.Token, error) {
	was, err := t.Get(ctx, token.ID)
	if err != nil {
		return token, err
	}
	if err := by.mayTouch(&was); err != nil {
		return token, err
	}
	token.Hash, token.CreatedAt = was.Hash, was.CreatedAt
	since := t.now()
	if token.ExpiresAt.Equal(was.ExpiresAt) {
		since = time.Time{} // an expired token can still be renamed
	}
	if err := t.check(ctx, by, &token, since); err != nil {
		return token, err
	}
	w, err := tokenWrite(&token, by.Actor, TokenChanged, t.now(), t.newID())
	if err != nil {
		return token, err
	}
	return token, t.commit(ctx, w)
}

// Revoke removes a token. version is the one to remove, 0 for any. The error is
// Forbidden for a token that may more than the principal.
func (t *Tokens) Revoke(ctx context.Context, by *Principal, id uuid.UUID, version int64) error {
	was, err := t.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := by.mayTouch(&was); err != nil {
		return err
	}
	if version != 0 {
		was.Version = version
	}
	w, err := tokenWrite(&was, by.Actor, TokenRevoked, t.now(), t.newID())
	if err != nil {
		return err
	}
	w.Records[0].Remove = true
	return t.commit(ctx, w)
}

// Get finds a token.
func (t *Tokens) Get(ctx context.Context, id uuid.UUID) (ticket.Token, error) {
	r, err := t.store.Record(ctx, store.Tokens, id)
	if err != nil {
		return ticket.Token{}, err
	}
	return decode(&r)
}

// List gives all tokens, oldest first.
func (t *Tokens) List(ctx context.Context) ([]ticket.Token, error) {
	records, err := t.store.RecordsOf(ctx, store.Tokens)
	if err != nil {
		return nil, err
	}
	all := make([]ticket.Token, len(records))
	for i := range records {
		if all[i], err = decode(&records[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b ticket.Token) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return all, nil
}

func (t *Tokens) commit(ctx context.Context, w *store.Write) error {
	defer t.keys.Forget() // also after an error: what was sent may have been stored
	_, err := t.store.Commit(ctx, w)
	return err
}

// check says whether a token can be as it is. It must not expire before since.
func (t *Tokens) check(ctx context.Context, by *Principal, token *ticket.Token, since time.Time) error {
	token.Name = strings.TrimSpace(token.Name)
	switch n := utf8.RuneCountInString(token.Name); {
	case n == 0 || n > longestName:
		return ticket.Errorf(ticket.Invalid, "name", "must have 1 to %d characters: say what the token is for", longestName)
	case strings.ContainsFunc(token.Name, unicode.IsControl) || !utf8.ValidString(token.Name):
		return ticket.Errorf(ticket.Invalid, "name", "holds a control character: leave it out")
	case !slices.Contains(ticket.Roles(), token.Role):
		return ticket.Errorf(ticket.Invalid, "role", "%.40q is no role: take one of %s", token.Role, join(ticket.Roles()))
	case !token.ExpiresAt.IsZero() && !token.ExpiresAt.After(since):
		return ticket.Errorf(ticket.Invalid, "expires_at", "is over already: name a time to come, or leave it out for no expiry")
	}
	if !token.ExpiresAt.IsZero() {
		token.ExpiresAt = token.ExpiresAt.UTC()
	}
	slices.Sort(token.Scopes)
	token.Scopes = slices.Compact(token.Scopes)
	for _, scope := range token.Scopes {
		least := needs(Permission(scope))
		if least == "" {
			return ticket.Errorf(ticket.Invalid, "scopes", "%.40q is no scope: take from %s", scope, join(Permissions()))
		}
		if !atLeast(token.Role, least) {
			return ticket.Errorf(ticket.Invalid, "scopes", "%s needs the role %s: leave it out, or give the token that role", scope, least)
		}
	}
	if token.Agent != uuid.Nil {
		if _, err := t.store.Record(ctx, store.Agents, token.Agent); ticket.IsKind(err, ticket.NotFound) {
			return ticket.Errorf(ticket.Invalid, "agent", "there is no agent %s: create the agent first", token.Agent)
		} else if err != nil {
			return err
		}
	}
	return by.mayGive(token.Role, token.Scopes)
}

// tokenWrite stores a token in place of the version it carries, with its
// event, and moves its version on. The event tells nothing of the secret.
func tokenWrite(t *ticket.Token, by ticket.Actor, what ticket.EventType, now time.Time, event uuid.UUID) (*store.Write, error) {
	expect := t.Version
	t.Version++
	body, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(struct {
		ID      uuid.UUID   `json:"id"`
		Version int64       `json:"version"`
		Name    string      `json:"name"`
		Role    ticket.Role `json:"role"`
		Scopes  []string    `json:"scopes,omitempty"`
		Agent   uuid.UUID   `json:"agent,omitzero"`
		Expires time.Time   `json:"expires_at,omitzero"`
	}{t.ID, t.Version, t.Name, t.Role, t.Scopes, t.Agent, t.ExpiresAt})
	if err != nil {
		return nil, err
	}
	return &store.Write{
		Records: []store.RecordWrite{{Expect: expect, Record: store.Record{Kind: store.Tokens, ID: t.ID, Key: hex.EncodeToString(t.Hash[:]), Body: body}}},
		Events:  []ticket.Event{ticket.Event{ID: event, Type: what, Actor: by, At: now.UTC(), Data: data}.Sealed()},
	}, nil
}
