package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// registerErase serves the end of a requester.
func (a *API) registerErase() {
	eraser := lifecycle.NewEraser(lifecycle.EraseConfig{Store: a.config.Store, Now: a.config.Now, NewID: a.config.NewID, Stale: a.markStale})
	op := &huma.Operation{
		OperationID: "erase-requester", Method: http.MethodDelete, Path: "/v1/requesters/{id}", Tags: []string{"Requesters"}, Summary: "Erase a requester",
		Description: "Takes out for good who they are, and all words of their tickets: subjects, messages, files, tags, custom fields, comments, what was suggested, and what explains decisions. " +
			"Tickets stay with their times, categories and who had them. Models that learnt from their texts are marked, and replaced by a retraining. " +
			"202 says that it takes longer than a request may: the server goes on by itself, and asking again tells whether it is done. Where nothing is left to erase nothing happens.",
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}},
	}
	endpoint[nothing, lifecycle.Erased](a, access.RequestersErase, op, func(r *http.Request, _ *request[nothing]) (reply, error) {
		id, err := uuid.Parse(chi.URLParam(r, "id"))
		if err != nil {
			return reply{}, ticket.Errorf(ticket.NotFound, "id", "there is no such requester: send the id that GET /v1/requesters shows")
		}
		if _, err := eraser.Begin(r.Context(), id, principal(r.Context()).Actor); err != nil {
			return reply{}, err
		}
		ctx, cancel := context.WithTimeout(r.Context(), a.config.Request)
		defer cancel()
		done, err := eraser.Finish(ctx, id, nil)
		if err != nil && (errors.Is(ctx.Err(), context.DeadlineExceeded) || ticket.IsKind(err, ticket.Unavailable)) {
			return reply{status: http.StatusAccepted, body: done}, nil // it is under way: the server resumes it
		}
		return reply{body: done}, err
	})
	op.Responses["202"] = &huma.Response{Description: "It is under way.", Content: a.content(reflect.TypeFor[lifecycle.Erased]())}
}

// markStale marks the models that learnt from somebody.
func (a *API) markStale(ctx context.Context, id uuid.UUID, by ticket.Actor, why string) (int, error) {
	if a.config.Registry == nil {
		return 0, nil
	}
	stale, err := a.config.Registry.MarkStale(ctx, id, by, why)
	return len(stale), err
}
