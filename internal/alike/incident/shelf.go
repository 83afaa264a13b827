package incident

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// The events of an incident.
const (
	Created ticket.EventType = "incident.created"
	Changed ticket.EventType = "incident.changed"
)

// changed is the data of an event.
type changed struct {
	ID      uuid.UUID `json:"id"`
	Version int64     `json:"version"`
	From    State     `json:"from,omitempty"`
	To      State     `json:"to"`
	Tickets int       `json:"tickets"`
	Problem uuid.UUID `json:"problem,omitzero"`
	Why     string    `json:"why,omitempty"`
}

// Get reads an incident.
func (w *Watch) Get(ctx context.Context, id uuid.UUID) (Incident, error) {
	record, err := w.config.Store.Record(ctx, store.Incidents, id)
	if err != nil {
		return Incident{}, err
	}
	return read(&record)
}

// List gives the incidents in some states, all for none, the latest first.
func (w *Watch) List(ctx context.Context, states ...State) ([]Incident, error) {
	records, err := w.config.Store.RecordsOf(ctx, store.Incidents)
	if err != nil {
		return nil, err
	}
	all := []Incident{}
	for i := range records {
		found, err := read(&records[i])
		if err != nil {
			return nil, err
		}
		if len(states) == 0 || slices.Contains(states, found.State) {
			all = append(all, found)
		}
	}
	slices.SortStableFunc(all, func(a, b Incident) int { return b.Since.Compare(a.Since) })
	return all, nil
}

func read(record *store.Record) (i Incident, err error) {
	err = json.Unmarshal(record.Body, &i)
	i.ID, i.Version, i.Count = record.ID, record.Version, len(i.Tickets)
	return i, err
}

// save stores an incident in place of the version it was read at, and notes
// the move where there was one. It is a Conflict where somebody was faster.
func (w *Watch) save(ctx context.Context, i *Incident, by ticket.Actor, from State) error {
	body, err := json.Marshal(i)
	if err != nil {
		return err
	}
	write := store.Write{Records: []store.RecordWrite{{Expect: i.Version, Record: store.Record{
		Kind: store.Incidents, ID: i.ID, Key: "from " + i.Tickets[0].String(), Body: body,
	}}}}
	if from != i.State {
		data := changed{ID: i.ID, Version: i.Version + 1, From: from, To: i.State, Tickets: len(i.Tickets), Problem: i.Problem, Why: i.Steps[len(i.Steps)-1].Why}
		raw, err := json.Marshal(data)
		if err != nil {
			return err
		}
		what := Changed
		if i.Version == 0 {
			what = Created
		}
		write.Events = []ticket.Event{ticket.Event{ID: w.config.NewID(), Type: what, Actor: by, At: w.now(), Data: raw}.Sealed()}
	}
	if _, err := w.config.Store.Commit(ctx, &write); err != nil {
		return err
	}
	i.Version++
	i.Count = len(i.Tickets)
	return nil
}

// remove takes away an incident of long ago.
func (w *Watch) remove(ctx context.Context, i *Incident) error {
	_, err := w.config.Store.Commit(ctx, &store.Write{Records: []store.RecordWrite{{Expect: i.Version, Remove: true, Record: store.Record{
		Kind: store.Incidents, ID: i.ID, Key: "from " + i.Tickets[0].String(),
	}}}})
	return err
}

// now has microseconds, as the stores keep no more.
func (w *Watch) now() time.Time { return w.config.Now().UTC().Truncate(time.Microsecond) }

// alter changes an incident, anew where others change it at the same time. It
// is saved where change says so.
func (w *Watch) alter(ctx context.Context, id uuid.UUID, by ticket.Actor, change func(*Incident) (bool, error)) (i Incident, err error) {
	for range attempts {
		if i, err = w.Get(ctx, id); err != nil {
			return i, err
		}
		from := i.State
		save, err := change(&i)
		if err != nil || !save {
			return i, err
		}
		if err = w.save(ctx, &i, by, from); !ticket.IsKind(err, ticket.Conflict) {
			return i, err
		}
	}
	return i, ticket.Errorf(ticket.Conflict, "incident", "is changed by many at once: try again")
}

// attempts is how often a change is tried when others are faster.
const attempts = 8
