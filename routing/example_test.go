package routing_test

import (
	"fmt"
	"strconv"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Two agents, one ticket, and a week of outcomes in which Bob did better with
// refunds than Ann.
func Example() {
	monday := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := monday.AddDate(0, 0, 21)

	learner := learn.New(learn.Options{})
	for i := range 120 {
		agent, solved := "ann", i%3 == 0
		if i%2 == 1 {
			agent, solved = "bob", i%8 != 1
		}
		at := monday.Add(time.Duration(i) * time.Hour)
		learner.Observe(learn.Outcome{
			Ticket: strconv.Itoa(i), Agent: agent, Category: "refund", Priority: "normal",
			At: at, Known: at.Add(72 * time.Hour), Success: solved, Hours: .5, Done: true,
		})
	}

	desk := routing.Desk{
		Now: now,
		Agents: []routing.Agent{
			{ID: "ann", Room: map[string]int{"email": 3}},
			{ID: "bob", Room: map[string]int{"email": 3}, Load: map[string]int{"email": 3}},
		},
		Requests: []routing.Request{{
			ID: "1042", Category: []routing.Chance{{Label: "refund", P: .9}}, Priority: routing.Normal,
			Channel: "email", Since: now, Target: 4 * time.Hour, Due: now.Add(4 * time.Hour),
		}},
		Policy: routing.Default(),
	}
	model := learner.Model()
	for i := range desk.Requests {
		r := &desk.Requests[i]
		r.Prospects = make([]routing.Prospect, len(desk.Agents))
		model.Predict(r, desk.Agents, r.Prospects)
	}

	decision := desk.Policy.Assign(&desk).Decisions[0]
	fmt.Println(decision.Reason)

	desk.Agents[1].Load["email"] = 2 // Bob has finished something
	decision = desk.Policy.Assign(&desk).Decisions[0]
	fmt.Println("now it goes to", decision.Agent)
	// Output:
	// waits for {bob}, who is worth waiting for
	// now it goes to bob
}
