package api

import (
	"context"
	"encoding/binary"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/ticket"
)

// find reads the ticket that a path names, by id or number.
func (a *API) find(r *http.Request) (ticket.Ticket, error) {
	name := chi.URLParam(r, "id")
	if number, err := strconv.ParseInt(name, 10, 64); err == nil && number > 0 {
		return a.config.Store.TicketByNumber(r.Context(), number)
	}
	id, err := uuid.Parse(name)
	if err != nil {
		return ticket.Ticket{}, ticket.Errorf(ticket.NotFound, "ticket", "%.40q is neither the id nor the number of a ticket", name)
	}
	return a.config.Store.Ticket(r.Context(), id)
}

// received is a ticket with its latest decision.
func (a *API) received(ctx context.Context, t ticket.Ticket) (dispatch.Received, error) {
	decisions, err := a.config.Store.Decisions(ctx, t.ID, 1)
	if err != nil || len(decisions) == 0 {
		return dispatch.Received{Ticket: t}, err
	}
	return dispatch.Received{Ticket: t, Decision: &decisions[0]}, nil
}

// answered is the reply that shows a ticket to somebody.
func (c confidant) answered(t *ticket.Ticket, d *ticket.Decision) reply {
	view := viewTicket(t, c.decision(d))
	view.Touches = c.touches(veiledTouches(t))
	return reply{header: map[string]string{"ETag": etag(t.Version)}, body: view}
}

// ticketOp is an operation on one ticket.
func ticketOp(id, method, path, summary, description string) *huma.Operation {
	return &huma.Operation{
		OperationID: id, Method: method, Path: "/v1/tickets/{id}" + path, Tags: []string{"Tickets"}, Summary: summary, Description: description,
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Description: "Id or number.", Schema: &huma.Schema{Type: huma.TypeString}}},
	}
}

// orderOp is an operation that changes one ticket.
func orderOp(id, method, path, summary, description string) *huma.Operation {
	op := ticketOp(id, method, path, summary, description)
	op.Parameters = append(op.Parameters, keyParameter(), &huma.Param{
		Name: "If-Match", In: "header", Description: "ETag that you have seen: nothing is done if the ticket was changed since.", Schema: &huma.Schema{Type: huma.TypeString}})
	return op
}

func (a *API) registerTicketRead() {
	endpoint[nothing, Ticket](a, access.TicketsRead, ticketOp("get-ticket", http.MethodGet, "", "Show a ticket", "With the latest decision. A merged ticket names the one it lives on in."+aboutConfidence),
		func(r *http.Request, _ *request[nothing]) (reply, error) {
			t, err := a.find(r)
			if err != nil {
				return reply{}, err
			}
			found, err := a.received(r.Context(), t)
			return confidantOf(r).answered(&found.Ticket, found.Decision), err
		})
	messages := ticketOp("list-messages", http.MethodGet, "/messages", "Read the conversation, oldest first", "Messages of tickets that were merged into this one are among them.")
	messages.Parameters = append(messages.Parameters, pageParameters()...)
	endpoint[nothing, Page[ticket.Message]](a, access.TicketsRead, messages, a.listMessages)
	endpoint[nothing, Page[ticket.Decision]](a, access.TicketsRead, ticketOp("list-decisions", http.MethodGet, "/decisions", "What the machine thought of a ticket, latest first", "The last hundred."+aboutConfidence), a.listDecisions)
	events := ticketOp("list-ticket-events", http.MethodGet, "/events", "What happened to a ticket, oldest first", "The ticket's chain: each event carries the hash of the one before.")
	events.Parameters = append(events.Parameters, pageParameters()...)
	endpoint[nothing, Page[ticket.Event]](a, access.TicketsRead, events, a.listTicketEvents)
}

func (a *API) listMessages(r *http.Request, _ *request[nothing]) (reply, error) {
	win, err := pageOnly(r)
	if err != nil {
		return reply{}, err
	}
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	var after uuid.UUID
	copy(after[:], win.after)
	messages, err := a.config.Store.Messages(r.Context(), t.Conversation(), after, win.size+1)
	return reply{body: pageOf(win, messages, func(m *ticket.Message) []byte { return m.ID[:] })}, err
}

func (a *API) listDecisions(r *http.Request, _ *request[nothing]) (reply, error) {
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	decisions, err := a.config.Store.Decisions(r.Context(), t.ID, 100)
	to := confidantOf(r)
	for i := range decisions {
		decisions[i] = veiled(&t, to.decision(&decisions[i]).Shown())
	}
	return reply{body: Page[ticket.Decision]{Data: append([]ticket.Decision{}, decisions...)}}, err
}

// pageOnly reads the window of a list that has no other parameters.
func pageOnly(r *http.Request) (window, error) {
	parameters, p := readParameters(r, pageSize, pageAfter)
	if p != nil {
		return window{}, p
	}
	win, p := readWindow(r, parameters)
	if p != nil {
		return win, p
	}
	return win, nil
}

// numbers is a position of some numbers, for a cursor.
func numbers(of ...int64) []byte {
	var raw []byte
	for _, n := range of {
		raw = binary.BigEndian.AppendUint64(raw, uint64(n))
	}
	return raw
}

// readNumbers gives them back, zero where there are none.
func readNumbers(raw []byte, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		if len(raw) >= 8*(i+1) {
			out[i] = int64(binary.BigEndian.Uint64(raw[8*i:]))
		}
	}
	return out
}
