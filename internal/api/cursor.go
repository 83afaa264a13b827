package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
)

// A cursor is a place in the answer to a query, for the client to send back
// as it is. It carries a fingerprint of the query and a checksum, so that one
// that was altered, or taken from another query, is refused instead of giving
// rows that belong elsewhere.

const (
	fingerprintSize = 8
	checksumSize    = 8
	longestCursor   = 512
)

var cursorText = base64.RawURLEncoding.Strict()

// writeCursor makes the cursor for a position in the answer to a query. The
// query is any text that says all that decides which rows come in which order.
func writeCursor(query string, position []byte) string {
	mark := sha256.Sum256([]byte(query))
	raw := append(mark[:fingerprintSize:fingerprintSize], position...)
	sum := sha256.Sum256(raw)
	return cursorText.EncodeToString(append(raw, sum[:checksumSize]...))
}

// readCursor gives the position back.
func readCursor(query, cursor string) ([]byte, *Problem) {
	raw, err := cursorText.DecodeString(cursor[:min(len(cursor), longestCursor+1)])
	if err != nil || len(cursor) > longestCursor || len(raw) < fingerprintSize+checksumSize {
		return nil, badRequest(pageAfter, "page[after] is not a cursor: send meta.after_cursor of the page before as it is, or leave it out")
	}
	raw, given := raw[:len(raw)-checksumSize], raw[len(raw)-checksumSize:]
	if sum := sha256.Sum256(raw); !bytes.Equal(sum[:checksumSize], given) {
		return nil, badRequest(pageAfter, "page[after] was altered: send meta.after_cursor of the page before as it is")
	}
	if mark := sha256.Sum256([]byte(query)); !bytes.Equal(mark[:fingerprintSize], raw[:fingerprintSize]) {
		return nil, badRequest(pageAfter, "page[after] belongs to another query: keep filters and order the same from page to page, or start without it")
	}
	return raw[fingerprintSize:], nil
}
