package lifecycle

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"switchyard/internal/ticket"
)

// spoken are the members of an event's data that people put into words, or that say
// who they are. They are left out.
var spoken = []string{"reason", "tags", "fields", "tier", "organisation", "comment", "note", "text", "body", "html", "name", "email"}

// wordlessData is the data of an event of a ticket without words, and whether there
// were any. What is not JSON is left out whole.
func wordlessData(kind ticket.EventType, raw json.RawMessage) (json.RawMessage, bool) {
	if kind == ticket.TicketErased {
		return raw, false
	}
	var data map[string]any
	if len(raw) == 0 || !read(raw, &data) {
		return json.RawMessage("{}"), len(raw) > 0 && string(raw) != "{}"
	}
	changed := bereave(data)
	if changes, ok := data["changes"].(map[string]any); ok {
		for field, change := range changes {
			if c, full := change.(map[string]any); personal(field) && (!full || len(c) > 0) {
				changes[field], changed = map[string]any{}, true
			}
		}
	}
	if steps, ok := data["steps"].([]any); ok { // of a ticket from elsewhere
		for _, step := range steps {
			if s, ok := step.(map[string]any); ok {
				changed = bereave(s) || changed
				if field, _ := s["field"].(string); personal(field) {
					changed = cut(s, "from") || changed
					changed = cut(s, "to") || changed
				}
			}
		}
	}
	if !changed {
		return raw, false
	}
	return written(data), true
}

// personal says whether a field holds words of people, or says who they are.
func personal(field string) bool {
	return field == "subject" || slices.Contains(spoken, field) || strings.HasPrefix(field, "fields.")
}

// bereave takes the words out of the members of a value.
func bereave(data map[string]any) (changed bool) {
	for _, name := range spoken {
		changed = cut(data, name) || changed
	}
	if subject, ok := data["subject"]; ok && subject != ticket.ErasedText {
		data["subject"], changed = ticket.ErasedText, true
	}
	return changed
}

func cut(data map[string]any, name string) bool {
	_, there := data[name]
	delete(data, name)
	return there
}

// analysed are the parts of an analysis that hold answers and no words, but for
// their explanations.
var analysed = []string{"language", "category", "priority", "sentiment", "anger", "spam", "models", "beside"}

// wordlessAnalysis is what the models said without the words that made them say it.
func wordlessAnalysis(raw json.RawMessage) (json.RawMessage, bool) {
	if len(raw) == 0 {
		return raw, false
	}
	var parts map[string]any
	if !read(raw, &parts) {
		return nil, true
	}
	changed := false
	for name, part := range parts {
		if !slices.Contains(analysed, name) {
			delete(parts, name)
			changed = true
			continue
		}
		changed = unexplain(part) || changed
	}
	if !changed {
		return raw, false
	}
	return written(parts), true
}

// unexplain leaves explanations out, however deep they lie.
func unexplain(value any) (changed bool) {
	switch v := value.(type) {
	case map[string]any:
		changed = cut(v, "explanation")
		for _, part := range v {
			changed = unexplain(part) || changed
		}
	case []any:
		for _, part := range v {
			changed = unexplain(part) || changed
		}
	}
	return changed
}

// read keeps numbers as they are written.
func read(raw json.RawMessage, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into) == nil
}

// written is JSON with <, > and & as they are: an export writes them so too.
func written(value any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // it was JSON before
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
