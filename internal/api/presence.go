package api

import (
	"bytes"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// attendance is how long somebody counts as present after they said so.
const attendance = 30 * time.Second

// NewAttendance says what an agent is doing at a ticket.
type NewAttendance struct {
	Doing string    `json:"doing" enum:"viewing,typing"`
	Agent uuid.UUID `json:"agent,omitzero" doc:"Who; the token's own agent where nothing is said"`
}

func (a *API) registerPresence() {
	endpoint[NewAttendance, Page[store.Attendance]](a, access.TicketsWrite,
		ticketOp("attend-ticket", http.MethodPut, "/presence", "Say that somebody is viewing or typing", "Holds for 30 seconds: say it again before. Answers who is there."),
		func(r *http.Request, in *request[NewAttendance]) (reply, error) {
			agent, err := whose(principal(r.Context()), in.body.Agent)
			if err != nil {
				return reply{}, err
			}
			if in.body.Doing != "viewing" && in.body.Doing != "typing" {
				return reply{}, ticket.Errorf(ticket.Invalid, "doing", "must be viewing or typing")
			}
			if err := a.exists(r.Context(), store.Agents, "agent", agent); err != nil {
				return reply{}, err
			}
			t, err := a.find(r)
			if err != nil {
				return reply{}, err
			}
			err = a.config.Store.Attend(r.Context(), store.Attendance{Ticket: t.ID, Agent: agent, Doing: in.body.Doing, Until: a.config.Now().Add(attendance)})
			if err != nil {
				return reply{}, err
			}
			return a.present(r, t.ID)
		})
	endpoint[nothing, Page[store.Attendance]](a, access.TicketsRead,
		ticketOp("list-presence", http.MethodGet, "/presence", "Who is viewing or typing now?", ""),
		func(r *http.Request, _ *request[nothing]) (reply, error) {
			t, err := a.find(r)
			if err != nil {
				return reply{}, err
			}
			return a.present(r, t.ID)
		})
}

// whose presence a token may tell: that of the agent it acts for, or that of
// any where it acts for none.
func whose(p *access.Principal, named uuid.UUID) (uuid.UUID, error) {
	switch {
	case named == uuid.Nil && p.Agent == uuid.Nil:
		return named, ticket.Errorf(ticket.Invalid, "agent", "is missing: the token acts for no agent, so say who it is")
	case named == uuid.Nil || named == p.Agent:
		return p.Agent, nil
	case p.Agent != uuid.Nil:
		return named, ticket.Errorf(ticket.Forbidden, "agent", "is another than the one the token acts for: leave it out")
	}
	return named, nil
}

// present lists who is at a ticket, by id of the agent.
func (a *API) present(r *http.Request, id uuid.UUID) (reply, error) {
	there, err := a.config.Store.Attending(r.Context(), id, a.config.Now())
	slices.SortFunc(there, func(x, y store.Attendance) int { return bytes.Compare(x.Agent[:], y.Agent[:]) })
	return reply{body: Page[store.Attendance]{Data: append([]store.Attendance{}, there...)}}, err
}
