package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
)

// Me is who the token of a request lets in.
type Me struct {
	Token       uuid.UUID    `json:"token" doc:"Id of the token"`
	Name        string       `json:"name" doc:"Name of the token"`
	Role        ticket.Role  `json:"role" enum:"viewer,agent,lead,admin"`
	Scopes      []string     `json:"scopes" nullable:"false" doc:"What the token is confined to; empty for all its role may"`
	Agent       uuid.UUID    `json:"agent,omitzero" doc:"The agent it acts for"`
	Actor       ticket.Actor `json:"actor" doc:"Who events name"`
	Permissions []string     `json:"permissions" nullable:"false" doc:"What it may"`
}

// MyStatus is what an agent says of themselves.
type MyStatus struct {
	Status ticket.Availability `json:"status" enum:"online,away,offline" doc:"Only who is online gets tickets"`
}

// registerMyStatus lets agents come and go, who may not change agents
// otherwise.
func (a *API) registerMyStatus(agents *setup.Shelf[ticket.Agent]) {
	op := &huma.Operation{
		OperationID: "set-my-status", Method: http.MethodPut, Path: "/v1/me/status", Tags: []string{"Access"},
		Summary: "Say whether I take tickets", Description: "For tokens that act for an agent.",
		RequestBody: &huma.RequestBody{Required: true, Content: a.content(reflect.TypeFor[MyStatus]())},
		Responses: a.responses(http.StatusOK, "The agent.", reflect.TypeFor[ticket.Agent](), http.StatusBadRequest, http.StatusConflict,
			http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity),
	}
	mine := shelfOf(a, agents, "/v1/agents", "agent")
	a.guarded(op, access.TicketsWrite, func(w http.ResponseWriter, r *http.Request) {
		var asked MyStatus
		members, err := a.readObject(w, r)
		if err == nil {
			err = decode(members, &asked)
		}
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		agent, err := setStatus(r.Context(), agents, principal(r.Context()), asked.Status)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		mine.write(w, r, http.StatusOK, &agent)
	})
}

// setStatus changes nothing else of the agent that a token acts for.
func setStatus(ctx context.Context, agents *setup.Shelf[ticket.Agent], by *access.Principal, status ticket.Availability) (agent ticket.Agent, err error) {
	if by.Agent == uuid.Nil {
		return agent, ticket.Errorf(ticket.Forbidden, "", "the token %q acts for no agent: use one that does, or change the agent", by.Name)
	}
	if status == "" {
		return agent, ticket.Errorf(ticket.Invalid, "status", "is missing: take one of online, away, offline")
	}
	for range attempts {
		if agent, err = agents.Get(ctx, by.Agent); err != nil {
			return agent, err
		}
		agent.Status = status
		if agent, err = agents.Change(ctx, by.Actor, agent); !ticket.IsKind(err, ticket.Conflict) {
			return agent, err
		}
	}
	return agent, err
}

func (a *API) registerMe() {
	op := &huma.Operation{
		OperationID: "get-me", Method: http.MethodGet, Path: "/v1/me", Tags: []string{"Access"},
		Summary: "Who am I?", Description: "What the token of this request is and may.",
		Responses: a.responses(http.StatusOK, "The token.", reflect.TypeFor[Me]()),
	}
	a.demand(op, "")
	a.register(op, http.HandlerFunc(a.me))
}

func (a *API) me(w http.ResponseWriter, r *http.Request) {
	p := principal(r.Context())
	me := Me{Token: p.Token, Name: p.Name, Role: p.Role, Scopes: append([]string{}, p.Scopes...), Agent: p.Agent, Actor: p.Actor, Permissions: []string{}}
	for _, permission := range p.Permissions() {
		me.Permissions = append(me.Permissions, string(permission))
	}
	a.answer(w, r, &me)
}
