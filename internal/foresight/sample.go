package foresight

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/training/risk"
)

// sample is a ticket as it was known at an instant, with what became of it.
type sample struct {
	outcome

	at  time.Time
	row risk.Row
	was *state
}

// labelled is a row with the ticket it is of.
type labelled struct {
	life *life
	row  risk.Row
}

// landmarks are the ages at which tickets that go on are looked at (van Houwelingen
// 2007): all at the first, and half of them, by their ids, at each of the others.
var landmarks = []time.Duration{10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 72 * time.Hour, 168 * time.Hour}

// samplesOf looks at tickets that are over as they were at a moment, in order of
// time. All lives make the floor.
func samplesOf(lives []*life, ended []outcome, m Moment, policies []sla.Policy) []sample {
	became := make(map[uuid.UUID]outcome, len(ended))
	var asks []ask
	for _, o := range ended {
		became[o.life.id] = o
		if m == Opened {
			asks = append(asks, ask{o.life, o.life.created})
			continue
		}
		for k, age := range landmarks {
			if at := o.life.created.Add(age); (k == 0 || o.life.id[15]>>k&1 == 0) && at.Before(o.settled) {
				asks = append(asks, ask{o.life, at})
			}
		}
	}
	views := see(newFloor(lives), asks, policies)
	samples := make([]sample, 0, len(views))
	for i := range views {
		v := &views[i]
		if m == Now && !v.status.Active() {
			continue
		}
		samples = append(samples, sample{became[v.life.id], v.at, v.row(m), v.state})
	}
	return samples
}

// rowsOf are the samples that a question can be asked of, with its answers. All rows
// of a ticket weigh as much as one together.
func rowsOf(ctx context.Context, samples []sample, q Question, m Moment) ([]labelled, error) {
	var rows []labelled
	count := map[uuid.UUID]float64{}
	var answers answers
	if q == BadRating {
		if err := answers.weigh(ctx, samples, m); err != nil {
			return nil, err
		}
	}
	for i := range samples {
		s := &samples[i]
		bad, ok := s.bad(q, s.at)
		if !ok || s.was.done(q) {
			continue
		}
		row := s.row
		row.Bad, row.Known, row.Weight = bad, s.settled, answers.weight(&row)
		if q == BadRating && s.final.ratedAt.After(row.Known) {
			row.Known = s.final.ratedAt
		}
		count[s.life.id]++
		rows = append(rows, labelled{s.life, row})
	}
	for i := range rows {
		rows[i].row.Weight /= count[rows[i].life.id]
	}
	return rows, nil
}

// tally counts tickets, and those that went wrong.
func tally(rows []labelled) (tickets, bad int) {
	seen := map[uuid.UUID]bool{}
	for i := range rows {
		id := rows[i].life.id
		was, known := seen[id]
		if !known {
			tickets++
		}
		if !was && rows[i].row.Bad {
			bad++
		}
		seen[id] = was || rows[i].row.Bad
	}
	return tickets, bad
}

func bare(rows []labelled) []risk.Row {
	out := make([]risk.Row, len(rows))
	for i := range rows {
		out[i] = rows[i].row
	}
	return out
}

// lacking says why there is no model.
func lacking(q Question, tickets, bad int) string {
	what := "are over"
	switch q {
	case BadRating:
		what = "are over and rated"
	case MissedSLA:
		what = "are over and had a deadline"
	}
	return fmt.Sprintf("%d tickets of the last 180 days %s, and with %d of them it went wrong: %d are needed, %d of either kind", tickets, what, bad, leastOver, leastKind)
}
