package registry

import (
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// The events of models and holds.
const (
	ModelCreated ticket.EventType = "model.created"
	ModelChanged ticket.EventType = "model.changed"
	HoldCreated  ticket.EventType = "hold.created"
	HoldChanged  ticket.EventType = "hold.changed"
	HoldRemoved  ticket.EventType = "hold.removed"
)

// EventTypes lists every event of this package.
func EventTypes() []ticket.EventType {
	return []ticket.EventType{ModelCreated, ModelChanged, HoldCreated, HoldChanged, HoldRemoved}
}

// changed is the data of an event of a model.
type changed struct {
	ID      uuid.UUID   `json:"id"`
	Key     string      `json:"key"` // its name
	Version int64       `json:"version"`
	Task    models.Task `json:"task"`
	From    Stage       `json:"from,omitempty"`
	To      Stage       `json:"to"`
	Share   float64     `json:"share,omitempty"`
	Why     string      `json:"why"`
}

// held is the data of an event of a hold.
type held struct {
	ID      uuid.UUID   `json:"id"`
	Key     string      `json:"key"`
	Version int64       `json:"version"`
	Task    models.Task `json:"task"`
	Why     string      `json:"why"`
}

func (r *Registry) event(by ticket.Actor, what ticket.EventType, data any) (ticket.Event, error) {
	raw, err := json.Marshal(data)
	return ticket.Event{ID: r.config.NewID(), Type: what, Actor: by, At: r.config.Now().UTC(), Data: raw}.Sealed(), err
}

func marshal(value any) (json.RawMessage, error) { return json.Marshal(value) }

// draft is a write that grows.
type draft struct {
	r  *Registry
	w  store.Write
	by ticket.Actor
}

// put adds a version as it is now, with its event.
func (d *draft) put(v *kept[Version], from Stage, why string) error {
	record, err := v.write(store.Models, v.Version.ID, v.Version.ID.String())
	if err != nil {
		return err
	}
	what := ModelChanged
	if v.at == 0 {
		what = ModelCreated
	}
	event, err := d.r.event(d.by, what, changed{v.Version.ID, v.Version.Name, v.at + 1, v.Version.Task, from, v.Version.Stage, v.Version.Share, why})
	d.w.Records, d.w.Events = append(d.w.Records, record), append(d.w.Events, event)
	return err
}

// step moves a version and adds it.
func (d *draft) step(v *kept[Version], to Stage, share float64, why string) error {
	from := v.Version.Stage
	v.Version.Stage, v.Version.Share = to, share
	v.Version.Steps = append(v.Version.Steps, Step{At: d.r.config.Now().UTC(), By: d.by, To: to, Share: share, Why: why})
	return d.put(v, from, why)
}
