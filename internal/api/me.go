package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

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
