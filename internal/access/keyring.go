package access

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	// fresh is how long the tokens are taken to be as they were read. Then one
	// request reads them again; the others wait only from stale on, so that a
	// token that was revoked on any node is dead within a second.
	fresh = 400 * time.Millisecond
	stale = 900 * time.Millisecond
	// missed is how old the tokens must be to be read again for a secret that
	// is not among them: it may be new, or a guess.
	missed = 100 * time.Millisecond
)

// Keyring knows who the tokens let in. It keeps all of them, at most MaxTokens,
// in memory. Its methods may be called from any goroutine.
type Keyring struct {
	store   store.Records
	now     func() time.Time
	reading sync.Mutex
	keys    atomic.Pointer[keys]
}

// keys are the tokens as they were read at one instant. They are not changed
// afterwards.
type keys struct {
	at     time.Time // just before they were read
	byHash map[ticket.Hash]*key
	agents map[uuid.UUID]known // those in the store, where a token acts for one
}

// key is a token that was read.
type key struct {
	id        uuid.UUID
	version   int64
	expires   time.Time // zero for never
	principal *Principal
}

// known is what matters of an agent.
type known struct {
	version  int64
	disabled bool
}

// NewKeyring makes a Keyring that reads from a store when it is first asked.
// now must be monotonic, as time.Now is.
func NewKeyring(records store.Records, now func() time.Time) *Keyring {
	k := &Keyring{store: records, now: now}
	k.Forget()
	return k
}

// Authenticate says whose secret it is. Errors: *UnauthenticatedError when it is
// nobody's, Unavailable when the store cannot tell.
func (k *Keyring) Authenticate(ctx context.Context, secret string) (*Principal, error) {
	if secret == "" || len(secret) > longestToken {
		return nil, &UnauthenticatedError{"the token is empty or too long: send one as it was given"}
	}
	now := k.now()
	all, err := k.current(ctx, now)
	if err != nil {
		return nil, err
	}
	// How long a look-up by hash takes says nothing of the secret behind it.
	sum := hash(secret)
	found := all.byHash[sum]
	if found == nil && now.Sub(all.at) > missed {
		if all, err = k.read(ctx, all); err != nil {
			return nil, err
		}
		found = all.byHash[sum]
	}
	switch {
	case found == nil:
		return nil, &UnauthenticatedError{"the token is not known here, or was revoked: ask an admin for another"}
	case !found.expires.IsZero() && !now.Before(found.expires):
		return nil, &UnauthenticatedError{"the token expired on " + found.expires.UTC().Format(time.RFC3339) + ": ask an admin for another"}
	}
	if agent := found.principal.Agent; agent != uuid.Nil {
		if a, exists := all.agents[agent]; !exists || a.disabled {
			return nil, &UnauthenticatedError{"the token acts for an agent who is disabled or removed: ask an admin for another"}
		}
	}
	return found.principal, nil
}

// Forget has the tokens read again before the next answer, after a change made
// on this node.
func (k *Keyring) Forget() { k.keys.Store(&keys{}) }

// current gives the tokens, none older than stale.
func (k *Keyring) current(ctx context.Context, now time.Time) (*keys, error) {
	all := k.keys.Load()
	age := now.Sub(all.at)
	if age < fresh {
		return all, nil
	}
	if age >= stale {
		return k.read(ctx, all)
	}
	if !k.reading.TryLock() {
		return all, nil // somebody reads them already
	}
	defer k.reading.Unlock()
	if k.keys.Load() == all {
		if newer, err := k.readLocked(ctx); err == nil {
			return newer, nil
		}
	}
	return all, nil
}

// read reads the tokens, unless others did so since last. Tokens forgotten
// since then were not read by anybody.
func (k *Keyring) read(ctx context.Context, last *keys) (*keys, error) {
	k.reading.Lock()
	defer k.reading.Unlock()
	if all := k.keys.Load(); all != last && !all.at.IsZero() {
		return all, nil
	}
	return k.readLocked(ctx)
}

func (k *Keyring) readLocked(ctx context.Context) (*keys, error) {
	before := k.keys.Load()
	all := &keys{at: k.now(), byHash: map[ticket.Hash]*key{}}
	records, err := k.store.RecordsOf(ctx, store.Tokens)
	if err != nil {
		return nil, err
	}
	acting := false
	for _, r := range records {
		one, sum, err := before.take(&r)
		if err != nil {
			return nil, err
		}
		all.byHash[sum] = one
		acting = acting || one.principal.Agent != uuid.Nil
	}
	if acting {
		if all.agents, err = readAgents(ctx, k.store, before); err != nil {
			return nil, err
		}
	}
	k.keys.CompareAndSwap(before, all) // unless Forget came in between
	return all, nil
}

// take decodes a record, unless it is the same as before.
func (k *keys) take(r *store.Record) (*key, ticket.Hash, error) {
	var sum ticket.Hash
	if err := sum.UnmarshalText([]byte(r.Key)); err != nil {
		return nil, sum, fmt.Errorf("token %s: %w", r.ID, err)
	}
	if was := k.byHash[sum]; was != nil && was.id == r.ID && was.version == r.Version {
		return was, sum, nil
	}
	t, err := decode(r)
	if err != nil {
		return nil, sum, err
	}
	return &key{t.ID, t.Version, t.ExpiresAt, newPrincipal(&t)}, sum, nil
}

func readAgents(ctx context.Context, records store.Records, before *keys) (map[uuid.UUID]known, error) {
	all, err := records.RecordsOf(ctx, store.Agents)
	if err != nil {
		return nil, err
	}
	agents := make(map[uuid.UUID]known, len(all))
	for _, r := range all {
		if was, found := before.agents[r.ID]; found && was.version == r.Version {
			agents[r.ID] = was
			continue
		}
		var a struct{ Disabled bool }
		if err := json.Unmarshal(r.Body, &a); err != nil {
			return nil, fmt.Errorf("agent %s: %w", r.ID, err)
		}
		agents[r.ID] = known{r.Version, a.Disabled}
	}
	return agents, nil
}

// decode reads a token out of its record.
func decode(r *store.Record) (ticket.Token, error) {
	var t ticket.Token
	if err := json.Unmarshal(r.Body, &t); err != nil {
		return t, fmt.Errorf("token %s: %w", r.ID, err)
	}
	t.ID, t.Version = r.ID, r.Version
	return t, nil
}
