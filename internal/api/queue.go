package api

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
)

// Waiting is a ticket that nobody has, and why.
type Waiting struct {
	ID       uuid.UUID  `json:"id" format:"uuid"`
	Number   int64      `json:"number" minimum:"1"`
	Subject  string     `json:"subject"`
	Status   string     `json:"status" enum:"new,open"`
	Priority string     `json:"priority" enum:"low,normal,high,urgent"`
	Category string     `json:"category,omitempty"`
	Language string     `json:"language"`
	Channel  string     `json:"channel" enum:"email,chat,web,phone,api"`
	Team     *uuid.UUID `json:"team" nullable:"true" format:"uuid"`

	Since  time.Time  `json:"since" doc:"When it began to wait"`
	Waited string     `json:"waited" doc:"Business time since then, such as 1h30m0s"`
	Due    *time.Time `json:"due,omitempty" doc:"When an answer is due"`

	Reason  string    `json:"reason" doc:"Why nobody has it, in words"`
	Fit     int       `json:"fit" doc:"How many agents may have it, now or later"`
	Free    int       `json:"free" doc:"How many of them could take it now"`
	Removed []Removal `json:"removed" nullable:"false" doc:"What keeps how many agents from it, most first"`
	Stuck   bool      `json:"stuck,omitempty" doc:"Nobody may have it, whoever comes or becomes free: somebody has to change the ticket, the agents or the rules"`
}

// Removal is a constraint and how many agents it keeps from a ticket.
type Removal struct {
	Constraint string `json:"constraint"`
	Agents     int    `json:"agents"`
}

func (a *API) registerQueue() {
	op := &huma.Operation{
		OperationID: "list-queue", Method: http.MethodGet, Path: "/v1/queue", Tags: []string{"Routing"},
		Summary:     "Tickets that wait, and why nobody has them",
		Description: "The most urgent first, then the oldest. Each is looked at as things stand now: who may have it, and what keeps the others from it. One that a rule keeps from everybody is stuck.",
		Parameters:  pageParameters(),
	}
	endpoint[nothing, Page[Waiting]](a, access.TicketsRead, op, a.listQueue)
}

func (a *API) listQueue(r *http.Request, _ *request[nothing]) (reply, error) {
	win, err := pageOnly(r)
	if err != nil {
		return reply{}, err
	}
	var after *store.Position
	if win.after != nil {
		at := readNumbers(win.after, 2)
		after = &store.Position{Value: at[0], Number: at[1]}
	}
	found, err := a.config.Dispatcher.Waiting(r.Context(), after, win.size+1)
	if err != nil {
		return reply{}, err
	}
	page := pageOf(win, found, func(w *dispatch.Waiting) []byte {
		at := store.PositionOf(&w.Ticket, store.ByPriority)
		return numbers(at.Value, at.Number)
	})
	out := Page[Waiting]{Data: make([]Waiting, len(page.Data)), Meta: page.Meta, Links: page.Links}
	for i := range page.Data {
		out.Data[i] = a.viewWaiting(&page.Data[i])
	}
	return reply{body: out}, nil
}

func (a *API) viewWaiting(w *dispatch.Waiting) Waiting {
	t := &w.Ticket
	out := Waiting{
		ID: t.ID, Number: t.Number, Subject: t.Subject, Status: string(t.Status), Priority: string(t.Priority), Category: t.Category,
		Language: t.Language, Channel: string(t.Channel), Team: some(t.Team), Since: w.Since, Waited: w.Waited.Truncate(time.Second).String(), Due: when(w.Due),
		Reason: a.config.Dispatcher.Named(w.Reason), Fit: w.Fit, Free: w.Free, Removed: []Removal{}, Stuck: w.Lasting,
	}
	if t.Triage.Audit.Hidden() && w.Reason != "" {
		out.Reason, w.Removed = lifecycle.Unsaid, nil
	}
	for constraint, agents := range w.Removed {
		out.Removed = append(out.Removed, Removal{constraint, agents})
	}
	slices.SortFunc(out.Removed, func(a, b Removal) int {
		return cmp.Or(cmp.Compare(b.Agents, a.Agents), cmp.Compare(a.Constraint, b.Constraint))
	})
	return out
}
