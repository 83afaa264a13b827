package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/calendar"
	"switchyard/internal/setup"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
	"switchyard/routing/sim"
)

// Name is that of the company. It says what it is.
const Name = "Alder & Finch Outdoor (demo)"

// sites are the offices: where they are, and who works there.
var sites = map[string]struct {
	zone, from, to string
	names          []string
}{
	"Berlin":   {"Europe/Berlin", "08:00", "18:00", []string{"Jana Richter", "Tobias Lang", "Nadia Bellini", "Marc Dufour"}},
	"New York": {"America/New_York", "10:00", "20:00", []string{"Sam Carter", "Lucía Ortega", "Dana Price", "Owen Blake"}},
	"Pune":     {"Asia/Kolkata", "05:30", "14:30", []string{"Asha Kulkarni", "Ravi Menon", "Priya Deshmukh", "Arjun Rao"}},
}

// teams share the categories.
var teams = []struct {
	name       string
	categories []string
}{
	{"Orders", []string{"order_shipping", "refund_return", "cancellation", "sales_inquiry"}},
	{"Accounts", []string{"account_access", "billing_payment", "security_privacy", "complaint_feedback"}},
	{"Product", []string{"technical_problem", "outage", "how_to", "feature_request"}},
}

// firms whose people write in, with what they pay for.
var firms = []struct{ name, domain, tier string }{
	{"Ridgeway Guides", "ridgeway.example", "gold"}, {"Nordhang Bergschule", "nordhang.example", "gold"},
	{"Club Alpin du Lac", "clublac.example", "silver"}, {"Sendero Viajes", "sendero.example", "silver"},
	{"Himal Treks", "himaltreks.example", "silver"}, {"Cime e Valli", "cimevalli.example", ""},
}

// company is what was set up.
type company struct {
	agents map[string]ticket.Agent // by the name of the chronicle
	teams  map[string]uuid.UUID    // by category
	firms  []ticket.Organisation
}

// found sets the company up in an empty database.
func found(ctx context.Context, s *setup.Setup, by ticket.Actor, people []sim.Teller) (*company, error) {
	c := &company{agents: map[string]ticket.Agent{}, teams: map[string]uuid.UUID{}}
	of := map[string]uuid.UUID{}
	for _, t := range teams {
		team, err := s.Teams.Create(ctx, by, ticket.Team{Name: t.name, Categories: t.categories})
		if err != nil {
			return nil, err
		}
		of[t.name] = team.ID
		for _, category := range t.categories {
			c.teams[category] = team.ID
		}
	}
	for _, f := range firms {
		firm, err := s.Organisations.Create(ctx, by, ticket.Organisation{Name: f.name, Domains: []string{f.domain}, Tier: f.tier})
		if err != nil {
			return nil, err
		}
		c.firms = append(c.firms, firm)
	}
	seats := map[string]int{}
	for i := range people {
		p := &people[i]
		agent, err := hire(ctx, s, by, p, seats[p.Site], of)
		if err != nil {
			return nil, err
		}
		seats[p.Site]++
		c.agents[p.ID] = agent
	}
	return c, promise(ctx, s, by)
}

// hire makes an agent of one of the simulation, who speaks the same languages
// and says the same of their skills.
func hire(ctx context.Context, s *setup.Setup, by ticket.Actor, p *sim.Teller, seat int, of map[string]uuid.UUID) (ticket.Agent, error) {
	site := sites[p.Site]
	if seat >= len(site.names) {
		return ticket.Agent{}, fmt.Errorf("demo: nobody is named for seat %d in %s", seat+1, p.Site)
	}
	schedule := calendar.Schedule{Zone: site.zone}
	for day := range time.Weekday(7) { // the sun never sets on this desk
		schedule.Weekly = append(schedule.Weekly, calendar.Window{Day: calendar.DayOf(day), From: site.from, To: site.to})
	}
	raw, err := json.Marshal(schedule)
	if err != nil {
		return ticket.Agent{}, err
	}
	a := ticket.Agent{
		Name: site.names[seat], Email: strings.ToLower(strings.Fields(plain.Replace(site.names[seat]))[0]) + "@alderfinch.example",
		Skills: p.Declared, Languages: p.Languages, Schedule: raw, Status: ticket.Online,
		Capacity: map[ticket.Channel]int{ticket.Email: 6, ticket.API: 6, ticket.Chat: 3, ticket.Web: 6},
	}
	for _, t := range teams { // everybody is in the teams whose work they know
		for _, category := range t.categories {
			if p.Declared[category] > 0 {
				a.Teams = append(a.Teams, of[t.name])
				break
			}
		}
	}
	return s.Agents.Create(ctx, by, a)
}

var plain = strings.NewReplacer("í", "i")

// promise sets up what requesters may expect.
func promise(ctx context.Context, s *setup.Setup, by ticket.Actor) error {
	hours := setup.Calendar{Calendar: calendar.Always()}
	hours.Name = "Around the clock"
	hours, err := s.Calendars.Create(ctx, by, hours)
	if err != nil {
		return err
	}
	for i, p := range []struct {
		name   string
		match  sla.Match
		factor sla.Duration
	}{
		{"Gold", sla.Match{Tiers: []string{"gold"}}, 1},
		{"Everybody", sla.Match{}, 2},
	} {
		targets := map[string]sla.Targets{}
		for priority, minutes := range map[ticket.Priority]sla.Duration{ticket.Urgent: 30, ticket.High: 120, ticket.Normal: 240, ticket.Low: 480} {
			first := minutes * p.factor * sla.Duration(time.Minute)
			targets[string(priority)] = sla.Targets{FirstResponse: first, NextResponse: first, Resolution: 6 * first}
		}
		policy := setup.Policy{Policy: sla.Policy{
			Name: p.name, Position: i + 1, Match: p.match, Targets: targets, Calendar: hours.ID.String(), WarnFraction: .75,
		}}
		if _, err := s.Policies.Create(ctx, by, policy); err != nil {
			return err
		}
	}
	return nil
}
