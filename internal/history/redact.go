package history

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// standIn ends the addresses that stand for agents in a redacted file. The domain
// is reserved for what does not exist (RFC 2606).
const standIn = "@redacted.invalid"

const nameSlot = "{{name}}"

// redactor replaces personal data in lines. What it has replaced it leaves alone,
// so a redacted file that was imported is written again as it was.
type redactor struct {
	names map[uuid.UUID]string // of agents
}

// short is the part of an id that stands in for a name: the random end.
func short(id uuid.UUID) string { return hex.EncodeToString(id[8:]) }

func (o *Organisation) redact() {
	o.Name, o.Domains = "organisation-"+short(o.ID), nil
}

func (a *Agent) redact() {
	a.Email, a.Name = "agent-"+short(a.ID)+standIn, nameSlot
}

func (r *Requester) redact() {
	if r.Addresses = nil; r.Name != "" {
		r.Name = nameSlot
	}
}

// ticket redacts a line in place. It shares nothing that is changed with others.
func (x *redactor) ticket(t *Ticket) error {
	words := text.RedactOptions{Names: x.known(t)}
	hide := func(s string) string {
		if s == "" {
			return s
		}
		return text.Redact(s, words).Text
	}
	t.Requester.redact()
	t.Subject = hide(t.Subject)
	for i := range t.Messages {
		m := &t.Messages[i]
		m.Text, m.HTML, m.External, m.Suggested = hide(m.Text), "", "", hide(m.Suggested)
		m.Attachments = slices.Clone(m.Attachments)
		for j := range m.Attachments {
			m.Attachments[j].Name = hide(m.Attachments[j].Name)
		}
	}
	t.Steps = slices.Clone(t.Steps)
	for i := range t.Steps {
		if t.Steps[i].By.Human() { // others speak of ids alone
			t.Steps[i].Reason = hide(t.Steps[i].Reason)
		}
	}
	if t.Rating != nil && t.Rating.Comment != "" {
		rating := *t.Rating
		rating.Comment = hide(rating.Comment)
		t.Rating = &rating
	}
	t.Fields, _ = cleared(t.Fields, hide).(map[string]any)
	t.Decisions = slices.Clone(t.Decisions)
	for i := range t.Decisions {
		if err := redactDecision(&t.Decisions[i]); err != nil {
			return err
		}
	}
	return nil
}

// known are the names that the ticket's record holds.
func (x *redactor) known(t *Ticket) []string {
	var names []string
	add := func(name string) {
		if name != "" && !strings.Contains(name, "{{") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(t.Requester.Name)
	add(x.names[t.Assignee])
	for i := range t.Touches {
		add(x.names[t.Touches[i].Agent])
	}
	for i := range t.Messages {
		if by := t.Messages[i].Author; by.Kind == ticket.ByAgent {
			add(x.names[by.ID])
		}
	}
	return names
}

// cleared is a JSON value with its texts cleared.
func cleared(v any, hide func(string) string) any {
	switch v := v.(type) {
	case string:
		return hide(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = cleared(v[i], hide)
		}
		return out
	case map[string]any:
		if v == nil {
			return v
		}
		out := make(map[string]any, len(v))
		for key := range v {
			out[key] = cleared(v[key], hide)
		}
		return out
	}
	return v
}

// redactDecision leaves out the case, which holds the desk as it was, and the
// words that carried what the models said.
func redactDecision(d *ticket.Decision) error {
	if d.Assignment != nil {
		shown := d.Shown()
		d.Assignment = shown.Assignment
	}
	if len(d.Analysis) == 0 {
		return nil
	}
	slim, err := redactAnalysis(d.Analysis)
	d.Analysis = slim
	return err
}

// kept are the parts of an analysis that hold no words of the text.
var kept = map[string]bool{"language": true, "category": true, "priority": true, "sentiment": true, "anger": true, "spam": true, "models": true}

func redactAnalysis(raw json.RawMessage) (json.RawMessage, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, nil //nolint:nilerr // it is not ours, and could hold anything
	}
	dirty := false
	for key, part := range parts {
		if !kept[key] {
			delete(parts, key)
			dirty = true
			continue
		}
		if key == "models" || !strings.Contains(string(part), `"explanation"`) {
			continue
		}
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(part, &inner); err != nil {
			delete(parts, key)
			dirty = true
			continue
		}
		if _, ok := inner["explanation"]; ok {
			delete(inner, "explanation")
			slim, err := encodeLine(inner)
			if err != nil {
				return nil, err
			}
			parts[key], dirty = slim, true
		}
	}
	if !dirty {
		return raw, nil
	}
	return encodeLine(parts)
}
