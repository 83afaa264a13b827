package retrain

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// forgetErased marks what has just been learnt from people who were erased since a
// place in the log: when their erasure marked the models, this one was not there.
func (r *Retrainer) forgetErased(ctx context.Context, since int64) error {
	for {
		const page = 1000
		events, err := r.config.Store.Events(ctx, store.EventQuery{After: since, Types: []ticket.EventType{ticket.RequesterErasing}, Limit: page})
		if err != nil {
			return err
		}
		for i := range events {
			var data struct {
				Requester uuid.UUID `json:"requester"`
			}
			if since = events[i].Seq; json.Unmarshal(events[i].Data, &data) != nil {
				continue
			}
			if _, err := r.config.Registry.MarkStale(ctx, data.Requester, events[i].Actor, "somebody whose texts it learnt from was erased meanwhile"); err != nil {
				return err
			}
		}
		if len(events) < page {
			return nil
		}
	}
}
