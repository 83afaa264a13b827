package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/sync/errgroup"

	"switchyard/internal/access"
	"switchyard/internal/triage"
)

// registerTriage documents the operation with huma's types and reads the
// body with readBody, which refuses what the document refuses but names each
// fault, and reads no text twice.
func (a *API) registerTriage() {
	schemas := a.huma.OpenAPI().Components.Schemas
	either := func(one, many reflect.Type) map[string]*huma.MediaType {
		return map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			OneOf: []*huma.Schema{schemas.Schema(one, true, ""), schemas.Schema(many, true, "")}}}}
	}
	op := &huma.Operation{
		OperationID: "triage", Method: http.MethodPost, Path: "/v1/triage", Tags: []string{"Triage"},
		Summary: "Triage one text, or up to 1,000",
		Description: "One text gets one decision; a list of texts gets a list of decisions in the same order. " +
			"Any text is read, even an empty one: its decision then abstains and says why. " +
			"Until the language models are read (see /readyz), a text whose language is not clear at first sight is und.",
		Parameters: []*huma.Param{{Name: "explain", In: "query", Description: "Name the words that carried each part of the decision.",
			Schema: &huma.Schema{Type: huma.TypeBoolean, Default: false}}},
		RequestBody: &huma.RequestBody{Required: true, Content: either(reflect.TypeFor[Text](), reflect.TypeFor[Batch]())},
		Responses: map[string]*huma.Response{
			"200": {Description: "A decision, or a list of them where a list was sent.", Content: either(reflect.TypeFor[triage.Decision](), reflect.TypeFor[Decisions]())},
		},
	}
	for status, meaning := range map[int]string{
		http.StatusBadRequest:            "The body is not JSON.",
		http.StatusRequestTimeout:        "The body did not arrive in time.",
		http.StatusRequestEntityTooLarge: fmt.Sprintf("The body is larger than the server's limit, %d bytes where nothing else was set.", DefaultConfig().MaxBody),
		http.StatusUnsupportedMediaType:  "The body is not application/json, or compressed.",
		http.StatusUnprocessableEntity:   "A field is unknown, missing, of a wrong type or outside its range; or there are more than 1,000 texts.",
		http.StatusServiceUnavailable:    "Deciding took too long.",
		http.StatusInternalServerError:   "The server failed.",
	} {
		op.Responses[strconv.Itoa(status)] = a.problemResponse(meaning)
	}
	a.guarded(op, access.TriageRun, a.triage)
}

func (a *API) problemResponse(description string) *huma.Response {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
}

func (a *API) triage(w http.ResponseWriter, r *http.Request) {
	if p := acceptable(r); p != nil {
		writeProblem(w, r, p)
		return
	}
	explain, p := readQuery(r.URL.RawQuery)
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	items, batch, p := readBody(http.MaxBytesReader(w, r.Body, a.config.MaxBody))
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	for i := range items {
		items[i].Explain = explain
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.config.Request)
	defer cancel()
	decisions, err := a.decide(ctx, items)
	if err != nil {
		a.failed(w, r, err)
		return
	}
	a.metrics.decided(decisions)
	if batch {
		a.answer(w, r, Decisions{decisions})
		return
	}
	a.answer(w, r, &decisions[0])
}

// readQuery reads the parameters of a triage request.
func readQuery(raw string) (explain bool, p *Problem) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return false, problem(http.StatusUnprocessableEntity, "the query string cannot be read: send ?explain=true, or none")
	}
	for name, values := range query {
		if name != "explain" {
			detail := fmt.Sprintf("%s is not a parameter: use explain", brief(name))
			return false, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Parameter: brief(name)})
		}
		last := values[len(values)-1]
		if explain, err = strconv.ParseBool(last); err != nil || len(values) > 1 {
			detail := fmt.Sprintf("explain is %s: send true or false, once", brief(strings.Join(values, ", ")))
			return false, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Parameter: "explain"})
		}
	}
	return explain, nil
}

// acceptable refuses a body that says it is no plain JSON. One that says
// nothing is taken for JSON.
func acceptable(r *http.Request) *Problem {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		detail := fmt.Sprintf("Content-Encoding %s is not read: send the body uncompressed", brief(coding))
		return problem(http.StatusUnsupportedMediaType, detail, Fault{Detail: detail, Header: "Content-Encoding"})
	}
	given := r.Header.Get("Content-Type")
	if given == "" || given == "application/json" {
		return nil
	}
	if media, _, err := mime.ParseMediaType(given); err == nil && media == "application/json" {
		return nil
	}
	detail := fmt.Sprintf("Content-Type %s is not read: send JSON with Content-Type: application/json", brief(given))
	return problem(http.StatusUnsupportedMediaType, detail, Fault{Detail: detail, Header: "Content-Type"})
}

// decide triages the items on all cores and keeps their order. It stops
// between two of them when ctx ends.
func (a *API) decide(ctx context.Context, items []triage.Item) ([]triage.Decision, error) {
	decisions := make([]triage.Decision, len(items))
	loan := a.engine.Borrow() // all of a list by the same models
	defer loan.Return()
	workers, now := min(runtime.GOMAXPROCS(0), len(items)), a.config.Now()
	var next atomic.Int64
	work := func() (err error) {
		defer func() {
			if fault := recover(); fault != nil { // in a goroutine of ours it would end the program
				err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
			}
		}()
		for {
			i := int(next.Add(1)) - 1
			if i >= len(items) {
				return nil
			}
			if err := context.Cause(ctx); err != nil {
				return err
			}
			if decisions[i], err = loan.Engine().Decide(items[i], now); err != nil {
				return err
			}
		}
	}
	if workers == 1 {
		return decisions, work()
	}
	var group errgroup.Group
	for range workers {
		group.Go(work)
	}
	return decisions, group.Wait()
}

// statusClientGone is for log and metrics: the connection was closed before
// there was an answer, so nobody reads it.
const statusClientGone = 499

// failed answers where no decision was made.
func (a *API) failed(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		writeProblem(w, r, problem(http.StatusServiceUnavailable,
			fmt.Sprintf("deciding took longer than %v: send fewer or shorter texts", a.config.Request)))
	case errors.Is(err, context.Canceled):
		w.WriteHeader(statusClientGone)
	default:
		id := w.Header().Get(headerRequestID)
		a.config.Log.LogAttrs(r.Context(), slog.LevelError, "triage failed", slog.String("request_id", id), slog.Any("error", err))
		writeProblem(w, r, internal(id))
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// answer writes v as JSON in one piece.
func (a *API) answer(w http.ResponseWriter, r *http.Request, v any) {
	a.answerWith(w, r, http.StatusOK, v)
}

// answerWith does so with a status.
func (a *API) answerWith(w http.ResponseWriter, r *http.Request, status int, v any) {
	buffer := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= 1<<20 { // one large answer must not stay in memory
			buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	if err := encode(buffer, v); err != nil {
		a.failed(w, r, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(buffer.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buffer.Bytes()) // the client is gone if this fails
}
