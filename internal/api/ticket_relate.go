package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

type (
	// MergeInto names the ticket that lives on.
	MergeInto struct {
		Into uuid.UUID `json:"into" format:"uuid"`
	}
	// SplitOff names messages that get a ticket of their own.
	SplitOff struct {
		Messages []uuid.UUID `json:"messages" nullable:"false" minItems:"1" maxItems:"100" doc:"Ids of messages; they are copied"`
		Subject  string      `json:"subject,omitempty" maxLength:"1000" doc:"That of the ticket where nothing is said"`
	}
	// SnoozeUntil says when the ticket comes back.
	SnoozeUntil struct {
		Until time.Time `json:"until"`
	}
	// FollowerChange adds and removes followers.
	FollowerChange struct {
		Add    []uuid.UUID `json:"add,omitempty" nullable:"false" maxItems:"100"`
		Remove []uuid.UUID `json:"remove,omitempty" nullable:"false" maxItems:"100"`
	}
	// NewRating is what the requester thinks of the answer.
	NewRating struct {
		Score   int    `json:"score" minimum:"1" maximum:"5" doc:"1 bad, 5 good"`
		Comment string `json:"comment,omitempty" maxLength:"10000"`
	}
)

// mostFollowers are added or removed by one request.
const mostFollowers = 100

// isTicket says whether the ticket that a field of the body names is there.
func (a *API) isTicket(ctx context.Context, field string, id uuid.UUID) error {
	if id == uuid.Nil {
		return ticket.Errorf(ticket.Invalid, field, "is missing: send the id of a ticket")
	}
	_, err := a.config.Store.Ticket(ctx, id)
	if ticket.IsKind(err, ticket.NotFound) {
		return ticket.Errorf(ticket.Invalid, field, "there is no ticket %s", id)
	}
	return err
}

// act registers an operation on a ticket that is more than a command.
func act[B any](a *API, op *huma.Operation, act func(r *http.Request, o lifecycle.Order, body *B) (ticket.Ticket, error)) {
	endpoint[B, Ticket](a, access.TicketsWrite, op, func(r *http.Request, in *request[B]) (reply, error) {
		order, err := a.order(r, in.members)
		if err != nil {
			return reply{}, err
		}
		t, err := act(r, order, &in.body)
		return a.after(r, order, t, err)
	})
}

func (a *API) registerTicketRelate() {
	desk := a.config.Desk
	act(a, orderOp("merge-ticket", http.MethodPost, "/merge", "Merge this ticket into another", "Answers the one that lives on, which shows the messages of both."),
		func(r *http.Request, o lifecycle.Order, b *MergeInto) (ticket.Ticket, error) {
			if err := a.isTicket(r.Context(), "into", b.Into); err != nil {
				return ticket.Ticket{}, err
			}
			return desk.Merge(r.Context(), o, b.Into)
		})
	act(a, orderOp("unmerge-ticket", http.MethodPost, "/unmerge", "Undo a merge", "The ticket is what it was before."),
		func(r *http.Request, o lifecycle.Order, _ *nothing) (ticket.Ticket, error) {
			return desk.Unmerge(r.Context(), o)
		})
	act(a, orderOp("split-ticket", http.MethodPost, "/split", "Open a ticket of its own for some messages", "Answers the new ticket."),
		func(r *http.Request, o lifecycle.Order, b *SplitOff) (ticket.Ticket, error) {
			return desk.Split(r.Context(), o, b.Subject, b.Messages)
		})
	act(a, orderOp("link-ticket", http.MethodPost, "/links", "Link a ticket to another", "kind is what the other is to this one."),
		func(r *http.Request, o lifecycle.Order, b *ticket.Link) (ticket.Ticket, error) {
			if err := a.isTicket(r.Context(), "ticket", b.Ticket); err != nil {
				return ticket.Ticket{}, err
			}
			return desk.Link(r.Context(), o, b.Kind, b.Ticket)
		})
	unlink := orderOp("unlink-ticket", http.MethodDelete, "/links/{kind}/{other}", "Remove a link", "From both sides.")
	for _, name := range []string{"kind", "other"} {
		unlink.Parameters = append(unlink.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	act(a, unlink, func(r *http.Request, o lifecycle.Order, _ *nothing) (ticket.Ticket, error) {
		other, err := uuid.Parse(chi.URLParam(r, "other"))
		if err != nil {
			return ticket.Ticket{}, ticket.Errorf(ticket.NotFound, "other", "%.40q is not the id of a ticket", chi.URLParam(r, "other"))
		}
		return desk.Unlink(r.Context(), o, ticket.LinkKind(chi.URLParam(r, "kind")), other)
	})
	act(a, orderOp("snooze-ticket", http.MethodPost, "/snooze", "Put a ticket on hold until an instant", ""),
		func(r *http.Request, o lifecycle.Order, b *SnoozeUntil) (ticket.Ticket, error) {
			return desk.Do(r.Context(), o, lifecycle.Snooze{Until: b.Until})
		})
	act(a, orderOp("change-followers", http.MethodPatch, "/followers", "Add and remove followers", ""),
		func(r *http.Request, o lifecycle.Order, b *FollowerChange) (ticket.Ticket, error) {
			if n := max(len(b.Add), len(b.Remove)); n > mostFollowers {
				return ticket.Ticket{}, ticket.Errorf(ticket.Invalid, "followers", "there are %d: add and remove at most %d at a time", n, mostFollowers)
			}
			for _, id := range b.Add {
				if err := a.exists(r.Context(), store.Agents, "add", id); err != nil {
					return ticket.Ticket{}, err
				}
			}
			return desk.Do(r.Context(), o, lifecycle.Follow{Add: b.Add, Remove: b.Remove})
		})
	act(a, orderOp("ask-rating", http.MethodPost, "/rating/request", "Ask the requester how satisfied they are", "Once, after the ticket is resolved."),
		func(r *http.Request, o lifecycle.Order, _ *nothing) (ticket.Ticket, error) {
			return desk.Do(r.Context(), o, lifecycle.AskRating{})
		})
	act(a, orderOp("rate-ticket", http.MethodPut, "/rating", "Pass on the requester's rating", ""),
		func(r *http.Request, o lifecycle.Order, b *NewRating) (ticket.Ticket, error) {
			return desk.Do(r.Context(), o, lifecycle.Rate{Score: b.Score, Comment: b.Comment})
		})
}
