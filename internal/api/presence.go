package api

import (
	"net/http"
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
			agent := in.body.Agent
			if agent == uuid.Nil {
				agent = principal(r.Context()).Agent
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
			id, err := a.idOf(r)
			if err != nil {
				return reply{}, err
			}
			return a.present(r, id)
		})
}

func (a *API) present(r *http.Request, id uuid.UUID) (reply, error) {
	there, err := a.config.Store.Attending(r.Context(), id, a.config.Now())
	return reply{body: Page[store.Attendance]{Data: append([]store.Attendance{}, there...)}}, err
}
