package api

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// registerDocument serves the OpenAPI document and the page made from it. It
// comes last: it writes down what was registered before it.
func (a *API) registerDocument() error {
	var asJSON, asYAML, asPage static
	for _, part := range []struct {
		to                       *static
		id, path, summary, media string
	}{
		{&asJSON, "get-openapi-json", "/openapi.json", "This document as JSON", "application/openapi+json"},
		{&asYAML, "get-openapi-yaml", "/openapi.yaml", "This document as YAML", "application/openapi+yaml"},
		{&asPage, "get-docs", "/docs", "This document as a page", "text/html; charset=utf-8"},
	} {
		part.to.contentType = part.media
		a.register(&huma.Operation{OperationID: part.id, Method: http.MethodGet, Path: part.path, Tags: []string{"Documentation"},
			Summary: part.summary, Responses: plainResponse("The document.", part.media)}, part.to)
	}
	document := a.huma.OpenAPI()
	for _, schema := range document.Components.Schemas.Map() {
		for _, property := range schema.Properties {
			if property.Type == huma.TypeArray {
				property.Nullable = false // huma says that lists may be null; ours never are
			}
		}
	}
	var err error
	if asJSON.content, err = json.Marshal(document); err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	if asYAML.content, err = document.YAML(); err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	if asPage.content, err = page(document); err != nil {
		return fmt.Errorf("write the docs page: %w", err)
	}
	return nil
}

// static is a body that does not change while the program runs.
type static struct {
	contentType string
	content     []byte
}

func (s *static) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", s.contentType)
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_, _ = w.Write(s.content) // the client is gone if this fails
}
