package lifecycle

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/s2"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// largestCase is how many bytes the case of a decision may unfold to, as in package
// dispatch, which writes it.
const largestCase = 256 << 20

// eraseCases takes what tickets say out of the cases of other tickets' decisions: who
// waits beside a ticket is part of what was decided on, with tags, custom fields and
// tier. Decisions from before the tickets came hold nothing of them.
func (e *Eraser) eraseCases(ctx context.Context, all concerned) error {
	if len(all.own) == 0 {
		return nil
	}
	for from := earliest(all.since); ; {
		decisions, err := e.config.Store.DecisionsFrom(ctx, from, erasePage)
		if err != nil {
			return err
		}
		erase := &store.Erasure{}
		for i := range decisions {
			if d := &decisions[i]; unwaited(d, all.own) {
				erase.Decisions = append(erase.Decisions, *d)
			}
		}
		if len(erase.Decisions) > 0 {
			if _, err := e.config.Store.Commit(ctx, &store.Write{Erase: erase}); err != nil {
				return err
			}
		}
		if len(decisions) < erasePage {
			return nil
		}
		from = following(decisions[len(decisions)-1].ID)
	}
}

// earliest is the first UUIDv7 of an instant, less a minute for clocks that differ.
func earliest(at time.Time) (id uuid.UUID) {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, at.Add(-time.Minute).UnixMilli())))
	copy(id[:6], ms[2:])
	return id
}

// following is the id just above another.
func following(id uuid.UUID) uuid.UUID {
	for i := len(id) - 1; i >= 0; i-- {
		if id[i]++; id[i] != 0 {
			break
		}
	}
	return id
}

// unwaited takes what some tickets say out of the case of a decision, and says
// whether anything stood there. A case that cannot be read is left out whole: nobody
// knows what it holds.
func unwaited(d *ticket.Decision, own map[uuid.UUID]bool) bool {
	if d.Assignment == nil || len(d.Assignment.Case) == 0 {
		return false
	}
	put := func(packed []byte) bool {
		a := *d.Assignment
		a.Case, d.Assignment = packed, &a
		return true
	}
	if n, err := s2.DecodedLen(d.Assignment.Case); err != nil || n > largestCase {
		return put(nil)
	}
	raw, err := s2.Decode(nil, d.Assignment.Case)
	var whole struct {
		Desk struct {
			Requests []struct {
				ID string `json:"id"`
			} `json:"requests"`
		} `json:"desk"`
	}
	if err != nil || json.Unmarshal(raw, &whole) != nil {
		return put(nil)
	}
	found := false
	for _, r := range whole.Desk.Requests {
		found = found || names(r.ID, own)
	}
	if !found {
		return false
	}
	var doc map[string]any
	if !read(raw, &doc) {
		return put(nil)
	}
	changed := false
	desk, _ := doc["desk"].(map[string]any)
	requests, _ := desk["requests"].([]any)
	for _, one := range requests {
		if r, ok := one.(map[string]any); ok && names(r["id"], own) {
			for _, name := range []string{"tags", "fields", "tier"} {
				changed = cut(r, name) || changed
			}
		}
	}
	return changed && put(s2.Encode(nil, written(doc)))
}
