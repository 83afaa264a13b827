package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// NewMessage is something to say in a ticket.
type NewMessage struct {
	Body          string             `json:"body,omitempty"`
	HTML          string             `json:"html,omitempty" doc:"It is sanitised"`
	Public        *bool              `json:"public,omitempty" default:"true" doc:"false for an internal note"`
	FromRequester bool               `json:"from_requester,omitempty" doc:"The requester wrote it: a waiting ticket is opened again, a closed one gets a follow-up"`
	Status        ticket.Status      `json:"status,omitempty" enum:"open,pending,on_hold,resolved" doc:"To move to as well"`
	Channel       string             `json:"channel,omitempty" enum:"email,chat,web,phone,api" doc:"That of the ticket where nothing is said"`
	External      string             `json:"external,omitempty" maxLength:"998" doc:"Id in the channel it came by"`
	Attachments   []AttachmentToSend `json:"attachments,omitempty" nullable:"false" maxItems:"50"`
	Suggestion    *uuid.UUID         `json:"suggestion,omitempty" format:"uuid" doc:"The suggestion that this reply came from, edited or not"`
}

func (a *API) registerTicketMessage() {
	op := orderOp("add-message", http.MethodPost, "/messages", "Reply, note, or pass on what the requester wrote",
		"Answers the ticket as it is then. What the requester writes to a closed ticket opens a linked follow-up, "+
			"which is what is answered; to a merged one, it goes to the ticket that lives on.")
	op.DefaultStatus = http.StatusCreated
	endpoint[NewMessage, Ticket](a, access.TicketsWrite, op, func(r *http.Request, in *request[NewMessage]) (reply, error) {
		command, err := a.message(r.Context(), &in.body)
		if err == nil {
			command, err = a.suggested(r, in.body.Suggestion, command)
		}
		if err != nil {
			return reply{}, err
		}
		if answer, ok := command.(lifecycle.Answer); ok {
			return a.hear(r, in.members, answer)
		}
		return a.do(r, in.members, command)
	})
}

// message is the command that a new message stands for.
func (a *API) message(ctx context.Context, m *NewMessage) (lifecycle.Command, error) {
	attachments, err := a.attachments(ctx, m.Attachments)
	words := lifecycle.Words{Text: m.Body, HTML: m.HTML, Channel: ticket.Channel(m.Channel), External: m.External, Attachments: attachments}
	note := m.Public != nil && !*m.Public
	switch {
	case err != nil:
		return nil, err
	case m.FromRequester && (note || m.Status != ""):
		return nil, ticket.Errorf(ticket.Invalid, "from_requester", "what the requester writes is public and sets no status: leave public and status out")
	case m.FromRequester:
		return lifecycle.Answer{Words: words}, nil
	case m.Status != "" && (!m.Status.Active() || m.Status == ticket.New) && m.Status != ticket.Resolved:
		return nil, ticket.Errorf(ticket.Invalid, "status", "%.40q cannot go with a message: send open, pending, on_hold or resolved, or leave it out", m.Status)
	case note && m.Status != "":
		return nil, ticket.Errorf(ticket.Invalid, "status", "is not set by a note: change the ticket as well")
	case note:
		return lifecycle.Note{Words: words}, nil
	}
	return lifecycle.Reply{Words: words, Status: m.Status}, nil
}

// hear passes on what the requester wrote.
func (a *API) hear(r *http.Request, members object, answer lifecycle.Answer) (reply, error) {
	order, err := a.order(r, members)
	if err != nil {
		return reply{}, err
	}
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	order.Actor, answer.Token = ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester}, principal(r.Context()).Token
	heard, err := a.config.Dispatcher.Hear(r.Context(), order, answer)
	return a.after(r, order, heard, err)
}
