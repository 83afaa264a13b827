package retrain

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// dead is how long a run may be silent. keptRuns is how many runs are remembered.
const (
	dead     = time.Minute
	keptRuns = 200
)

// token is the one record that says which run is on: who begins a run replaces it,
// so that of two only one can.
type token struct {
	Run uuid.UUID `json:"run"`
}

const tokenKey = "running"

// tokenID is that record's. Runs have UUIDv7s, so that it is none of theirs.
var tokenID = uuid.UUID{15: 1}

// claim is a run that this node may write, as the last version of its record.
type claim struct {
	run Run
	at  int64
}

// begin stores a run that is about to start. It is a Conflict while another one
// runs. One whose node has died is marked so.
func (r *Retrainer) begin(ctx context.Context, run Run) (*claim, error) {
	held, err := r.config.Store.Record(ctx, store.Retrainings, tokenID)
	if err != nil && !ticket.IsKind(err, ticket.NotFound) {
		return nil, err
	}
	var w store.Write
	if held.Version > 0 {
		var t token
		if err := json.Unmarshal(held.Body, &t); err != nil {
			return nil, fmt.Errorf("retraining: %w", err)
		}
		before, err := r.read(ctx, t.Run)
		switch {
		case ticket.IsKind(err, ticket.NotFound):
		case err != nil:
			return nil, err
		case before.run.State == Running && run.StartedAt.Sub(before.run.Beat) < dead:
			return nil, ticket.Errorf(ticket.Conflict, "", "another retraining is on: %s on %s since %s, at stage %s; wait for it, or cancel it",
				before.run.ID, before.run.Node, before.run.StartedAt.Format(time.RFC3339), before.run.Progress.Stage)
		case before.run.State == Running:
			if err := r.interrupt(&w, before, run.StartedAt); err != nil {
				return nil, err
			}
		}
	}
	c := &claim{run: run}
	body, err := json.Marshal(token{run.ID})
	if err != nil {
		return nil, err
	}
	w.Records = append(w.Records, store.RecordWrite{Expect: held.Version, Record: store.Record{Kind: store.Retrainings, ID: tokenID, Key: tokenKey, Body: body}})
	if err := r.add(&w, c, RetrainingCreated, run.By); err != nil {
		return nil, err
	}
	if err := r.forget(ctx, &w); err != nil {
		return nil, err
	}
	if _, err = r.config.Store.Commit(ctx, &w); err != nil {
		if ticket.IsKind(err, ticket.Conflict) {
			err = ticket.Errorf(ticket.Conflict, "", "another retraining began at the same moment: wait for it, or cancel it")
		}
		return nil, err
	}
	c.at = 1
	return c, nil
}

// interrupt marks a run whose node has died.
func (r *Retrainer) interrupt(w *store.Write, c *claim, now time.Time) error {
	c.run.State, c.run.EndedAt = Interrupted, now
	c.run.Problem = fmt.Sprintf("%s was not heard of after %s; nothing of the task it was at was kept", c.run.Node, c.run.Beat.Format(time.RFC3339))
	return r.add(w, c, RetrainingChanged, ticket.Actor{Kind: ticket.BySystem})
}

// add puts a run into a write, with an event where one is named.
func (r *Retrainer) add(w *store.Write, c *claim, what ticket.EventType, by ticket.Actor) error {
	record, err := c.record()
	if err != nil {
		return err
	}
	w.Records = append(w.Records, record)
	if what == "" {
		return nil
	}
	data, err := json.Marshal(struct {
		ID      uuid.UUID `json:"id"`
		Version int64     `json:"version"`
		State   State     `json:"state"`
		Why     string    `json:"why,omitempty"`
	}{c.run.ID, c.at + 1, c.run.State, cmp.Or(c.run.Problem, c.run.Why)})
	w.Events = append(w.Events, ticket.Event{ID: r.config.NewID(), Type: what, Actor: by, At: r.config.Now().UTC(), Data: data}.Sealed())
	return err
}

func (c *claim) record() (store.RecordWrite, error) {
	body, err := json.Marshal(c.run)
	return store.RecordWrite{Expect: c.at, Record: store.Record{Kind: store.Retrainings, ID: c.run.ID, Key: c.run.ID.String(), Body: body}}, err
}

// forget removes the oldest runs beyond those that are kept.
func (r *Retrainer) forget(ctx context.Context, w *store.Write) error {
	all, err := r.all(ctx)
	if err != nil || len(all) < keptRuns {
		return err
	}
	for _, c := range all[keptRuns-1:] {
		if c.run.State != Running {
			w.Records = append(w.Records, store.RecordWrite{Expect: c.at, Record: store.Record{Kind: store.Retrainings, ID: c.run.ID, Key: c.run.ID.String()}, Remove: true})
		}
	}
	return nil
}

func (r *Retrainer) read(ctx context.Context, id uuid.UUID) (*claim, error) {
	record, err := r.config.Store.Record(ctx, store.Retrainings, id)
	if ticket.IsKind(err, ticket.NotFound) || err == nil && record.Key == tokenKey {
		return nil, ticket.Errorf(ticket.NotFound, "id", "there is no retraining %s: GET /v1/retrainings lists them", id)
	}
	if err != nil {
		return nil, err
	}
	c := &claim{at: record.Version}
	if err := json.Unmarshal(record.Body, &c.run); err != nil {
		return nil, fmt.Errorf("retraining %s: %w", id, err)
	}
	return c, nil
}

// all are the runs, young ones first.
func (r *Retrainer) all(ctx context.Context) ([]claim, error) {
	records, err := r.config.Store.RecordsOf(ctx, store.Retrainings)
	if err != nil {
		return nil, err
	}
	var all []claim
	for i := range records {
		if records[i].Key == tokenKey {
			continue
		}
		c := claim{at: records[i].Version}
		if err := json.Unmarshal(records[i].Body, &c.run); err != nil {
			return nil, fmt.Errorf("retraining %s: %w", records[i].ID, err)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b claim) int {
		return cmp.Or(b.run.StartedAt.Compare(a.run.StartedAt), bytes.Compare(b.run.ID[:], a.run.ID[:]))
	})
	return all, nil
}
