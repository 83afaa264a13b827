package api

import (
	"net/http"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/suggest"
	"switchyard/internal/ticket"
)

// Suggestions are replies that may solve a ticket.
type Suggestions struct {
	Data []suggest.Suggestion `json:"data" nullable:"false" doc:"Best first; none where nothing is likely enough"`
}

var errNoSuggestions = ticket.Errorf(ticket.NotFound, "", "nothing is suggested here: the server was started without it")

func (a *API) registerSuggestions() {
	op := ticketOp("suggest-replies", http.MethodPost, "/suggestions", "Suggest up to three replies",
		"From replies to alike tickets, macros and articles, in the language of the ticket, filled from this ticket alone. What this ticket does not say stays as {{slot}}, and sendable is false. "+
			"What is shown is recorded: send the id along with the reply that it becomes. Changes nothing of the ticket.")
	endpoint[nothing, Suggestions](a, access.TicketsWrite, op, func(r *http.Request, _ *request[nothing]) (reply, error) {
		if a.config.Suggest == nil {
			return reply{}, errNoSuggestions
		}
		t, err := a.find(r)
		if err != nil {
			return reply{}, err
		}
		found, err := a.config.Suggest.For(r.Context(), &t, principal(r.Context()).Actor)
		return reply{body: Suggestions{found}}, err
	})
	a.registerMacroUse()
	a.registerArticles()
	a.registerDraftingSettings()
}

// suggested puts what a reply came from into its words.
func (a *API) suggested(r *http.Request, id *uuid.UUID, command lifecycle.Command) (lifecycle.Command, error) {
	if id == nil {
		return command, nil
	}
	answer, public := command.(lifecycle.Reply)
	if !public || a.config.Suggest == nil {
		return nil, ticket.Errorf(ticket.Invalid, "suggestion", "only a public reply of the desk comes from a suggestion: leave it out")
	}
	t, err := a.find(r)
	if err != nil {
		return nil, err
	}
	use, was, err := a.config.Suggest.Sent(r.Context(), &t, principal(r.Context()).Actor, *id, answer.Text)
	if err != nil {
		return nil, err
	}
	answer.Suggestion = &lifecycle.Suggestion{Text: was, Use: use}
	return answer, nil
}
