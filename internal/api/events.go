package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// EventPage is a part of the log.
type EventPage struct {
	Data []ticket.Event `json:"data" nullable:"false"`
	Meta EventMeta      `json:"meta"`
}

// EventMeta says where a reader of the log stands.
type EventMeta struct {
	HasMore bool  `json:"has_more" doc:"More is there now"`
	After   int64 `json:"after" doc:"To send as after for what follows, now or later: nothing is missed and nothing comes twice"`
}

const (
	defaultEvents = 1000
	mostEvents    = 10_000
	maxTypes      = 50
)

func eventParameters() []*huma.Param {
	text, number := &huma.Schema{Type: huma.TypeString}, &huma.Schema{Type: huma.TypeInteger}
	return []*huma.Param{
		{Name: "after", In: "query", Description: "Seq of the last event that you have; 0 for the start.", Schema: number},
		{Name: "ticket", In: "query", Description: "Only those of this ticket; an id.", Schema: text},
		{Name: "type", In: "query", Description: "Only these types, with commas between.", Schema: text},
	}
}

func (a *API) registerEvents() {
	list := &huma.Operation{
		OperationID: "list-events", Method: http.MethodGet, Path: "/v1/events", Tags: []string{"Events"}, Summary: "Read the log of every change",
		Description: "In the order of commits, without gaps in seq: whoever keeps meta.after and comes back loses nothing. This is the incremental export.",
		Parameters:  append(eventParameters(), &huma.Param{Name: "limit", In: "query", Description: "1 to 10000, 1000 where nothing is said.", Schema: &huma.Schema{Type: huma.TypeInteger}}),
	}
	endpoint[nothing, EventPage](a, access.EventsRead, list, a.listEvents)
	stream := &huma.Operation{
		OperationID: "stream-events", Method: http.MethodGet, Path: "/v1/events/stream", Tags: []string{"Events"}, Summary: "Follow the log as it is written",
		Description: "Server-sent events: id is the seq, event the type, data the event. A client that comes back with Last-Event-ID goes on where it was; one that sends neither that nor after starts with what comes next.",
		Parameters:  append(eventParameters(), &huma.Param{Name: "Last-Event-ID", In: "header", Schema: &huma.Schema{Type: huma.TypeInteger}}),
		Responses:   plainResponse("The events.", "text/event-stream"),
	}
	for _, status := range []int{http.StatusBadRequest, http.StatusServiceUnavailable} {
		stream.Responses[strconv.Itoa(status)] = a.problemResponse(meanings[status])
	}
	a.guarded(stream, access.EventsRead, a.streamEvents)
}

// readEventQuery reads what both ways to read the log have in common. after is -1 where
// it was not sent.
func readEventQuery(r *http.Request, names ...string) (store.EventQuery, error) {
	q := store.EventQuery{After: -1, Limit: defaultEvents}
	parameters, p := readParameters(r, append(names, "after", "ticket", "type")...)
	if p != nil {
		return q, p
	}
	var err error
	if given := parameters.Get("after"); given != "" {
		if q.After, err = strconv.ParseInt(given, 10, 64); err != nil || q.After < 0 {
			return q, badRequest("after", "after is "+brief(given)+": send meta.after of the page before, or 0")
		}
	}
	if given := parameters.Get("limit"); given != "" {
		if q.Limit, err = strconv.Atoi(given); err != nil || q.Limit < 1 || q.Limit > mostEvents {
			return q, badRequest("limit", "limit is "+brief(given)+": send a number from 1 to "+strconv.Itoa(mostEvents))
		}
	}
	if given := parameters.Get("ticket"); given != "" {
		if q.Ticket, err = uuid.Parse(given); err != nil {
			return q, badRequest("ticket", "ticket is "+brief(given)+": send an id")
		}
	}
	if given := parameters.Get("type"); !plain(given) {
		return q, badRequest("type", "type holds a control character, or is not UTF-8: send names of events such as ticket.created")
	} else if given != "" {
		for _, name := range strings.Split(given, ",") {
			q.Types = append(q.Types, ticket.EventType(name))
		}
		if len(q.Types) > maxTypes {
			return q, badRequest("type", "there are more than "+strconv.Itoa(maxTypes)+" types: send fewer, or none for all")
		}
	}
	return q, nil
}

func (a *API) listEvents(r *http.Request, _ *request[nothing]) (reply, error) {
	q, err := readEventQuery(r, "limit")
	if err != nil {
		return reply{}, err
	}
	q.After = max(q.After, 0)
	out, err := a.eventPage(r, q)
	return reply{body: out}, err
}

// eventPage reads a page. Where a filter leaves nothing at the end of the log,
// the cursor moves on all the same.
func (a *API) eventPage(r *http.Request, q store.EventQuery) (EventPage, error) {
	head, err := a.config.Store.Head(r.Context())
	if err != nil {
		return EventPage{}, err
	}
	events, err := a.config.Store.Events(r.Context(), q)
	out := EventPage{Data: append([]ticket.Event{}, events...), Meta: EventMeta{After: max(q.After, head)}}
	if n := len(events); n > 0 && (n == q.Limit || events[n-1].Seq > head) {
		out.Meta = EventMeta{HasMore: n == q.Limit, After: events[n-1].Seq}
	}
	return out, err
}

func (a *API) listTicketEvents(r *http.Request, _ *request[nothing]) (reply, error) {
	win, err := pageOnly(r)
	if err != nil {
		return reply{}, err
	}
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	events, err := a.config.Store.Events(r.Context(), store.EventQuery{After: readNumbers(win.after, 1)[0], Ticket: t.ID, Limit: win.size + 1})
	return reply{body: pageOf(win, events, func(e *ticket.Event) []byte { return numbers(e.Seq) })}, err
}
