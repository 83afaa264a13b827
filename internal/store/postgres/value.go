package postgres

import (
	"time"
)

// micros is an instant as it is stored, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the time of a stored instant.
func instant(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
