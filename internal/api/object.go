package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// largestObject is the largest body that describes one thing, in bytes.
const largestObject = 2 << 20

// mergePatchType is the media type of a JSON merge patch (RFC 7396).
const mergePatchType = "application/merge-patch+json"

// object is a JSON object whose members were not looked into.
type object map[string]json.RawMessage

// readObject reads the body of a request, which must be one JSON object.
func (a *API) readObject(w http.ResponseWriter, r *http.Request) (object, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if patch := r.Method == http.MethodPatch && err == nil && media == mergePatchType; !patch || r.Header.Get("Content-Encoding") != "" {
		if p := acceptable(r); p != nil {
			return nil, p
		}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, min(a.config.MaxBody, largestObject)))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, err
	case err != nil:
		return nil, (&body{}).unreadable(err)
	case len(bytes.TrimSpace(raw)) == 0:
		return nil, problem(http.StatusBadRequest, "the body is empty: send a JSON object")
	case !json.Valid(raw):
		err := json.Unmarshal(raw, new(any))
		return nil, problem(http.StatusBadRequest, fmt.Sprintf("the body is not JSON: %v", err), Fault{Detail: err.Error(), Pointer: "#"})
	}
	return parseObject(raw)
}

// parseObject reads valid JSON, which must be an object without a name given
// twice.
func parseObject(raw []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		detail := "the body is not a JSON object: send fields and their values in braces"
		return nil, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Pointer: "#"})
	}
	members := object{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name := token.(string) // the decoder lets nothing else stand here
		if _, twice := members[name]; twice {
			detail := fmt.Sprintf("%s is given twice: send it once", brief(name))
			return nil, problem(http.StatusUnprocessableEntity, detail, Fault{Detail: detail, Pointer: "#/" + escape(name)})
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members[name] = value
	}
	return members, nil
}

// decode puts the members of an object into the fields of a struct, whose
// names they must match letter by letter, and blames all that do not fit.
func decode(members object, into any) error {
	target := reflect.ValueOf(into).Elem()
	known := fieldNames(target.Type())
	var faults []Fault
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if len(faults) == maxFaults {
			break
		}
		index, found := known[name]
		if !found {
			faults = append(faults, Fault{Detail: fmt.Sprintf("%s is not a field: use %s", brief(name), strings.Join(slices.Sorted(maps.Keys(known)), ", ")), Pointer: "#/" + escape(name)})
			continue
		}
		field := target.FieldByIndex(index)
		if err := decodeMember(members[name], field); err != nil {
			faults = append(faults, misfit(name, field.Type(), err))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	detail := faults[0].Detail
	if more := len(faults) - 1; more > 0 {
		detail += fmt.Sprintf(" (and %d more, see errors)", more)
	}
	p := problem(http.StatusUnprocessableEntity, detail, faults...)
	p.Kind = "invalid"
	return p
}

func decodeMember(raw json.RawMessage, field reflect.Value) error {
	if field.Kind() == reflect.String { // most are, and hold no fields that could be unknown
		return json.Unmarshal(raw, field.Addr().Interface())
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	return decoder.Decode(field.Addr().Interface())
}

// namesByType keeps what fieldNames found: gathering it took longer than reading
// a body.
var namesByType sync.Map

// fieldNames are the JSON names of the fields of a struct, those of embedded
// structs included. Nobody changes them.
func fieldNames(t reflect.Type) map[string][]int {
	if known, found := namesByType.Load(t); found {
		return known.(map[string][]int)
	}
	names := map[string][]int{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" && field.IsExported() {
			names[name] = field.Index
		}
	}
	namesByType.Store(t, names)
	return names
}

// misfit blames a value that its field cannot hold.
func misfit(name string, t reflect.Type, err error) Fault {
	var wrong *json.UnmarshalTypeError
	path := name
	want := wanted(t)
	if errors.As(err, &wrong) {
		if wrong.Field != "" {
			path += "." + wrong.Field
		}
		if wrong.Field != "" || t.Kind() == reflect.Map || t.Kind() == reflect.Slice && wrong.Type.Kind() != reflect.Slice {
			want = "a value that is " + wanted(wrong.Type)
		}
		return faultAt(path, fmt.Sprintf("%s holds %s: send %s", path, given(wrong.Value), want))
	}
	if unknown, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return faultAt(path, fmt.Sprintf("%s holds the unknown field %s: leave it out or mend its name", path, unknown))
	}
	if kind := t.Kind(); kind == reflect.Struct && t != reflect.TypeFor[time.Time]() || kind == reflect.Map {
		return faultAt(path, fmt.Sprintf("%s cannot be read: %v", path, err)) // a part of it says what it wants
	}
	return faultAt(path, fmt.Sprintf("%s cannot be read: send %s", path, want))
}

// given says in words what encoding/json found.
func given(value string) string {
	switch value {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	case "string":
		return "text"
	}
	return "the " + value // number 1.5
}

// wanted says in words what a field holds.
func wanted(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[uuid.UUID]():
		return "an id such as 0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"
	case reflect.TypeFor[time.Time]():
		return "a time such as 2026-03-29T08:00:00Z"
	}
	switch t.Kind() {
	case reflect.String:
		return "text in double quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list, each " + wanted(t.Elem())
	}
	return "an object"
}

// merge applies a JSON merge patch to the members of a struct (RFC 7396) and
// gives them as an object to decode.
func merge(into any, patch object) (object, error) {
	raw, err := json.Marshal(into)
	if err != nil {
		return nil, err
	}
	var members object
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, err
	}
	for name, change := range patch {
		merged, err := mergeMember(members[name], change)
		if err != nil {
			return nil, err
		}
		if merged == nil {
			delete(members, name)
			continue
		}
		members[name] = merged
	}
	return members, nil
}

// mergeMember gives a member after its patch, nil where it is to go.
func mergeMember(was, patch json.RawMessage) (json.RawMessage, error) {
	old, err := readAny(was)
	if err != nil {
		return nil, err
	}
	change, err := readAny(patch)
	if err != nil || change == nil {
		return nil, err
	}
	return json.Marshal(mergeValue(old, change))
}

func readAny(raw json.RawMessage) (value any, err error) {
	if len(raw) == 0 {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // large numbers must not be rounded
	return value, decoder.Decode(&value)
}

func mergeValue(target, patch any) any {
	changes, isObject := patch.(map[string]any)
	if !isObject {
		return patch
	}
	members, wasObject := target.(map[string]any)
	if !wasObject {
		members = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(members, name)
			continue
		}
		members[name] = mergeValue(members[name], change)
	}
	return members
}
