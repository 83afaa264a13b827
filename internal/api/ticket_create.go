package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// NewTicket is a ticket to open.
type NewTicket struct {
	Subject     string             `json:"subject,omitempty" maxLength:"1000"`
	Body        string             `json:"body,omitempty" doc:"What the requester wrote. Quoted replies and signatures may be in it; the models do not read them"`
	HTML        string             `json:"html,omitempty" doc:"The same as HTML; it is sanitised"`
	Requester   NewRequester       `json:"requester"`
	Channel     string             `json:"channel,omitempty" enum:"email,chat,web,phone,api" doc:"api where nothing is said"`
	Priority    string             `json:"priority,omitempty" enum:"low,normal,high,urgent" doc:"What is stated here is kept; the models decide the rest"`
	Category    string             `json:"category,omitempty" maxLength:"100"`
	Language    string             `json:"language,omitempty" doc:"BCP-47"`
	Tags        []string           `json:"tags,omitempty" nullable:"false" maxItems:"100"`
	Fields      map[string]any     `json:"fields,omitempty" doc:"Custom fields by key"`
	External    string             `json:"external,omitempty" maxLength:"998" doc:"Id in the channel it came by"`
	Attachments []AttachmentToSend `json:"attachments,omitempty" nullable:"false" maxItems:"50"`
}

// NewRequester names who writes in: by id, or by e-mail address.
type NewRequester struct {
	ID    uuid.UUID `json:"id,omitzero" format:"uuid"`
	Email string    `json:"email,omitempty" maxLength:"320" doc:"Somebody new is stored with their first ticket" example:"ada@example.org"`
	Name  string    `json:"name,omitempty" maxLength:"200"`
}

const (
	headerKey    = "Idempotency-Key"
	headerLookup = "X-Idempotency-Lookup"
	longestKey   = 255

	longestRequesterName = 200 // characters
)

// keyParameter documents the Idempotency-Key header.
func keyParameter() *huma.Param {
	longest := longestKey
	return &huma.Param{Name: headerKey, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
		Description: "Any text unique to this request. Sent twice with the same request, it is done once, and the second answer says " + headerLookup + ": hit. Kept for a day."}
}

// bulkKeyParameter is the same for a request about many tickets.
func bulkKeyParameter() *huma.Param {
	p := keyParameter()
	p.Description = "Any text unique to this request. Sent twice, what was done to a ticket the first time is not done again. Kept for a day."
	return p
}

func (a *API) registerTicketCreate() {
	create := &huma.Operation{
		OperationID: "create-ticket", Method: http.MethodPost, Path: "/v1/tickets", Tags: []string{"Tickets"}, DefaultStatus: http.StatusCreated,
		Summary: "Open a ticket",
		Description: "It is read, assigned and stored in one step; the answer comes when it is durable. " +
			"What the models cannot do in time is done later: triage.state says so." + aboutConfidence,
		Parameters: []*huma.Param{keyParameter()},
	}
	endpoint[NewTicket, Ticket](a, access.TicketsWrite, create, a.createTicket)
	withHeaders(create.Responses["201"], map[string]string{"Location": "Where the ticket is."})
}

func (a *API) createTicket(r *http.Request, in *request[NewTicket]) (reply, error) {
	ctx := r.Context()
	key, err := requestKey(r, in.members)
	if err != nil {
		return reply{}, err
	}
	intake, err := a.intake(ctx, &in.body)
	if err != nil {
		return reply{}, err
	}
	intake.Key = key
	received, err := a.config.Dispatcher.Receive(ctx, intake)
	lookup := "miss"
	if replay := (*store.ReplayError)(nil); errors.As(err, &replay) {
		lookup = "hit"
		var t ticket.Ticket
		if t, err = a.config.Store.Ticket(ctx, replay.Ticket); err == nil {
			received, err = a.received(ctx, t)
		}
	}
	if err != nil {
		return reply{}, err
	}
	out := confidantOf(r).answered(&received.Ticket, received.Decision)
	out.status, out.header["Location"] = http.StatusCreated, "/v1/tickets/"+received.Ticket.ID.String()
	if key != nil {
		out.header[headerLookup] = lookup
	}
	return out, nil
}

// intake is what a request asks to open.
func (a *API) intake(ctx context.Context, n *NewTicket) (lifecycle.Intake, error) {
	in := lifecycle.Intake{
		Actor: principal(ctx).Actor, Subject: n.Subject, Priority: ticket.Priority(n.Priority), Category: n.Category, Language: n.Language,
		Tags: n.Tags, Fields: n.Fields, Words: lifecycle.Words{Text: n.Body, HTML: n.HTML, Channel: ticket.Channel(n.Channel), External: n.External},
	}
	var err error
	if in.Attachments, err = a.attachments(ctx, n.Attachments); err != nil {
		return in, err
	}
	switch {
	case n.Requester.ID != uuid.Nil && n.Requester.Email != "":
		err = ticket.Errorf(ticket.Invalid, "requester", "has an id and an e-mail address: send one of them")
	case utf8.RuneCountInString(n.Requester.Name) > longestRequesterName:
		err = ticket.Errorf(ticket.Invalid, "requester.name", "is longer than %d characters: shorten it", longestRequesterName)
	case n.Requester.ID != uuid.Nil:
		in.Requester, err = a.config.Store.Requester(ctx, n.Requester.ID)
		if ticket.IsKind(err, ticket.NotFound) {
			err = ticket.Errorf(ticket.Invalid, "requester.id", "there is no requester %s", n.Requester.ID)
		}
	case n.Requester.Email != "":
		in.Requester, err = a.config.Dispatcher.Requester(ctx, n.Requester.Email, n.Requester.Name)
	default:
		err = ticket.Errorf(ticket.Invalid, "requester.email", `is missing: say who writes, as in {"requester": {"email": "ada@example.org"}}`)
	}
	return in, err
}

// requestKey makes a key of the Idempotency-Key header, nil for none. The
// fingerprint is of all that the request says.
func requestKey(r *http.Request, members object) (*store.Key, error) {
	given := r.Header.Values(headerKey)
	if len(given) == 0 {
		return nil, nil //nolint:nilnil // no key is no error
	}
	value := given[0]
	switch {
	case len(given) > 1 || value == "":
		return nil, ticket.Errorf(ticket.Invalid, headerKey, "must be one text: send a new one, such as a UUID, with each request")
	case len(value) > longestKey:
		return nil, ticket.Errorf(ticket.Invalid, headerKey, "has %d bytes, at most %d are allowed", len(value), longestKey)
	case strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c > '~' }):
		return nil, ticket.Errorf(ticket.Invalid, headerKey, "holds more than visible ASCII: use letters, digits and signs")
	}
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		h.Write([]byte(name))
		h.Write([]byte{0})
		h.Write(members[name])
		h.Write([]byte{0})
	}
	return &store.Key{Owner: principal(r.Context()).Token, Value: value, Fingerprint: ticket.Hash(h.Sum(nil))}, nil
}
