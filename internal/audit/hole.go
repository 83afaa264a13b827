package audit

import (
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// hole is a run of places in the log without events, both ends included.
type hole struct{ from, to int64 }

// upTo goes on to a place of the log and notes what is missing before it.
func (v *verifier) upTo(seq int64) {
	if missing := seq - v.last - 1; missing > 0 {
		v.report.Missing += missing
		if len(v.holes) < MaxFaults {
			v.holes = append(v.holes, hole{v.last + 1, seq - 1})
		}
	}
	v.last = seq
}

// expires says whether an event tells that closed tickets are removed from then
// on, which leaves holes.
func expires(e *ticket.Event) bool {
	if e.Type != "settings.changed" {
		return false
	}
	var data struct {
		Fields struct {
			Remove struct {
				To string `json:"to"`
			} `json:"remove_closed_after"`
		} `json:"fields"`
	}
	return json.Unmarshal(e.Data, &data) == nil && data.Fields.Remove.To != "" && data.Fields.Remove.To != "0s"
}

// judge blames the holes of a log from which nothing was to be removed.
func (v *verifier) judge() error {
	if v.expired {
		return nil
	}
	for _, h := range v.holes {
		if err := v.blame(h.from, uuid.Nil, "the log has no events %d to %d: they were removed by hand, as no rule removes closed tickets", h.from, h.to); err != nil {
			return err
		}
	}
	return nil
}
