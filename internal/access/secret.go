package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"switchyard/internal/ticket"
)

const (
	prefix       = "swy_" // lets scanners find leaked tokens
	secretBytes  = 32
	longestToken = 512 // characters; longer ones are refused unread
)

// NewSecret makes the secret of a token: 32 random bytes behind swy_.
func NewSecret() string {
	var random [secretBytes]byte
	_, _ = rand.Read(random[:]) // never fails: it ends the program instead
	return prefix + base64.RawURLEncoding.EncodeToString(random[:])
}

// hash is all that is kept of a secret. One pass is enough: secrets are random
// and too long to be guessed, unlike passwords.
func hash(secret string) ticket.Hash { return sha256.Sum256([]byte(secret)) }
