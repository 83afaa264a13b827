package api

import (
	"maps"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// meanings are what the statuses of errors say in every operation on what is
// stored.
var meanings = map[int]string{
	http.StatusBadRequest:            "The body is not JSON, or a parameter cannot be read.",
	http.StatusNotFound:              "It does not exist, or no longer.",
	http.StatusConflict:              "What is stored forbids it: a name is taken, or something is in use.",
	http.StatusPreconditionFailed:    "It is not at the version that If-Match names.",
	http.StatusRequestEntityTooLarge: "The body is too large.",
	http.StatusUnsupportedMediaType:  "The body is not JSON, or compressed.",
	http.StatusUnprocessableEntity:   "A field is unknown or its value cannot be.",
	http.StatusServiceUnavailable:    "The store cannot answer now: try again after Retry-After.",
	http.StatusInternalServerError:   "The server failed.",
}

// responses documents an answer, its JSON unless body is nil, and the errors
// with some statuses; every operation can fail on our side.
func (a *API) responses(status int, description string, body reflect.Type, failures ...int) map[string]*huma.Response {
	success := &huma.Response{Description: description}
	if body != nil {
		success.Content = a.content(body)
	}
	all := map[string]*huma.Response{strconv.Itoa(status): success}
	for _, failure := range append(failures, http.StatusServiceUnavailable, http.StatusInternalServerError) {
		all[strconv.Itoa(failure)] = a.problemResponse(meanings[failure])
	}
	return all
}

// content documents a JSON body of a type.
func (a *API) content(body reflect.Type) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{"application/json": {Schema: a.huma.OpenAPI().Components.Schemas.Schema(body, true, "")}}
}

// withHeaders documents headers of an answer.
func withHeaders(response *huma.Response, headers map[string]string) {
	if response.Headers == nil {
		response.Headers = map[string]*huma.Param{}
	}
	for name, description := range headers {
		response.Headers[name] = &huma.Param{Description: description, Schema: &huma.Schema{Type: huma.TypeString}}
	}
}

// patchOf documents a merge patch of a named schema: the same fields, none of
// them needed.
func (a *API) patchOf(t reflect.Type, name string) *huma.Schema {
	registry := a.huma.OpenAPI().Components.Schemas
	whole := registry.SchemaFromRef(registry.Schema(t, true, "").Ref)
	patch := *whole
	patch.Required, patch.Properties = nil, map[string]*huma.Schema{}
	for field, schema := range maps.All(whole.Properties) {
		if !schema.ReadOnly {
			patch.Properties[field] = schema
		}
	}
	registry.Map()[name] = &patch
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}
