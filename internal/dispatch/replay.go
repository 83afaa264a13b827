package dispatch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Replay is a decision as it was stored, and as it comes out today from what it
// was made on: both as JSON, the same to the byte unless one of them was altered
// or this version decides otherwise.
type Replay struct {
	Case          *Case
	Stored, Again []byte
}

// Same says whether the decision came out as it was stored.
func (r *Replay) Same() bool { return bytes.Equal(r.Stored, r.Again) }

// errAltered says that a decision and its case do not belong together.
var errAltered = errors.New("what is stored of the decision is not what its case says: one of them was altered")

// ReplayDecision makes a stored decision again, by the policy it was made with.
func ReplayDecision(ctx context.Context, tickets store.Tickets, d *ticket.Decision) (*Replay, error) {
	c, err := OpenCase(ctx, tickets, d)
	if err != nil {
		return nil, err
	}
	was, err := json.Marshal(d.Shown().Assignment)
	if err != nil {
		return nil, err
	}
	says := Assignment(&c.Decision, d.Assignment.Team)
	is, err := json.Marshal(&says)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(was, is) {
		return nil, errAltered
	}
	again, err := c.Replay(&c.Desk.Policy)
	if err != nil {
		return nil, err
	}
	r := &Replay{Case: c}
	if r.Stored, err = json.Marshal(&c.Decision); err != nil {
		return nil, err
	}
	r.Again, err = json.Marshal(&again)
	return r, err
}
