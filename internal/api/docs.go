package api

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html
var docsHTML string

var docsTemplate = template.Must(template.New("docs").Parse(docsHTML))

// page writes the document as one HTML page that needs nothing else: no
// script, no font, no network.
func page(document *huma.OpenAPI) ([]byte, error) {
	view := docsView{Info: document.Info}
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				view.Operations = append(view.Operations, viewOperation(op))
			}
		}
	}
	schemas := document.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		view.Shapes = append(view.Shapes, viewShape(name, schemas[name]))
	}
	var out bytes.Buffer
	err := docsTemplate.Execute(&out, view)
	return out.Bytes(), err
}

type docsView struct {
	Info       *huma.Info
	Operations []docsOperation
	Shapes     []docsShape
}

type docsOperation struct {
	*huma.Operation
	Request   []docsType
	Responses []docsResponse
}

type docsResponse struct {
	Status, Description, ContentType string
	Body                             []docsType
}

// docsShape is a named schema; docsField one of its properties.
type docsShape struct {
	Name   string
	Fields []docsField
}

type docsField struct {
	Name, Description, Example string
	Required                   bool
	Type                       []docsType
	Limits                     string
}

// docsType is words, or words that link to a shape.
type docsType struct{ Words, Shape string }

func viewOperation(op *huma.Operation) docsOperation {
	view := docsOperation{Operation: op}
	if op.RequestBody != nil {
		_, view.Request = viewContent(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		response := docsResponse{Status: status, Description: op.Responses[status].Description}
		response.ContentType, response.Body = viewContent(op.Responses[status].Content)
		view.Responses = append(view.Responses, response)
	}
	return view
}

func viewContent(content map[string]*huma.MediaType) (contentType string, body []docsType) {
	for _, media := range slices.Sorted(maps.Keys(content)) {
		return media, viewType(content[media].Schema)
	}
	return "", nil
}

func viewShape(name string, schema *huma.Schema) docsShape {
	shape := docsShape{Name: name}
	for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
		s := schema.Properties[property]
		field := docsField{Name: property, Description: s.Description, Required: slices.Contains(schema.Required, property), Type: viewType(s), Limits: viewLimits(s)}
		if len(s.Examples) > 0 {
			field.Example = fmt.Sprint(s.Examples[0])
		}
		shape.Fields = append(shape.Fields, field)
	}
	return shape
}

func viewType(s *huma.Schema) []docsType {
	switch {
	case s == nil:
		return nil
	case s.Ref != "":
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return []docsType{{Words: name, Shape: name}}
	case len(s.OneOf) > 0:
		var types []docsType
		for i, choice := range s.OneOf {
			if i > 0 {
				types = append(types, docsType{Words: " or "})
			}
			types = append(types, viewType(choice)...)
		}
		return types
	case s.Type == huma.TypeArray:
		return append([]docsType{{Words: "list of "}}, viewType(s.Items)...)
	}
	values, isMap := s.AdditionalProperties.(*huma.Schema)
	if isMap {
		return append([]docsType{{Words: "name to "}}, viewType(values)...)
	}
	words := s.Type
	if s.Format != "" {
		words += " (" + s.Format + ")"
	}
	return []docsType{{Words: words}}
}

// viewLimits says in words what a value is held to.
func viewLimits(s *huma.Schema) string {
	var limits []string
	if s.Nullable {
		limits = append(limits, "or null")
	}
	if len(s.Enum) > 0 {
		var values []string
		for _, v := range s.Enum {
			values = append(values, fmt.Sprint(v))
		}
		limits = append(limits, "one of "+strings.Join(values, ", "))
	}
	for _, limit := range []struct {
		words string
		value *float64
	}{{"at least %v", s.Minimum}, {"at most %v", s.Maximum}} {
		if limit.value != nil {
			limits = append(limits, fmt.Sprintf(limit.words, *limit.value))
		}
	}
	for _, limit := range []struct {
		words string
		value *int
	}{{"at most %d characters", s.MaxLength}, {"at least %d items", s.MinItems}, {"at most %d items", s.MaxItems}} {
		if limit.value != nil {
			limits = append(limits, fmt.Sprintf(limit.words, *limit.value))
		}
	}
	return strings.Join(limits, "; ")
}
