package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// path is where one of our fields stands there, empty for nowhere.
func (s *foreign) path(field string) string {
	if m := s.f.Mapping; m != nil && m.Fields[field] != "" {
		return m.Fields[field]
	}
	return s.dialect.fields[field]
}

func (s *foreign) field(r record, name string) string {
	return strings.TrimSpace(r.text(s.path(name)))
}

// unwrapped is the ticket of a record.
func (s *foreign) unwrapped(p placed) record {
	if inner, ok := p.record[s.dialect.wrapped].(map[string]any); ok {
		return inner
	}
	return p.record
}

// value is what a field of a record means here.
func (s *foreign) value(r record, field string) (string, *LineError) {
	there := s.field(r, field)
	if here, ok := s.f.Mapping.value(field, there); ok {
		return here, nil
	}
	values, known := s.dialect.values[field]
	if !known {
		return there, nil
	}
	here, ok := values[strings.ToLower(there)]
	switch {
	case !ok:
		return "", bad(or(s.path(field), field), fmt.Sprintf("say in a mapping file what it means: values: {%s: {%q: ...}}", field, there), "%.60q is not known as a %s", there, field)
	case here == "":
		return "", bad(s.path(field), fmt.Sprintf("leave it out with --skip-bad, or say in a mapping file what it is here: values: {%s: {%q: closed}}", field, there), "a ticket that is %s is not taken", there)
	}
	return here, nil
}

// who finds somebody a ticket names and gives their id there; empty for nobody, or
// somebody of whom nothing else is known. The first reading notes those who stand
// in the ticket itself.
func (s *foreign) who(x *index, r record, role string, staff bool) string {
	id, email, name := s.field(r, role), strings.ToLower(s.field(r, role+"_email")), s.field(r, role+"_name")
	if id != "" && id == s.dialect.nobody {
		return ""
	}
	if _, known := x.people[id]; known {
		return id
	}
	if !strings.Contains(email, "@") {
		email = ""
	}
	switch {
	case email != "" && x.byEmail[email] != "":
		return x.byEmail[email]
	case id == "" && email == "" && (name == "" || name == "-"):
		return ""
	case email == "" && name == "" && !s.f.StandIns:
		return ""
	}
	one := person{id: or(id, email, "name "+name), email: email, name: name, staff: staff}
	x.know(one)
	return one.id
}

// ticket makes a line of a record.
func (s *foreign) ticket(p placed) (*Ticket, *LineError) {
	r := s.unwrapped(p)
	t := &Ticket{Kind: ATicket, Source: s.f.Source, External: s.field(r, "id"), Subject: s.field(r, "subject"), Tier: s.field(r, "tier")}
	if t.External == "" {
		return nil, bad(or(s.path("id"), "id"), "export it again, or name the right field in the mapping (fields: {id: ...})", "the ticket has no id")
	}
	t.ID = s.id("ticket", t.External)
	if n, err := strconv.ParseInt(t.External, 10, 64); err == nil && n > 0 && n < 1<<40 {
		t.Number = n
	}
	for _, f := range []struct {
		name string
		into *string
	}{
		{"status", (*string)(&t.Status)},
		{"priority", (*string)(&t.Priority)}, {"category", &t.Category}, {"language", &t.Language}, {"channel", (*string)(&t.Channel)},
	} {
		value, wrong := s.value(r, f.name)
		if *f.into = value; wrong != nil {
			return nil, wrong
		}
	}
	if t.Language == "" && s.f.Mapping != nil {
		t.Language = s.f.Mapping.Language
	}
	for _, tag := range strings.FieldsFunc(s.field(r, "tags"), func(r rune) bool { return r == ',' || r == ';' }) {
		if tag = ticket.Tag(tag); tag != "" {
			t.Tags = append(t.Tags, tag)
		}
	}
	slices.Sort(t.Tags)
	t.Tags = slices.Compact(t.Tags)
	for _, f := range []struct {
		name string
		into *time.Time
	}{{"created_at", &t.CreatedAt}, {"updated_at", &t.UpdatedAt}, {"resolved_at", &t.ResolvedAt}, {"closed_at", &t.ClosedAt}, {"first_response_at", &t.FirstResponseAt}} {
		at, wrong := s.when.read(s.field(r, f.name))
		if *f.into = at; wrong != nil {
			wrong.Field = or(s.path(f.name), f.name)
			return nil, wrong
		}
	}
	if t.CreatedAt.IsZero() {
		return nil, bad(or(s.path("created_at"), "created_at"), "export it again, or name the right field in the mapping (fields: {created_at: ...})", "is missing")
	}
	if wrong := s.parties(r, t); wrong != nil {
		return nil, wrong
	}
	if wrong := s.conversation(r, t); wrong != nil {
		return nil, wrong
	}
	s.finish(r, t)
	return t, nil
}

// parties finds who a ticket is from and whose it is.
func (s *foreign) parties(r record, t *Ticket) *LineError {
	x := s.index
	id := s.who(x, r, "requester", false)
	if id == "" {
		if !s.f.StandIns {
			return bad(or(s.path("requester"), s.path("requester_email"), "requester"), "export the users too and give their file along, or make nameless ones with --unknown-people stand-in", "requester %q is not in the files", s.field(r, "requester"))
		}
		id = or(s.field(r, "requester"), "of ticket "+t.External)
	}
	one := x.people[id]
	t.Requester = Requester{ID: s.id("person", id), Name: one.name, TimeZone: one.zone, Language: one.language, CreatedAt: t.CreatedAt}
	if one.email != "" {
		t.Requester.Addresses = []string{one.email}
	}
	if organisation := or(s.field(r, "organisation"), s.field(r, "organisation_name"), one.organisation); organisation != "" {
		if _, known := x.organisations[organisation]; known {
			t.Organisation = s.id("organisation", organisation)
			t.Requester.Organisation = t.Organisation
		}
	}
	if team := or(s.field(r, "team"), s.field(r, "team_name")); team != "" {
		if _, known := x.teams[team]; known {
			t.Team = s.id("team", team)
		}
	}
	assignee := s.who(x, r, "assignee", true)
	if named := s.field(r, "assignee"); assignee == "" && named != "" && named != s.dialect.nobody && !s.f.StandIns {
		return bad(or(s.path("assignee"), "assignee"), "export the users too and give their file along, or make nameless ones with --unknown-people stand-in", "agent %q is not in the files", named)
	}
	if assignee != "" {
		t.Assignee = s.id("person", assignee)
	}
	return nil
}

// finish sets what follows from the rest.
func (s *foreign) finish(r record, t *Ticket) {
	last := t.CreatedAt
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Public && m.Author.Kind == ticket.ByAgent && t.FirstResponseAt.IsZero() {
			t.FirstResponseAt = m.At
		}
		last = later(last, m.At)
	}
	t.UpdatedAt = later(t.UpdatedAt, last)
	switch {
	case t.Status == ticket.New && t.Assignee != uuid.Nil:
		t.Status = ticket.Open
	case t.Status == ticket.Open && t.Assignee == uuid.Nil: // new is what nobody has
		t.Status = ticket.New
	}
	ended := t.Status == ticket.Resolved || t.Status == ticket.Closed
	t.StatusAt = t.UpdatedAt
	switch {
	case !ended:
		t.ResolvedAt, t.ClosedAt = time.Time{}, time.Time{}
	case t.ResolvedAt.IsZero():
		t.ResolvedAt = or2(t.ClosedAt, t.UpdatedAt)
	}
	switch {
	case t.Status != ticket.Closed:
		t.ClosedAt = time.Time{}
	case t.ClosedAt.IsZero():
		t.ClosedAt = later(t.ResolvedAt, t.UpdatedAt)
	}
	if t.Status == ticket.Resolved {
		t.StatusAt = t.ResolvedAt
	}
	// The desk reads what is still worked on, and sees to what is not closed.
	t.Triage.State = ticket.TriageDone
	if t.Status.Active() {
		t.Triage.State = ticket.TriagePending
	}
	if t.Status.Active() || t.Status == ticket.Resolved {
		t.WakeAt = t.UpdatedAt
	}
	for _, field := range []string{"category", "language", "priority"} {
		if s.field(r, field) != "" {
			t.Human = append(t.Human, field)
		}
	}
	if t.Assignee != uuid.Nil && t.Status.Active() { // theirs it was, and theirs it stays
		t.Human = append([]string{"assignee"}, t.Human...)
	}
	s.rate(r, t)
}

func (s *foreign) rate(r record, t *Ticket) {
	value, wrong := s.value(r, "rating")
	if wrong != nil { // offered, or not answered
		return
	}
	if score, err := strconv.Atoi(value); err == nil && score >= 1 && score <= 5 {
		at := or2(t.ResolvedAt, t.UpdatedAt)
		t.Rating = &ticket.Rating{Score: score, Comment: s.field(r, "rating_comment"), RequestedAt: at, AnsweredAt: at}
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func or2(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// plain is a text without control characters, which databases and terminals
// refuse; html is read where there is no text.
func plain(s, html string) string {
	if strings.TrimSpace(s) == "" && html != "" {
		s = text.Clean(html)
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"))
}
