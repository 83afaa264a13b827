package learn_test

import (
	"context"
	"fmt"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// Ann knows billing, Bob does not; a month of outcomes tells.
func Example() {
	l := learn.New(learn.Options{})
	begin := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for day := range 28 {
		at := begin.AddDate(0, 0, day)
		for agent, failsEvery := range map[string]int{"ann": 10, "bob": 3} {
			l.Observe(learn.Outcome{
				Ticket: fmt.Sprint(agent, day), Agent: agent, Category: "billing", Priority: "normal",
				At: at, Known: at.AddDate(0, 0, 3), Success: day%failsEvery != 0, Hours: .5, Done: true,
			})
		}
	}
	if err := l.Refit(context.Background(), begin.AddDate(0, 0, 35)); err != nil {
		fmt.Println(err)
		return
	}
	out := make([]routing.Prospect, 2)
	ticket := &routing.Request{Category: []routing.Chance{{Label: "billing", P: .9}}, Priority: routing.Normal}
	l.Model().Predict(ticket, []routing.Agent{{ID: "ann"}, {ID: "bob"}}, out)
	fmt.Println("ann is the better choice:", out[0].Success > out[1].Success+.1)

	p := l.Performance("bob")
	fmt.Printf("bob solves %.0f %% (%.0f to %.0f), %d tickets\n", 100*p.Success, 100*p.Low, 100*p.High, p.N)
	// Output:
	// ann is the better choice: true
	// bob solves 66 % (51 to 80), 28 tickets
}
