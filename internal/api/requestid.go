package api

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"time"
)

const (
	headerRequestID  = "X-Request-Id"
	longestRequestID = 128
)

// requestID keeps the id a client gave where it is 1 to 128 visible ASCII
// characters and makes one otherwise.
func requestID(given string, now time.Time) string {
	if visible(given) {
		return given
	}
	var random [10]byte
	_, _ = rand.Read(random[:]) // never fails: it ends the program instead
	return uuid7(now, random)
}

func visible(s string) bool {
	if s == "" || len(s) > longestRequestID {
		return false
	}
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// uuid7 is a version 7 UUID (RFC 9562, section 5.7): milliseconds since 1970
// and then random bits, so that ids sort by time.
func uuid7(now time.Time, random [10]byte) string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], uint64(now.UnixMilli())<<16)
	copy(id[6:], random[:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	var text [36]byte
	hex.Encode(text[:8], id[:4])
	hex.Encode(text[9:13], id[4:6])
	hex.Encode(text[14:18], id[6:8])
	hex.Encode(text[19:23], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}
