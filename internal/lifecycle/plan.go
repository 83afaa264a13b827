package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Plan is what the desk goes by: its rules, custom fields and SLA policies
// with their calendars. It is not changed once it is in force; SetPlan takes
// another. ReadPlan makes one.
type Plan struct {
	Rules  Rules
	Fields map[string]ticket.Field // by key

	policies      []sla.Policy
	calendars     map[string]openHours // by id and by name, folded
	past          []openHours          // those that calendars had before, latest last
	always        *calendar.Hours
	teams, agents map[string]uuid.UUID        // by id and by name or address, folded; agents that may work
	staff         map[uuid.UUID]*ticket.Agent // every agent; nil where the plan was not read
}

// openHours are those of a calendar, and what terms know it by. Its id stays when
// it gets another name; its version goes up when its hours change.
type openHours struct {
	*calendar.Hours
	id      string
	version int64
}

// pastHours is how many changes of calendars are remembered. Tickets are brought
// in line within seconds of one.
const pastHours = 100

// succeed takes over the hours of a plan before that are no longer in force: what
// a clock has used by them stays used.
func (p *Plan) succeed(before *Plan) {
	p.past = slices.Clone(before.past)
	for _, key := range slices.Sorted(maps.Keys(before.calendars)) {
		was := before.calendars[key]
		now, there := p.calendars[was.id]
		same := func(one openHours) bool { return one.id == was.id && one.version == was.version }
		if there && same(now) || slices.ContainsFunc(p.past, same) {
			continue
		}
		p.past = append(p.past, was)
	}
	p.past = p.past[max(0, len(p.past)-pastHours):]
}

// hours are those by which clocks under some terms have counted: as their
// calendar was then, where that is known, or as it is. It says whether there are any.
func (p *Plan) hours(terms *sla.Terms) (*calendar.Hours, bool) {
	if terms.Calendar == "" { // the policy had none
		return p.always, terms.Policy != ""
	}
	known, found := p.calendars[terms.Calendar]
	if found && known.version == terms.CalendarVersion {
		return known.Hours, true
	}
	for _, was := range p.past {
		if was.id == terms.Calendar && was.version == terms.CalendarVersion {
			return was.Hours, true
		}
	}
	return known.Hours, found
}

// NewPlan makes a plan of rules and custom fields alone.
func NewPlan(rules Rules, fields ...ticket.Field) *Plan {
	always, err := calendar.Always().Compile()
	if err != nil {
		panic(err) // it has no parts that could be wrong
	}
	p := &Plan{
		Rules: rules, Fields: map[string]ticket.Field{}, always: always,
		calendars: map[string]openHours{}, teams: map[string]uuid.UUID{}, agents: map[string]uuid.UUID{},
	}
	for _, field := range fields {
		p.Fields[field.Key] = field
	}
	return p
}

// check says whether a custom field exists and takes a value.
func (p *Plan) check(key string, value any) error {
	field, found := p.Fields[key]
	if !found {
		return ticket.Errorf(ticket.Invalid, "fields", "there is no custom field %.40q: create it first, or mend the key", key)
	}
	return field.Check(value)
}

// CheckFields says whether custom fields exist and take their values. The error
// is about the first, in order of key, that does not.
func (p *Plan) CheckFields(fields map[string]any) error {
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if err := p.check(key, fields[key]); err != nil {
			return err
		}
	}
	return nil
}

// complete says whether a ticket has all that it needs to be resolved.
func (p *Plan) complete(t *ticket.Ticket) error {
	for key, field := range p.Fields {
		if _, set := t.Fields[key]; field.Required && !set {
			return ticket.Errorf(ticket.Invalid, "fields."+key, "must be set before the ticket is resolved")
		}
	}
	return nil
}

// terms are what is promised for a ticket, and the hours that count. Any hour
// counts for a policy whose calendar is not there.
func (p *Plan) terms(s sla.Subject) (sla.Terms, *calendar.Hours) {
	policy, found := sla.Pick(p.policies, s)
	if !found {
		return sla.Terms{}, p.always
	}
	terms := policy.Terms(s.Priority)
	known, found := p.calendars[ticket.Fold(policy.Calendar)]
	if !found {
		return terms, p.always
	}
	terms.Calendar, terms.CalendarVersion = known.id, known.version
	return terms, known.Hours
}

// Same says whether tickets at rest have the same deadlines and alarms under
// another plan. If not, Wake brings each in line with the one in force.
func (p *Plan) Same(other *Plan) bool {
	known := func(a, b openHours) bool { return a.id == b.id && a.version == b.version }
	return p.Rules.CloseAfter == other.Rules.CloseAfter && p.Rules.ResolvePendingAfter == other.Rules.ResolvePendingAfter &&
		maps.EqualFunc(p.calendars, other.calendars, known) && reflect.DeepEqual(p.policies, other.policies)
}

// ReadPlan reads what the desk has set up.
func ReadPlan(ctx context.Context, records store.Records) (*Plan, error) {
	p := NewPlan(DefaultRules())
	p.staff = map[uuid.UUID]*ticket.Agent{}
	for _, part := range []struct {
		kind store.RecordKind
		take func(r *store.Record) error
	}{
		{store.Settings, p.takeSettings},
		{store.Fields, p.takeField},
		{store.Teams, func(r *store.Record) error {
			p.teams[ticket.Fold(r.Key)], p.teams[r.ID.String()] = r.ID, r.ID
			return nil
		}},
		{store.Agents, p.takeAgent},
		{store.Calendars, p.takeCalendar},
		{store.Policies, p.takePolicy},
	} {
		all, err := records.RecordsOf(ctx, part.kind)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if err := part.take(&all[i]); err != nil {
				return nil, fmt.Errorf("%s %s: %w", part.kind, all[i].Key, err)
			}
		}
	}
	return p, nil
}

func (p *Plan) takeSettings(r *store.Record) error {
	if r.Key != RulesKey {
		return nil
	}
	return json.Unmarshal(r.Body, &p.Rules)
}

func (p *Plan) takeField(r *store.Record) error {
	var field ticket.Field
	err := json.Unmarshal(r.Body, &field)
	p.Fields[field.Key] = field
	return err
}

func (p *Plan) takeAgent(r *store.Record) error {
	var agent ticket.Agent
	err := json.Unmarshal(r.Body, &agent)
	p.staff[r.ID] = &agent
	if err == nil && !agent.Disabled {
		p.agents[ticket.Fold(r.Key)], p.agents[r.ID.String()] = r.ID, r.ID
	}
	return err
}

// employs says whether somebody may work. A plan that was not read cannot tell
// and takes them to.
func (p *Plan) employs(agent uuid.UUID) bool {
	if p.staff == nil {
		return true
	}
	a := p.staff[agent]
	return a != nil && !a.Disabled
}

// takeCalendar compiles a calendar.
func (p *Plan) takeCalendar(r *store.Record) error {
	var c calendar.Calendar
	if err := json.Unmarshal(r.Body, &c); err != nil {
		return err
	}
	compiled, err := c.Compile()
	known := openHours{compiled, r.ID.String(), r.Version}
	p.calendars[known.id], p.calendars[ticket.Fold(c.Name)] = known, known
	return err
}

func (p *Plan) takePolicy(r *store.Record) error {
	var policy sla.Policy
	if err := json.Unmarshal(r.Body, &policy); err != nil {
		return err
	}
	p.policies = append(p.policies, policy)
	return nil
}
