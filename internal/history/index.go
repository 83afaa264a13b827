package history

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// person is somebody of another helpdesk.
type person struct {
	id, email, name, zone, language, organisation string
	staff                                         bool
}

// index is who and what the tickets of another helpdesk name.
type index struct {
	s             *foreign
	people        map[string]person
	byEmail       map[string]string // id
	teams         map[string]string // name by id
	organisations map[string]string
	said          map[string][]record // by ticket
	agents        map[string]bool     // that tickets name, by id
	lineOf        map[string]int64
}

func newIndex(s *foreign) *index {
	return &index{
		s: s, people: map[string]person{}, byEmail: map[string]string{}, teams: map[string]string{}, organisations: map[string]string{},
		said: map[string][]record{}, agents: map[string]bool{}, lineOf: map[string]int64{},
	}
}

// add takes what a record says of people, and what was said apart from its ticket.
// What is wrong is told when the tickets are read.
func (x *index) add(p placed, err error) error {
	if err != nil {
		if wrong, ok := err.(*LineError); ok && wrong.Line > 0 { //nolint:errorlint // it comes as it is
			return nil
		}
		return err
	}
	d := x.s.dialect
	list := d.kindOf(p)
	if slices.Contains(d.apart, list) {
		if of := p.text("ticket_id"); of != "" {
			x.said[of] = append(x.said[of], p.record)
		}
		return nil
	}
	if kind, ok := d.people[list]; ok {
		x.person(kind, list, p)
		return nil
	}
	if d.isTicket(p) {
		x.named(p)
	}
	return nil
}

func (x *index) person(kind Kind, list string, p placed) {
	id := p.text("id")
	if id == "" {
		return
	}
	x.lineOf[list+id] = p.line
	switch kind {
	case ATeam:
		x.teams[id] = p.text("name")
	case AnOrganisation:
		x.organisations[id] = p.text("name")
	default:
		one := person{
			id: id, email: p.text("email"), name: p.text("name"), zone: p.text("iana_time_zone"), language: p.text("locale"),
			organisation: p.text("organization_id") + p.text("company_id"),
		}
		if one.email == "" {
			one.email = p.text("contact.email")
		}
		if one.name == "" {
			one.name = p.text("contact.name")
		}
		if one.name == "" {
			one.name = strings.TrimSpace(p.text("firstname") + " " + p.text("lastname"))
		}
		one.staff = list == "agents"
		for _, key := range []string{"role", "roles", "role_ids"} {
			for _, role := range strings.Split(p.text(key), ",") {
				one.staff = one.staff || slices.Contains(x.s.dialect.staff, strings.ToLower(role))
			}
		}
		x.know(one)
	}
}

func (x *index) know(one person) {
	one.email = strings.ToLower(strings.TrimSpace(one.email))
	x.people[one.id] = one
	if one.email != "" {
		x.byEmail[one.email] = one.id
	}
}

// named notes who works on a ticket, and people who stand in the ticket itself.
func (x *index) named(p placed) {
	r := x.s.unwrapped(p)
	x.s.who(x, r, "requester", false)
	if id := x.s.who(x, r, "assignee", true); id != "" {
		x.agents[id] = true
	}
	for of, names := range map[string]map[string]string{"team": x.teams, "organisation": x.organisations} {
		id, name := x.s.field(r, of), x.s.field(r, of+"_name")
		if id == "" {
			id = name
		}
		if _, known := names[id]; id != "" && name != "" && !known {
			names[id] = name
		}
	}
}

// lines are the agents, teams and organisations as lines. Those who answer tickets
// elsewhere are no agents here until somebody says so: they are disabled.
func (x *index) lines() []Line {
	var out []Line
	for _, id := range sorted(x.organisations) {
		out = append(out, Line{Organisation: &Organisation{Kind: AnOrganisation, ID: x.s.id("organisation", id), Name: or(x.organisations[id], "organisation "+id)}})
	}
	for _, id := range sorted(x.teams) {
		out = append(out, Line{Team: &Team{Kind: ATeam, ID: x.s.id("team", id), Name: or(x.teams[id], "team "+id)}})
	}
	for _, id := range sorted(x.people) {
		one := x.people[id]
		if !one.staff && !x.agents[id] {
			continue
		}
		out = append(out, Line{Agent: &Agent{
			Kind: AnAgent, ID: x.s.id("person", id), Email: or(one.email, fmt.Sprintf("%s-%s@imported.invalid", x.s.f.Source, id)), Name: or(one.name, one.email, "agent "+id), Disabled: true,
		}})
	}
	return out
}

func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func or(texts ...string) string {
	for _, s := range texts {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// id is the id that something of another helpdesk has here: always the same.
func (s *foreign) id(kind, there string) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("switchyard import\x00"+s.f.Source+"\x00"+kind+"\x00"+there))
}
