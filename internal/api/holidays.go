package api

import (
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/calendar"
	"switchyard/internal/ticket"
)

// largestFeed is the largest holiday feed, in bytes: one of a whole country
// for thirty years has less.
const largestFeed = 512 << 10

// HolidayImport is what came of a feed.
type HolidayImport struct {
	Added   []calendar.FeedDay `json:"added" nullable:"false" doc:"Closed from now on, or would be"`
	Present int                `json:"present" doc:"Days that the calendar had already; they stay as they are"`
	Timed   int                `json:"timed" doc:"Events of hours, which are no holidays"`
}

func (a *API) registerHolidays() {
	text := &huma.Schema{Type: huma.TypeString}
	op := &huma.Operation{
		OperationID: "import-holidays", Method: http.MethodPost, Path: "/v1/calendars/{id}/holidays", Tags: []string{"Calendars"}, Summary: "Take holidays from a feed",
		Description: "The body is an iCalendar file. Feeds mix public holidays with days that are only observed: look at the answer with dry_run=true first, and narrow it by category or busy.",
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: text},
			{Name: "from", In: "query", Required: true, Description: "First date, such as 2026-01-01.", Schema: text},
			{Name: "to", In: "query", Required: true, Description: "Last date, at most thirty years later.", Schema: text},
			{Name: "category", In: "query", Description: "Only events of these, with commas between.", Schema: text},
			{Name: "busy", In: "query", Description: "true leaves out events that the feed marks as free time.", Schema: &huma.Schema{Type: huma.TypeBoolean}},
			{Name: "dry_run", In: "query", Description: "true changes nothing.", Schema: &huma.Schema{Type: huma.TypeBoolean}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/calendar": {Schema: text}}},
		Responses: a.responses(http.StatusOK, "What came of it.", reflect.TypeFor[HolidayImport](),
			http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity),
	}
	a.guarded(op, access.SetupWrite, func(w http.ResponseWriter, r *http.Request) {
		out, err := a.importHolidays(w, r)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		a.answer(w, r, out)
	})
}

func (a *API) importHolidays(w http.ResponseWriter, r *http.Request) (*HolidayImport, error) {
	parameters, p := readParameters(r, "from", "to", "category", "busy", "dry_run")
	if p != nil {
		return nil, p
	}
	flags := map[string]bool{}
	for _, name := range []string{"busy", "dry_run"} {
		if given := parameters.Get(name); given != "" {
			var err error
			if flags[name], err = strconv.ParseBool(given); err != nil {
				return nil, badRequest(name, name+" must be true or false")
			}
		}
	}
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return nil, ticket.Errorf(ticket.NotFound, "calendar", "%.40q is not the id of a calendar", chi.URLParam(r, "id"))
	}
	c, err := a.setup.Calendars.Get(r.Context(), id)
	if err != nil {
		return nil, err
	}
	wish := calendar.Wish{Zone: c.Zone, From: parameters.Get("from"), To: parameters.Get("to"), Busy: flags["busy"]}
	if given := parameters.Get("category"); given != "" {
		wish.Categories = strings.Split(given, ",")
	}
	feed, err := calendar.Holidays(http.MaxBytesReader(w, r.Body, largestFeed), wish)
	if tooMany := (*http.MaxBytesError)(nil); errors.As(err, &tooMany) {
		return nil, err
	}
	if err != nil {
		return nil, ticket.Errorf(ticket.Invalid, "", "the feed cannot be read: %v", err)
	}
	out := &HolidayImport{Added: []calendar.FeedDay{}, Timed: feed.Timed}
	for _, day := range feed.Days {
		if slices.ContainsFunc(c.Holidays, func(h calendar.Holiday) bool { return h.Date == day.Date }) {
			out.Present++
			continue
		}
		out.Added = append(out.Added, day)
		c.Holidays = append(c.Holidays, day.Holiday)
	}
	if flags["dry_run"] || len(out.Added) == 0 {
		return out, nil
	}
	_, err = a.setup.Calendars.Change(r.Context(), principal(r.Context()).Actor, c)
	return out, err
}
