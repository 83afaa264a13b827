package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

// Problem is the body of every error, RFC 9457.
type Problem struct { //nolint:errname // the RFC calls it a problem
	Type      string  `json:"type" format:"uri-reference" doc:"Kind of problem; about:blank where the status says it all" example:"about:blank"`
	Title     string  `json:"title" doc:"Short name of the kind" example:"Unprocessable Entity"`
	Status    int     `json:"status" doc:"HTTP status code" example:"422"`
	Detail    string  `json:"detail" doc:"What is wrong with this request and how to mend it"`
	Instance  string  `json:"instance,omitempty" format:"uri-reference" doc:"Path of the request"`
	RequestID string  `json:"request_id,omitempty" doc:"Value of X-Request-Id, to find the request in the log"`
	Kind      string  `json:"kind,omitempty" enum:"unauthenticated,forbidden,not_found,invalid,conflict,stale,full,too_large,reused,unavailable" doc:"What sort of problem it is, for programs, where the status alone does not say: a 409 is a conflict, or an agent who is full"`
	Errors    []Fault `json:"errors,omitempty" nullable:"false" doc:"Each thing that is wrong"`
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Detail  string `json:"detail" doc:"What is wrong and how to mend it"`
	Pointer string `json:"pointer,omitempty" doc:"JSON pointer into the body, as a URI fragment" example:"#/texts/3/body"`
	Header  string `json:"header,omitempty" doc:"Name of the request header"`

	Parameter string `json:"parameter,omitempty" doc:"Name of the query parameter"`
}

const problemType = "application/problem+json"

// problem makes a Problem whose title is that of the status.
func problem(status int, detail string, faults ...Fault) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Errors: faults}
}

// Error makes a Problem an error that huma answers with as it is.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of a Problem, whatever was asked for.
func (p *Problem) ContentType(string) string { return problemType }

// identify notes which request the problem belongs to.
func (p *Problem) identify(w http.ResponseWriter, r *http.Request) {
	p.Instance = r.URL.EscapedPath()
	p.RequestID = w.Header().Get(headerRequestID)
}

// identifyProblem does the same for answers that huma writes.
func identifyProblem(ctx huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*Problem); ok {
		r, w := humachi.Unwrap(ctx)
		p.identify(w, r)
	}
	return v, nil
}

func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.identify(w, r)
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone if this fails
}

func notFound(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, r, problem(http.StatusNotFound, fmt.Sprintf("there is nothing at %s: GET /docs lists what there is", brief(r.URL.Path))))
}

// methodNotAllowed names the methods that the path answers.
func methodNotAllowed(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if routes.Match(chi.NewRouteContext(), method, r.URL.Path) {
				allowed = append(allowed, method)
				if method == http.MethodGet {
					allowed = append(allowed, http.MethodHead) // is served as GET without its body
				}
			}
		}
		list := strings.Join(allowed, ", ")
		w.Header().Set("Allow", list)
		writeProblem(w, r, problem(http.StatusMethodNotAllowed, fmt.Sprintf("%s does not answer %s: use %s", r.URL.Path, brief(r.Method), list)))
	}
}

// brief quotes what a client sent, cut to a length fit for a message.
func brief(s string) string {
	const longest = 60
	if runes := []rune(s[:min(len(s), 4*longest)]); len(runes) > longest {
		s = string(runes[:longest]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
