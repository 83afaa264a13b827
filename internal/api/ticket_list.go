package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
	"golang.org/x/text/language"

	"switchyard/internal/access"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// filter is a query parameter that lists are narrowed by: several values,
// with commas between, are any of them.
type filter struct {
	name, description string
	read              func(q *store.TicketQuery, values []string) error
}

const maxFilterValues = 50

var filters = []filter{
	{"status", "Any of these.", func(q *store.TicketQuery, v []string) (err error) {
		q.Statuses, err = readAll(v, ticket.ParseStatus)
		return err
	}},
	{"priority", "Any of these.", func(q *store.TicketQuery, v []string) (err error) {
		q.Priorities, err = readAll(v, ticket.ParsePriority)
		return err
	}},
	{"channel", "Any of these.", func(q *store.TicketQuery, v []string) (err error) {
		q.Channels, err = readAll(v, ticket.ParseChannel)
		return err
	}},
	{"category", "Any of these.", func(q *store.TicketQuery, v []string) error { q.Categories = v; return nil }},
	{"language", "Any of these BCP-47 tags.", func(q *store.TicketQuery, v []string) (err error) {
		q.Languages, err = readAll(v, readLanguage)
		return err
	}},
	{"tag", "All of these.", func(q *store.TicketQuery, v []string) (err error) {
		q.Tags, err = readAll(v, func(s string) (string, error) { return ticket.Tag(s), nil })
		return err
	}},
	{"assignee", "Ids of agents, or none for tickets that nobody has.", func(q *store.TicketQuery, v []string) (err error) {
		if q.Unassigned = slices.Equal(v, []string{"none"}); !q.Unassigned {
			q.Assignees, err = readAll(v, readID("assignee"))
		}
		return err
	}},
	{"team", "Ids.", func(q *store.TicketQuery, v []string) (err error) {
		q.Teams, err = readAll(v, readID("team"))
		return err
	}},
	{"requester", "Ids.", func(q *store.TicketQuery, v []string) (err error) {
		q.Requesters, err = readAll(v, readID("requester"))
		return err
	}},
	{"organisation", "Ids.", func(q *store.TicketQuery, v []string) (err error) {
		q.Organisations, err = readAll(v, readID("organisation"))
		return err
	}},
	{"created_from", "RFC 3339: created then or later.", func(q *store.TicketQuery, v []string) (err error) {
		q.CreatedFrom, err = readInstant("created_from", v)
		return err
	}},
	{"created_before", "RFC 3339: created before.", func(q *store.TicketQuery, v []string) (err error) {
		q.CreatedBefore, err = readInstant("created_before", v)
		return err
	}},
	{"sort", "number (by creation), updated or priority; a minus in front puts the largest first. -number where nothing is said.", readOrder},
}

func readAll[T any](values []string, read func(string) (T, error)) ([]T, error) {
	out := make([]T, len(values))
	for i, v := range values {
		var err error
		if out[i], err = read(v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readID(name string) func(string) (uuid.UUID, error) {
	return func(s string) (uuid.UUID, error) {
		id, err := uuid.Parse(s)
		if err != nil {
			return id, ticket.Errorf(ticket.Invalid, name, "%.40q is not an id", s)
		}
		return id, nil
	}
}

func readLanguage(s string) (string, error) {
	tag, err := language.Parse(s)
	if err != nil {
		return "", ticket.Errorf(ticket.Invalid, "language", "%.40q is not a BCP-47 tag such as en or pt-BR", s)
	}
	return tag.String(), nil
}

func readInstant(name string, values []string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, values[0])
	if err != nil || len(values) > 1 {
		return t, ticket.Errorf(ticket.Invalid, name, "%.60q is not an instant such as 2026-03-02T09:00:00Z", strings.Join(values, ","))
	}
	return t, nil
}

func readOrder(q *store.TicketQuery, values []string) error {
	name, descending := strings.CutPrefix(values[0], "-")
	by := store.OrderBy(name)
	if len(values) > 1 || !slices.Contains([]store.OrderBy{store.ByNumber, store.ByUpdated, store.ByPriority}, by) {
		return ticket.Errorf(ticket.Invalid, "sort", "%.40q is no order: take number, updated or priority, with a minus for the largest first", strings.Join(values, ","))
	}
	q.Order = store.Order{By: by, Descending: descending}
	return nil
}

// plain says whether a text can stand in a database.
func plain(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// readFilters reads the parameters of a list of tickets.
func readFilters(parameters url.Values) (store.TicketQuery, error) {
	q := store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}}
	for _, f := range filters {
		given := parameters.Get(f.name)
		if given == "" {
			continue
		}
		values := strings.Split(given, ",")
		switch {
		case len(values) > maxFilterValues:
			return q, badRequest(f.name, f.name+" has more than "+strconv.Itoa(maxFilterValues)+" values: send fewer")
		case !plain(given):
			return q, badRequest(f.name, f.name+" holds a control character, or is not UTF-8: nothing that is stored does")
		}
		if err := f.read(&q, values); err != nil {
			return q, badRequest(f.name, messageOf(err))
		}
	}
	return q, nil
}

func (a *API) registerTicketList() {
	list := &huma.Operation{
		OperationID: "list-tickets", Method: http.MethodGet, Path: "/v1/tickets", Tags: []string{"Tickets"}, Summary: "List tickets",
		Description: "A view is a filter: tickets are listed for which every parameter holds. Several values stand with commas between. A page deep in costs no more than the first.",
		Parameters:  pageParameters(),
	}
	for _, f := range filters {
		list.Parameters = append(list.Parameters, &huma.Param{Name: f.name, In: "query", Description: f.description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	endpoint[nothing, Page[Ticket]](a, access.TicketsRead, list, a.listTickets)
	search := &huma.Operation{
		OperationID: "search-tickets", Method: http.MethodGet, Path: "/v1/search", Tags: []string{"Tickets"}, Summary: "Find tickets by their words, newest first",
		Description: "All words must stand in the subject or the messages. What was written a moment ago may take some seconds to be found.",
		Parameters:  append(pageParameters(), &huma.Param{Name: "q", In: "query", Required: true, Description: "Words.", Schema: &huma.Schema{Type: huma.TypeString}}),
	}
	endpoint[nothing, Page[Ticket]](a, access.TicketsRead, search, a.searchTickets)
}

func (a *API) listTickets(r *http.Request, _ *request[nothing]) (reply, error) {
	names := []string{pageSize, pageAfter}
	for _, f := range filters {
		names = append(names, f.name)
	}
	parameters, p := readParameters(r, names...)
	if p != nil {
		return reply{}, p
	}
	q, err := readFilters(parameters)
	if err != nil {
		return reply{}, err
	}
	win, p := readWindow(r, parameters)
	if p != nil {
		return reply{}, p
	}
	if win.after != nil {
		at := readNumbers(win.after, 2)
		q.After = &store.Position{Value: at[0], Number: at[1]}
	}
	q.Limit = win.size + 1
	found, err := a.config.Store.List(r.Context(), q)
	return reply{body: viewPage(win, found, func(t *ticket.Ticket) []byte {
		at := store.PositionOf(t, q.Order.By)
		return numbers(at.Value, at.Number)
	})}, err
}

// viewPage is a page of tickets as they are shown.
func viewPage(win window, found []ticket.Ticket, position func(*ticket.Ticket) []byte) Page[Ticket] {
	page := pageOf(win, found, position)
	out := Page[Ticket]{Data: make([]Ticket, len(page.Data)), Meta: page.Meta, Links: page.Links}
	for i := range page.Data {
		out.Data[i] = viewTicket(&page.Data[i], nil)
	}
	return out
}

// longestSearch is how many bytes of words are searched for at most.
const longestSearch = 500

func (a *API) searchTickets(r *http.Request, _ *request[nothing]) (reply, error) {
	parameters, p := readParameters(r, pageSize, pageAfter, "q")
	if p != nil {
		return reply{}, p
	}
	words := parameters.Get("q")
	if strings.TrimSpace(words) == "" || len(words) > longestSearch {
		return reply{}, badRequest("q", "q must hold words to search for, at most "+strconv.Itoa(longestSearch)+" bytes")
	}
	win, p := readWindow(r, parameters)
	if p != nil {
		return reply{}, p
	}
	win.size = min(win.size, 99) // a search looks for one more, and for a hundred at most
	found, err := a.config.Store.Search(r.Context(), store.SearchQuery{Text: words, Before: readNumbers(win.after, 1)[0], Limit: win.size + 1})
	return reply{body: viewPage(win, found, func(t *ticket.Ticket) []byte { return numbers(t.Number) })}, err
}
