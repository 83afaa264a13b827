package api

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
)

// registerSetup serves what a lead sets up.
func (a *API) registerSetup(s *setup.Setup) {
	a.registerMyStatus(s.Agents)
	register(a, shelfOf(a, s.Agents, "/v1/agents", "agent"), words{"Agents", "agents",
		"Agents answer tickets, as far as their skills, languages, shifts and capacity go.",
		"Refused while the agent has open tickets: hand them over, or set disabled."}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Teams, "/v1/teams", "team"), words{"Teams", "teams",
		"Teams are groups of agents; the tickets of some categories start with one.",
		"Refused while agents, macros or open tickets belong to the team."}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Organisations, "/v1/organisations", "organisation"), words{"Organisations", "organisations",
		"Organisations are the firms that requesters belong to, known by their mail domains.",
		"Refused while the organisation has open tickets."}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Macros, "/v1/macros", "macro"), words{"Macros", "macros",
		"Macros are prepared replies that also set fields.", ""}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Articles, "/v1/articles", "article", "updated_at"), words{"Articles", "articles",
		"Articles are the pages of the knowledge base.", ""}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Fields, "/v1/fields", "field"), words{"Fields", "fields",
		"Custom fields of tickets. Key and type stay as they were made.", "Values on tickets stay and are shown; they can be neither changed nor cleared any more."}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Calendars, "/v1/calendars", "calendar"), words{"Calendars", "calendars",
		"Calendars say when the desk is open.", "Refused while an SLA policy counts by the calendar."}, access.SetupRead, access.SetupWrite)
	register(a, shelfOf(a, s.Policies, "/v1/sla-policies", "SLA policy"), words{"SLA policies", "SLA policies",
		"SLA policies say how soon which tickets are answered and resolved. Calendar, teams and agents are named by their ids.", ""}, access.SetupRead, access.SetupWrite)
	register(a, &resource[ticket.Requester]{api: a, keeper: requesterKeeper{s.Requesters}, path: "/v1/requesters", noun: "requester",
		fixed: []string{"id", "version", "created_at", "erased_at"}, filters: []string{addressParameter}},
		words{"Requesters", "requesters", "Requesters write in.", ""}, access.RequestersRead, access.RequestersWrite)
}

// shelfOf serves a shelf; the server gives id, version and the other fixed
// fields.
func shelfOf[T any](a *API, s *setup.Shelf[T], path, noun string, fixed ...string) *resource[T] {
	return &resource[T]{api: a, keeper: shelfKeeper[T]{s}, path: path, noun: noun, fixed: append([]string{"id", "version"}, fixed...)}
}

// shelfKeeper pages through a shelf and says who changes it.
type shelfKeeper[T any] struct{ *setup.Shelf[T] }

func (s shelfKeeper[T]) Page(ctx context.Context, _ url.Values, last []byte, limit int) ([]T, error) {
	all, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	return after(all, s.Position, last, limit), nil
}

func (s shelfKeeper[T]) Position(value *T) []byte { return []byte(s.Key(value)) }

func (s shelfKeeper[T]) Create(ctx context.Context, by *access.Principal, value T) (T, error) {
	return s.Shelf.Create(ctx, by.Actor, value)
}

func (s shelfKeeper[T]) Change(ctx context.Context, by *access.Principal, value T) (T, error) {
	return s.Shelf.Change(ctx, by.Actor, value)
}

func (s shelfKeeper[T]) Remove(ctx context.Context, by *access.Principal, id uuid.UUID, version int64) error {
	return s.Shelf.Remove(ctx, by.Actor, id, version)
}

// words describe a resource. remove says what to know of a removal.
type words struct{ title, many, about, remove string }

// register documents and serves a resource.
func register[T any](a *API, s *resource[T], say words, read, write access.Permission) {
	registry := a.huma.OpenAPI().Components.Schemas
	thing, pageType := reflect.TypeFor[T](), reflect.TypeFor[Page[T]]()
	name := schemaName(thing, "")
	schema := registry.SchemaFromRef(registry.Schema(thing, true, "").Ref)
	for _, field := range s.fixed {
		readOnly := *schema.Properties[field]
		readOnly.ReadOnly = true
		schema.Properties[field] = &readOnly
	}
	item := s.path + "/{id}"
	id := &huma.Param{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
	match := &huma.Param{Name: "If-Match", In: "header", Description: "The ETag that was read; another version is refused with 412.", Schema: &huma.Schema{Type: huma.TypeString}}
	operation := func(verb, method, path, summary, description string, responses map[string]*huma.Response) *huma.Operation {
		return &huma.Operation{OperationID: strings.ReplaceAll(strings.ToLower(verb), " ", "-"), Method: method, Path: path, Tags: []string{say.title}, Summary: summary, Description: description, Responses: responses}
	}
	versioned := func(status int, description string, failures ...int) map[string]*huma.Response {
		all := a.responses(status, description, thing, failures...)
		headers := map[string]string{"ETag": "The version, for If-Match."}
		if status == http.StatusCreated {
			headers["Location"] = "Where it is."
		}
		withHeaders(all[strconv.Itoa(status)], headers)
		return all
	}

	list := operation("list-"+say.many, http.MethodGet, s.path, "List "+say.many, say.about, a.responses(http.StatusOK, "A page of them.", pageType, http.StatusBadRequest))
	list.Parameters = pageParameters()
	for _, filter := range s.filters {
		list.Parameters = append(list.Parameters, &huma.Param{Name: filter, In: "query", Description: "Only the one with this " + filter + ".", Schema: &huma.Schema{Type: huma.TypeString}})
	}
	a.guarded(list, read, s.list)

	if maker, can := s.keeper.(creator[T]); can {
		create := operation("create-"+s.noun, http.MethodPost, s.path, "Create "+article(s.noun), "", versioned(http.StatusCreated, "It was created.",
			http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity))
		create.RequestBody = &huma.RequestBody{Required: true, Content: a.content(thing)}
		a.guarded(create, write, s.create(maker))
	}

	get := operation("get-"+s.noun, http.MethodGet, item, "Read "+article(s.noun), "", versioned(http.StatusOK, "The "+s.noun+".", http.StatusNotFound))
	get.Parameters = []*huma.Param{id}
	a.guarded(get, read, s.get)

	patch := operation("change-"+s.noun, http.MethodPatch, item, "Change "+article(s.noun), "A JSON merge patch: fields that are given are set, null clears one, the others stay.",
		versioned(http.StatusOK, "The "+s.noun+" as it is now.", http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed,
			http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity))
	patch.Parameters = []*huma.Param{id, match}
	changes := &huma.MediaType{Schema: a.patchOf(thing, name+"Patch")}
	patch.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{mergePatchType: changes, "application/json": changes}}
	a.guarded(patch, write, s.patch)

	if from, can := s.keeper.(remover); can {
		remove := operation("remove-"+s.noun, http.MethodDelete, item, "Remove "+article(s.noun), say.remove,
			a.responses(http.StatusNoContent, "It is gone.", nil, http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed))
		remove.Parameters = []*huma.Param{id, match}
		a.guarded(remove, write, s.remove(from))
	}
}

// article puts a or an before a noun.
func article(noun string) string {
	switch noun[0] {
	case 'a', 'e', 'i', 'o', 'u', 'S': // an SLA policy
		return "an " + noun
	}
	return "a " + noun
}
