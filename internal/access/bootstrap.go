package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// shortestBootstrap is how long a secret that a person chose must be.
const shortestBootstrap = 32

// Bootstrapped says what came of a bootstrap secret.
type Bootstrapped string

// What comes of a bootstrap secret.
const (
	Made    Bootstrapped = "made"    // it is an admin token from now on
	Present Bootstrapped = "present" // it was made at an earlier start
	Revoked Bootstrapped = "revoked" // it was made earlier and taken back: it stays so
)

// Bootstrap makes a secret the first admin token, so that there is somebody
// to make the others. A secret becomes a token once: revoked, it stays so, and
// another secret is the way back in. Nodes that start together may all call it.
// The error is Invalid when the secret could be guessed.
func Bootstrap(ctx context.Context, s store.Store, secret string, now time.Time, newID func() uuid.UUID) (Bootstrapped, error) {
	if err := checkBootstrap(secret); err != nil {
		return "", err
	}
	sum := hash(secret)
	// The id follows from the secret, so that it is the same at every start;
	// it is a hash of the hash, from which neither can be found.
	mark := sha256.Sum256(append([]byte("bootstrap token "), sum[:]...))
	id, err := uuid.FromBytes(mark[:16])
	if err != nil {
		return "", err
	}
	found, err := bootstrapped(ctx, s, sum, id)
	if err != nil || found != "" {
		return found, err
	}
	token := ticket.Token{ID: id, Name: "bootstrap", Role: ticket.Admin, Hash: sum, CreatedAt: now.UTC()}
	w, err := tokenWrite(&token, ticket.Actor{Kind: ticket.BySystem}, TokenCreated, now, newID())
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(struct {
		At time.Time `json:"at"`
	}{now.UTC()})
	if err != nil {
		return "", err
	}
	// What remains when the token is revoked.
	w.Records = append(w.Records, store.RecordWrite{Record: store.Record{Kind: store.Settings, ID: id, Key: "bootstrap/" + id.String(), Body: body}})
	_, err = s.Commit(ctx, w)
	if ticket.IsKind(err, ticket.Conflict) { // another node was faster
		return bootstrapped(ctx, s, sum, id)
	}
	return Made, err
}

// bootstrapped says what came of a secret before, empty for nothing.
func bootstrapped(ctx context.Context, s store.Records, sum ticket.Hash, id uuid.UUID) (Bootstrapped, error) {
	tokens, err := s.RecordsOf(ctx, store.Tokens)
	if err != nil {
		return "", err
	}
	for _, r := range tokens {
		if r.Key == hex.EncodeToString(sum[:]) {
			return Present, nil
		}
	}
	_, err = s.Record(ctx, store.Settings, id)
	switch {
	case err == nil:
		return Revoked, nil
	case ticket.IsKind(err, ticket.NotFound):
		return "", nil
	}
	return "", err
}

func checkBootstrap(secret string) error {
	distinct := map[rune]bool{}
	for _, r := range secret {
		distinct[r] = true
	}
	switch n := utf8.RuneCountInString(secret); {
	case n < shortestBootstrap:
		return ticket.Errorf(ticket.Invalid, "SWITCHYARD_BOOTSTRAP_TOKEN", "has %d characters: give at least %d, such as the output of: openssl rand -hex 32", n, shortestBootstrap)
	case len(secret) > longestToken:
		return ticket.Errorf(ticket.Invalid, "SWITCHYARD_BOOTSTRAP_TOKEN", "has more than %d bytes: shorten it", longestToken)
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return ticket.Errorf(ticket.Invalid, "SWITCHYARD_BOOTSTRAP_TOKEN", "holds a character that an HTTP header cannot carry: use letters, digits and signs of ASCII, without spaces")
	case len(distinct) < 8:
		return ticket.Errorf(ticket.Invalid, "SWITCHYARD_BOOTSTRAP_TOKEN", "repeats %d characters: give a random one, such as the output of: openssl rand -hex 32", len(distinct))
	}
	return nil
}
