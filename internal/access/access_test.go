package access_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
)

var start = time.Date(2026, 3, 29, 8, 0, 0, 0, time.UTC)

const secret = "kR8fQ2mZ7xW4nB6vT1yH9pL3sD5gJ0aC"

// desk is a database with one admin, and a clock that is set by hand.
type desk struct {
	testing.TB
	store *sqlite.Store
	keys  *access.Keyring
	made  *access.Tokens

	mu  sync.Mutex
	now time.Time
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	s := enginetest.SQLite(t)
	d := &desk{TB: t, store: s, now: start}
	d.keys = access.NewKeyring(s, d.clock)
	d.made = access.NewTokens(s, d.keys, d.clock, newID)
	if came := d.bootstrap(secret); came != access.Made {
		t.Fatalf("the first secret is %s", came)
	}
	return d
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) wait(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(t)
}

func (d *desk) bootstrap(secret string) access.Bootstrapped {
	d.Helper()
	came, err := access.Bootstrap(d.Context(), d.store, secret, d.clock(), newID)
	if err != nil {
		d.Fatal(err)
	}
	return came
}

// who is let in by a secret, by name; empty for nobody.
func (d *desk) who(keys *access.Keyring, secret string) string {
	d.Helper()
	p, err := keys.Authenticate(d.Context(), secret)
	var unknown *access.UnauthenticatedError
	switch {
	case err == nil:
		return p.Name
	case errors.As(err, &unknown):
		return ""
	}
	d.Fatal(err)
	return ""
}

func (d *desk) admin() *access.Principal {
	d.Helper()
	p, err := d.keys.Authenticate(d.Context(), secret)
	if err != nil {
		d.Fatal(err)
	}
	return p
}

func (d *desk) create(token ticket.Token) (ticket.Token, string) {
	d.Helper()
	made, secret, err := d.made.Create(d.Context(), d.admin(), token)
	if err != nil {
		d.Fatal(err)
	}
	return made, secret
}

// A role may what those below it may, and a scope takes from it.
func TestMay(t *testing.T) {
	d := newDesk(t)
	for role, first := range map[ticket.Role][2]access.Permission{ // the last it has, and the first it lacks
		ticket.Viewer: {access.SetupRead, access.TicketsWrite}, ticket.Worker: {access.EventsRead, access.SetupWrite},
		ticket.Lead: {access.SetupWrite, access.SettingsWrite}, ticket.Admin: {access.TokensWrite, "all:things"},
	} {
		_, secret := d.create(ticket.Token{Name: "x", Role: role})
		p, err := d.keys.Authenticate(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.May(first[0]); err != nil {
			t.Errorf("%s: %v", role, err)
		}
		if err := p.May(first[1]); !ticket.IsKind(err, ticket.Forbidden) {
			t.Errorf("%s may %s: %v", role, first[1], err)
		}
	}
	_, confined := d.create(ticket.Token{Name: "x", Role: ticket.Admin, Scopes: []string{"events:read"}})
	p, err := d.keys.Authenticate(t.Context(), confined)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.May(access.EventsRead); err != nil {
		t.Error(err)
	}
	if err := p.May(access.TicketsRead); err == nil || !strings.Contains(err.Error(), "needs the scope tickets:read") {
		t.Errorf("a token with another scope may read tickets: %v", err)
	}
}

// A change made on another node is seen within a second, and one made here at
// once.
func TestChangesAreSeen(t *testing.T) {
	d := newDesk(t)
	other := access.NewKeyring(d.store, d.clock)
	token, secret := d.create(ticket.Token{Name: "first", Role: ticket.Viewer, ExpiresAt: start.Add(time.Hour)})
	if d.who(d.keys, secret) != "first" || d.who(other, secret) != "first" {
		t.Fatal("a new token is not let in")
	}
	token.Name = "second"
	token, err := d.made.Change(t.Context(), d.admin(), token)
	if err != nil {
		t.Fatal(err)
	}
	d.wait(time.Second)
	if d.who(d.keys, secret) != "second" || d.who(other, secret) != "second" {
		t.Error("a changed token is seen as it was")
	}
	if err := d.made.Revoke(t.Context(), d.admin(), token.ID, token.Version-1); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("a version that is gone is revoked: %v", err)
	}
	if err := d.made.Revoke(t.Context(), d.admin(), token.ID, 0); err != nil {
		t.Fatal(err)
	}
	if d.who(d.keys, secret) != "" {
		t.Error("a revoked token is let in here")
	}
	d.wait(time.Second)
	if d.who(other, secret) != "" {
		t.Error("a revoked token is let in elsewhere after a second")
	}
	_, brief := d.create(ticket.Token{Name: "brief", Role: ticket.Viewer, ExpiresAt: d.clock().Add(time.Minute)})
	d.wait(59 * time.Second)
	if d.who(d.keys, brief) != "brief" {
		t.Error("a token is dead before it expires")
	}
	d.wait(time.Second)
	if d.who(d.keys, brief) != "" {
		t.Error("a token outlives its expiry")
	}
}

func TestBootstrap(t *testing.T) {
	d := newDesk(t)
	if came := d.bootstrap(secret); came != access.Present {
		t.Errorf("at the second start the secret is %s", came)
	}
	p := d.admin()
	if p.Role != ticket.Admin || p.May(access.TokensWrite) != nil {
		t.Errorf("it is %v", p)
	}
	if err := d.made.Revoke(t.Context(), p, p.Token, 0); err != nil {
		t.Fatal(err)
	}
	if came := d.bootstrap(secret); came != access.Revoked || d.who(d.keys, secret) != "" {
		t.Errorf("once revoked the secret is %s", came)
	}
	another := strings.ToLower(secret)
	if came := d.bootstrap(another); came != access.Made {
		t.Errorf("another secret is %s", came)
	}
	d.keys.Forget()
	if d.who(d.keys, another) != "bootstrap" {
		t.Error("another secret is no way back in")
	}
	for _, weak := range []string{"", "changeme", strings.Repeat("a", 64), strings.Repeat("é", 32), secret + " ", strings.Repeat("0123456789", 60)} {
		if _, err := access.Bootstrap(t.Context(), d.store, weak, start, newID); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("%.40q is taken: %v", weak, err)
		}
	}
}

// Nodes that start together make one token of one secret.
func TestBootstrapTogether(t *testing.T) {
	d := newDesk(t)
	another := strings.ToLower(secret)
	var nodes sync.WaitGroup
	came := make(chan access.Bootstrapped, 8)
	for range cap(came) {
		nodes.Go(func() { came <- d.bootstrap(another) })
	}
	nodes.Wait()
	close(came)
	made := 0
	for c := range came {
		if c == access.Made {
			made++
		}
	}
	if made != 1 {
		t.Errorf("the token was made %d times", made)
	}
}

// failing is a database that does not answer.
type failing struct{ store.Records }

func (failing) RecordsOf(context.Context, store.RecordKind) ([]store.Record, error) {
	return nil, ticket.Errorf(ticket.Unavailable, "", "the database does not answer")
}

func TestNobodyGetsInWithoutTheStore(t *testing.T) {
	keys := access.NewKeyring(failing{}, time.Now)
	if _, err := keys.Authenticate(t.Context(), secret); !ticket.IsKind(err, ticket.Unavailable) {
		t.Errorf("got %v", err)
	}
}

// Many requests, tokens that come and go, and a clock that runs.
func TestKeyringTogether(t *testing.T) {
	d := newDesk(t)
	admin := d.admin()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 200 {
				if d.who(d.keys, secret) != "bootstrap" {
					t.Error("the admin was turned away")
				}
				d.wait(100 * time.Millisecond)
			}
		})
	}
	for range 20 {
		token, secret, err := d.made.Create(t.Context(), admin, ticket.Token{Name: "x", Role: ticket.Viewer})
		if err != nil {
			t.Fatal(err)
		}
		if d.who(d.keys, secret) != "x" {
			t.Error("a new token is not let in where it was made")
		}
		if err := d.made.Revoke(t.Context(), admin, token.ID, 0); err != nil {
			t.Fatal(err)
		}
		if d.who(d.keys, secret) != "" {
			t.Error("a revoked token is let in where it was revoked")
		}
	}
	all.Wait()
}

func BenchmarkAuthenticate(b *testing.B) {
	d := newDesk(b)
	keys := access.NewKeyring(d.store, time.Now)
	ctx := b.Context()
	b.ReportAllocs()
	for b.Loop() {
		p, err := keys.Authenticate(ctx, secret)
		if err != nil || p.May(access.TokensWrite) != nil {
			b.Fatal(err)
		}
	}
}
