package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
)

// reply is what an endpoint answers with.
type reply struct {
	status int // 200 where it is 0
	header map[string]string
	body   any // nil for none
}

// nothing is a body that an endpoint does not read.
type nothing struct{}

// endpoint documents and serves an operation that reads a B, or nothing, and
// answers an A. The operation says what is particular to it.
func endpoint[B, A any](a *API, permission access.Permission, op *huma.Operation, handle func(r *http.Request, body *request[B]) (reply, error)) {
	status := op.DefaultStatus
	if status == 0 {
		status = http.StatusOK
	}
	failures := []int{http.StatusBadRequest}
	if strings.Contains(op.Path, "{") {
		failures = append(failures, http.StatusNotFound)
	}
	reads := reflect.TypeFor[B]() != reflect.TypeFor[nothing]()
	if op.Method != http.MethodGet {
		failures = append(failures, http.StatusConflict, http.StatusUnprocessableEntity)
	}
	if reads {
		op.RequestBody = &huma.RequestBody{Required: true, Content: a.content(reflect.TypeFor[B]())}
		if op.Method == http.MethodPatch {
			op.RequestBody.Content[mergePatchType] = op.RequestBody.Content["application/json"]
		}
	}
	if op.RequestBody != nil {
		failures = append(failures, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if takes(op, "If-Match") {
		failures = append(failures, http.StatusPreconditionFailed)
	}
	var answer reflect.Type
	if t := reflect.TypeFor[A](); t != reflect.TypeFor[nothing]() {
		answer = t
	}
	op.Responses = a.responses(status, http.StatusText(status)+".", answer, failures...)
	if answer == reflect.TypeFor[Ticket]() {
		withHeaders(op.Responses[strconv.Itoa(status)], map[string]string{"ETag": "The version, to send as If-Match."})
	}
	if answer == reflect.TypeFor[Ticket]() && takes(op, headerKey) {
		withHeaders(op.Responses[strconv.Itoa(status)], map[string]string{headerLookup: "hit where the request was done before, miss where it is done now; only with " + headerKey + "."})
	}
	parameters := queryNames(op)
	a.guarded(op, permission, func(w http.ResponseWriter, r *http.Request) {
		if _, p := readParameters(r, parameters...); p != nil {
			writeProblem(w, r, p)
			return
		}
		var in request[B]
		if reads {
			if err := a.read(w, r, &in.members, &in.body); err != nil {
				a.refuse(w, r, err)
				return
			}
		}
		out, err := handle(r, &in)
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		for name, value := range out.header {
			w.Header().Set(name, value)
		}
		if out.body == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		a.answerWith(w, r, max(out.status, status), out.body)
	})
}

// takes says whether an operation has a parameter of a name.
func takes(op *huma.Operation, name string) bool {
	return slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == name })
}

// queryNames are the query parameters that an operation takes.
func queryNames(op *huma.Operation) (names []string) {
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	return names
}

// request is a body as it came, and as it was read.
type request[B any] struct {
	members object
	body    B
}

func (a *API) read(w http.ResponseWriter, r *http.Request, members *object, into any) (err error) {
	if *members, err = a.readObject(w, r); err != nil {
		return err
	}
	return decode(*members, into)
}
