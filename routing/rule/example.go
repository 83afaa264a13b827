package rule

import (
	"time"

	"switchyard/routing"
)

// Example is a ticket, some agents, and what the settings must do with them.
// Its fields are those of the variables of expressions.
type Example struct {
	Name   string  `json:"name" doc:"Of each name there is one"`
	Ticket Ticket  `json:"ticket"`
	Agents []Agent `json:"agents" nullable:"false"`
	Expect Expect  `json:"expect"`
}

// Ticket is the ticket of an example, as the variable ticket shows it.
type Ticket struct {
	Category   string             `json:"category,omitempty" doc:"The most likely one"`
	Chance     float64            `json:"chance,omitempty" minimum:"0" maximum:"1" doc:"The probability of category; none for 1"`
	Categories map[string]float64 `json:"categories,omitempty" doc:"In place of category and chance: categories with their probabilities, which sum to at most 1"`
	Priority   string             `json:"priority,omitempty" enum:"low,normal,high,urgent" doc:"normal where none is given"`
	Language   string             `json:"language,omitempty" doc:"BCP-47"`
	Channel    string             `json:"channel,omitempty" doc:"email where none is given"`
	Team       string             `json:"team,omitempty"`
	Tier       string             `json:"tier,omitempty"`
	VIP        bool               `json:"vip,omitempty"`
	Angry      bool               `json:"angry,omitempty"`
	Reopened   bool               `json:"reopened,omitempty"`
	Attempt    int                `json:"attempt,omitempty" minimum:"0" doc:"How many agents had it before"`
	Waited     Duration           `json:"waited,omitzero" doc:"Business time such as 1h30m"`
	Tags       []string           `json:"tags,omitempty"`
	Fields     map[string]any     `json:"fields,omitempty"`
}

// Agent is an agent of an example, as the variable agent shows them.
type Agent struct {
	ID         string         `json:"id"`
	Skills     map[string]int `json:"skills,omitempty"`
	Languages  map[string]int `json:"languages,omitempty"`
	Teams      []string       `json:"teams,omitempty"`
	Load       int            `json:"load,omitempty" doc:"Tickets they hold on the channel of the ticket"`
	Room       int            `json:"room,omitempty" doc:"Tickets they can hold on the channel of the ticket"`
	TenureDays float64        `json:"tenure_days,omitempty"`
	Fields     map[string]any `json:"fields,omitempty"`
}

// Expect is what must come of an example. At least one part is given; those
// that are not given are not looked at.
type Expect struct {
	Removed   []string       `json:"removed,omitzero" doc:"Ids of exactly the agents whom rules remove; an empty list for nobody"`
	Preferred []string       `json:"preferred,omitempty" doc:"Ids of agents, best first: none has more bonus than the one before, and all have more than everybody else whom no rule removes"`
	Skills    map[string]int `json:"skills,omitzero" doc:"Exactly the levels that are still asked for"`
}

// request is the ticket as routing knows it.
func (t *Ticket) request(id string) routing.Request {
	r := routing.Request{
		ID: id, Priority: routing.Priority(t.Priority), Language: t.Language, Channel: t.Channel, Team: t.Team,
		Attempt: t.Attempt, Reopened: t.Reopened, Angry: t.Angry, VIP: t.VIP, Tier: t.Tier, Tags: t.Tags, Fields: t.Fields,
		Waited: time.Duration(t.Waited),
	}
	if r.Priority == "" {
		r.Priority = routing.Normal
	}
	if r.Channel == "" {
		r.Channel = "email"
	}
	if t.Category != "" {
		r.Category = []routing.Chance{{Label: t.Category, P: t.Chance}}
		if t.Chance == 0 {
			r.Category[0].P = 1
		}
	}
	for _, label := range sortedKeys(t.Categories) {
		r.Category = append(r.Category, routing.Chance{Label: label, P: t.Categories[label]})
	}
	mostLikelyFirst(r.Category)
	return r
}

// agent is the agent as routing knows them, for a ticket of a channel.
func (a *Agent) agent(channel string) routing.Agent {
	return routing.Agent{
		ID: a.ID, Skills: a.Skills, Languages: a.Languages, Teams: a.Teams, Fields: a.Fields,
		Load: map[string]int{channel: a.Load}, Room: map[string]int{channel: a.Room},
		Tenure: time.Duration(a.TenureDays * 24 * float64(time.Hour)),
	}
}
