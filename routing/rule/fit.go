package rule

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// fit blames whatever in valid JSON a type cannot hold, by its place: names
// that it does not know, names given twice, and values of another kind. Null is
// the same as absent.
func (f *faults) fit(field string, raw []byte, t reflect.Type) {
	if bytes.Equal(bytes.TrimSpace(raw), []byte("null")) && field != "" {
		return
	}
	if text, is := reflect.New(t).Interface().(encoding.TextUnmarshaler); is {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			f.blame(field, "is no text: write it in double quotes, such as \"1h30m\"")
		} else if err := text.UnmarshalText([]byte(s)); err != nil {
			f.blame(field, "%s", err)
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		known := map[string]reflect.Type{}
		for _, part := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(part.Tag.Get("json"), ","); name != "" {
				known[name] = part.Type
			}
		}
		for _, m := range f.members(field, raw) {
			if of, is := known[m.name]; is {
				f.fit(below(field, m.name), m.value, of)
			} else {
				f.blame(below(field, m.name), "is no field: use %s", strings.Join(sortedKeys(known), ", "))
			}
		}
	case reflect.Map:
		for _, m := range f.members(field, raw) {
			f.fit(below(field, m.name), m.value, t.Elem())
		}
	case reflect.Slice:
		var all []json.RawMessage
		if json.Unmarshal(raw, &all) != nil {
			f.blame(field, "is no list: write [ ... ]")
		}
		for i, value := range all {
			if len(*f) == mostFaults {
				return
			}
			f.fit(fmt.Sprintf("%s.%d", field, i), value, t.Elem())
		}
	default:
		if json.Unmarshal(raw, reflect.New(t).Interface()) != nil {
			f.blame(field, "is %s: give %s", line(string(raw)), wanted(t))
		}
	}
}

// below is a field in another. A name of any length comes from outside.
func below(field, name string) string {
	const longest = 60
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "")
	}
	return strings.TrimPrefix(field+"."+name, ".")
}

// wanted says in words what a field holds.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text in double quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a number"
}

type member struct {
	name  string
	value json.RawMessage
}

// members are those of a JSON object, each once.
func (f *faults) members(field string, raw []byte) (all []member) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		f.blame(field, "is no object: write names and values in braces")
		return nil
	}
	seen := map[string]bool{}
	for decoder.More() && len(*f) < mostFaults {
		token, err := decoder.Token()
		if err != nil {
			f.blame(field, "cannot be read: %s", err)
			return nil
		}
		m := member{name: token.(string)} // the decoder lets nothing else stand here
		if err := decoder.Decode(&m.value); err != nil {
			f.blame(field, "cannot be read: %s", err)
			return nil
		}
		if seen[m.name] {
			f.blame(below(field, m.name), "is given twice: give it once")
			continue
		}
		seen[m.name] = true
		all = append(all, m)
	}
	return all
}
