package routing_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"switchyard/routing"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// agent is one who is here and free.
func agent(id string, slots int) routing.Agent {
	return routing.Agent{ID: id, Room: map[string]int{"email": slots}, Load: map[string]int{}}
}

// request waits since now.
func request(id string, chances ...float64) routing.Request {
	r := routing.Request{ID: id, Priority: routing.Normal, Channel: "email", Since: noon, Target: 4 * time.Hour, Due: noon.Add(4 * time.Hour)}
	for _, p := range chances {
		r.Prospects = append(r.Prospects, routing.Prospect{Success: p, Hours: 1, Sd: .1, Seen: 20})
	}
	return r
}

// still is the default policy without exploration.
func still() routing.Policy {
	p := routing.Default()
	p.Exploration.Share = 0
	return p
}

func desk(agents []routing.Agent, requests ...routing.Request) *routing.Desk {
	return &routing.Desk{Now: noon, Agents: agents, Requests: requests}
}

// drawn is a desk of agents and tickets, none the same.
func drawn(random *rand.Rand, agents, requests int) *routing.Desk {
	d := desk(nil)
	for j := range agents {
		d.Agents = append(d.Agents, drawnAgent(random, j))
	}
	for i := range requests {
		d.Requests = append(d.Requests, drawnRequest(random, i, d.Agents))
	}
	return d
}

var languages = []string{"en", "de", "pl", "und", ""}

func drawnAgent(random *rand.Rand, j int) routing.Agent {
	a := routing.Agent{
		ID:   fmt.Sprintf("agent-%03d", j),
		Room: map[string]int{"email": random.IntN(4), "chat": random.IntN(3)}, Load: map[string]int{"email": random.IntN(4)},
		Skills: map[string]int{"billing": random.IntN(6)}, Worked: random.Float64(), Price: random.Float64() * .1,
		Last: noon.Add(-time.Duration(random.IntN(100)) * time.Minute),
	}
	if random.IntN(2) == 0 {
		a.Languages = map[string]int{languages[random.IntN(3)]: 3}
	}
	if random.IntN(3) == 0 {
		a.Teams = []string{"red"}
	}
	switch random.IntN(6) {
	case 0:
		a.Away, a.Back = "off shift", noon.Add(time.Duration(random.IntN(10))*time.Hour)
	case 1:
		a.Until = noon.Add(time.Duration(random.IntN(100)) * time.Minute)
	case 2:
		a.Away = []string{"away", "offline", routing.Disabled}[random.IntN(3)]
	}
	return a
}

func drawnRequest(random *rand.Rand, i int, agents []routing.Agent) routing.Request {
	r := routing.Request{
		ID: fmt.Sprintf("ticket-%04d", i), Channel: []string{"email", "chat"}[random.IntN(2)], Language: languages[random.IntN(5)],
		Priority: []routing.Priority{routing.Low, routing.Normal, routing.High, routing.Urgent, "odd"}[random.IntN(5)],
		Waited:   time.Duration(random.IntN(600)) * time.Minute, Target: time.Duration(random.IntN(5)) * time.Hour,
		Category: []routing.Chance{{Label: "billing", P: .8}},
	}
	r.Since, r.Due = noon.Add(-r.Waited), noon.Add(r.Target-r.Waited)
	if random.IntN(4) == 0 {
		r.Team = "red"
	}
	if random.IntN(4) == 0 {
		r.Skills = []routing.Need{{Skill: "billing", Level: 1 + random.IntN(5), Relax: time.Duration(random.IntN(3)) * time.Hour}}
	}
	if n := len(agents); n > 0 && random.IntN(3) == 0 {
		r.Excluded = []string{agents[random.IntN(n)].ID}
		r.Known, r.Failed = agents[random.IntN(n)].ID, []string{agents[random.IntN(n)].ID}
	}
	for range agents {
		p := routing.Prospect{Success: random.Float64(), Sd: random.Float64() * .2, Hours: 3 * random.Float64(), Seen: 10 * random.Float64()}
		if random.IntN(20) == 0 {
			p.Rule = "not these"
		}
		r.Prospects = append(r.Prospects, p)
	}
	return r
}
