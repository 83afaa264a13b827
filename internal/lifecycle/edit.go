package lifecycle

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"switchyard/internal/ticket"
)

// Edit changes fields; those that are nil stay. What the machine edits is
// left as it is where a person has set it.
type Edit struct {
	Subject  *string
	Priority *ticket.Priority
	Category *string
	Language *string
	Tier     *string
	Tags     *[]string // in place of all
	AddTags  []string
	CutTags  []string
	Fields   map[string]any // by key; nil clears
	Reason   string
}

// Limits of what a ticket holds.
const (
	MaxSubject = 1000 // bytes
	MaxTags    = 100
	MaxTag     = 60 // bytes
	MaxFields  = 200
)

func (c Edit) apply(d *draft) error {
	if d.ticket.Status == ticket.Closed {
		return ticket.Errorf(ticket.Invalid, "status", "a closed ticket cannot be edited: open a follow-up")
	}
	changed := changes{Changes: map[string]change{}, Reason: c.Reason}
	t := &d.ticket
	for _, f := range []struct {
		name string
		new  *string
		old  *string
		read func(string) (string, error)
	}{
		{"subject", c.Subject, &t.Subject, readSubject},
		{"priority", (*string)(c.Priority), (*string)(&t.Priority), func(s string) (string, error) { p, err := ticket.ParsePriority(s); return string(p), err }},
		{"category", c.Category, &t.Category, readCategory},
		{"language", c.Language, &t.Language, readLanguage},
		{"tier", c.Tier, &t.Tier, readTier},
	} {
		if f.new == nil || !d.may(f.name) {
			continue
		}
		value, err := f.read(*f.new)
		if err != nil {
			return err
		}
		confirmed := d.actor.Human() && !t.HumanSet(f.name)
		if d.set(f.name); value != *f.old || confirmed {
			changed.Changes[f.name] = change{*f.old, value}
			*f.old = value
		}
	}
	if err := c.tags(d, changed.Changes); err != nil {
		return err
	}
	if err := c.fields(d, changed.Changes); err != nil {
		return err
	}
	if len(changed.Changes) > 0 {
		d.event(ticket.TicketChanged, changed)
	}
	return nil
}

func (c Edit) tags(d *draft, changed map[string]change) error {
	if len(c.CutTags) > MaxTags {
		return ticket.Errorf(ticket.Invalid, "remove_tags", "has %d tags: a ticket has at most %d", len(c.CutTags), MaxTags)
	}
	tags := slices.Clone(d.ticket.Tags)
	if c.Tags != nil {
		tags = slices.Clone(*c.Tags)
	}
	tags, err := readTags(append(tags, c.AddTags...))
	if err != nil {
		return err
	}
	tags = slices.DeleteFunc(tags, func(tag string) bool {
		return slices.ContainsFunc(c.CutTags, func(cut string) bool { return ticket.Tag(cut) == tag })
	})
	if !slices.Equal(tags, d.ticket.Tags) {
		changed["tags"] = change{d.ticket.Tags, tags}
		d.ticket.Tags = tags
	}
	return nil
}

func (c Edit) fields(d *draft, changed map[string]change) error {
	for _, key := range slices.Sorted(maps.Keys(c.Fields)) {
		value := c.Fields[key]
		if err := d.plan.check(key, value); err != nil {
			return err
		}
		name := "fields." + key
		old := d.ticket.Fields[key]
		if reflect.DeepEqual(old, value) || !d.may(name) {
			continue
		}
		d.set(name)
		changed[name] = change{old, value}
		if value == nil {
			delete(d.ticket.Fields, key)
			continue
		}
		if d.ticket.Fields == nil {
			d.ticket.Fields = map[string]any{}
		}
		d.ticket.Fields[key] = value
	}
	if len(d.ticket.Fields) > MaxFields {
		return ticket.Errorf(ticket.Invalid, "fields", "a ticket has at most %d custom fields", MaxFields)
	}
	return nil
}

// readSubject takes a subject as people paste it: line breaks and control
// characters become spaces.
func readSubject(s string) (string, error) {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if len(s) > MaxSubject {
		return "", ticket.Errorf(ticket.Invalid, "subject", "has %d bytes, at most %d are allowed: move the rest into the text", len(s), MaxSubject)
	}
	return s, nil
}

func readCategory(s string) (string, error) { return readName("category", s, 100) }

func readTier(s string) (string, error) { return readName("tier", s, 40) }

// readName takes a short name without control characters.
func readName(field, s string, longest int) (string, error) {
	s = strings.TrimSpace(s)
	if len(s) > longest || strings.ContainsFunc(s, unicode.IsControl) {
		return "", ticket.Errorf(ticket.Invalid, field, "must be at most %d bytes without control characters", longest)
	}
	return s, nil
}

func readLanguage(s string) (string, error) {
	tag, err := language.Parse(s)
	if err != nil {
		return "", ticket.Errorf(ticket.Invalid, "language", "%.40q is not a BCP-47 language tag such as en or pt-BR", s)
	}
	return tag.String(), nil
}

// readTags puts tags into the one form they are kept in: lower case, sorted,
// each once.
func readTags(tags []string) ([]string, error) {
	if len(tags) > 2*MaxTags { // those there were and those to add
		return nil, ticket.Errorf(ticket.Invalid, "tags", "a ticket has at most %d tags, not %d", MaxTags, len(tags))
	}
	var out []string
	for _, raw := range tags {
		tag := ticket.Tag(raw)
		if tag == "" || len(tag) > MaxTag || strings.ContainsFunc(tag, func(r rune) bool { return unicode.IsControl(r) || r == ',' }) {
			return nil, ticket.Errorf(ticket.Invalid, "tags", "%.40q is no tag: take 1 to %d bytes without commas and control characters", raw, MaxTag)
		}
		out = append(out, tag)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > MaxTags {
		return nil, ticket.Errorf(ticket.Invalid, "tags", "a ticket has at most %d tags, not %d", MaxTags, len(out))
	}
	return out, nil
}
