package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
	"switchyard/training"
)

// pretended is a desk whose history is made up: texts of a folder of rows, agents
// who are good at different things, and outcomes drawn from that. It is made the
// same way each time.
type pretended struct {
	tickets, agents, days int
	mislabelled           float64 // share of the tickets with another category than they have
	burst                 int     // tickets with the same text at once, in each of some bursts

	r      *rand.Rand
	rows   []training.Row
	labels []string
	skill  [][]float64 // log-odds of a solution, by agent and label
	pace   []float64   // factor on hours, by agent
}

// begins is a Monday.
var begins = time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC)

// write writes the history.
func (p *pretended) write(to io.Writer, rows string) error {
	p.r = rand.New(rand.NewPCG(7, 11))
	if err := p.read(rows); err != nil {
		return err
	}
	for range p.agents {
		general, own := .5*p.r.NormFloat64(), make([]float64, len(p.labels))
		for c := range own {
			own[c] = .8 + general + .8*p.r.NormFloat64()
		}
		p.skill, p.pace = append(p.skill, own), append(p.pace, math.Exp(.3*p.r.NormFloat64()))
	}
	out := bufio.NewWriterSize(to, 1<<20)
	encoder := json.NewEncoder(out)
	lines := 1
	if err := encoder.Encode(history.Header{Format: history.Format, Version: history.Version, AsOf: begins.AddDate(0, 0, p.days+4)}); err != nil {
		return err
	}
	for i := range p.agents {
		lines++
		if err := encoder.Encode(history.Agent{Kind: history.AnAgent, ID: id(1, i), Email: fmt.Sprintf("agent%d@example.org", i), Name: fmt.Sprintf("Agent Number%d", i), Capacity: map[ticket.Channel]int{ticket.Email: 3}}); err != nil {
			return err
		}
	}
	for i := range p.tickets {
		lines++
		if err := encoder.Encode(p.ticket(i)); err != nil {
			return err
		}
	}
	return errors.Join(encoder.Encode(history.End{Kind: history.TheEnd, Lines: int64(lines), Tickets: int64(p.tickets)}), out.Flush())
}

// read reads the rows that have a category.
func (p *pretended) read(folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(names) == 0 {
		return errors.Join(err, fmt.Errorf("%s holds no rows", folder))
	}
	for _, name := range names {
		source, err := training.OpenFile(name)
		if err != nil {
			return err
		}
		for row, err := range source.Rows() {
			if err != nil {
				return errors.Join(err, source.Close())
			}
			if row.Labels.Category != "" {
				p.rows = append(p.rows, row)
				if !slices.Contains(p.labels, row.Labels.Category) {
					p.labels = append(p.labels, row.Labels.Category)
				}
			}
		}
		if err := source.Close(); err != nil {
			return err
		}
	}
	slices.Sort(p.labels)
	p.r.Shuffle(len(p.rows), func(i, j int) { p.rows[i], p.rows[j] = p.rows[j], p.rows[i] })
	return nil
}

// came is when a ticket comes: on weekdays most, by day most, in bursts at times.
func (p *pretended) came(i int) time.Time {
	if burst := i / 2000; i%2000 < p.burst {
		return begins.AddDate(0, 0, (burst*13+3)%p.days).Add(10*time.Hour + time.Duration(i%2000)*3*time.Minute)
	}
	for {
		day := p.r.IntN(p.days)
		hour := 13 + 3.5*p.r.NormFloat64()
		if hour < 0 || hour >= 24 || day%7 > 4 && p.r.Float64() < .8 {
			continue
		}
		return begins.AddDate(0, 0, day).Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Second)
	}
}

// ticket makes one ticket with its text, its labels, who had it and what came of it.
func (p *pretended) ticket(i int) history.Ticket {
	row := &p.rows[i%len(p.rows)]
	if i%2000 < p.burst {
		row = &p.rows[i/2000]
	}
	truth, _ := slices.BinarySearch(p.labels, row.Labels.Category)
	t := history.Ticket{Kind: history.ATicket, ID: id(2, i), Number: int64(i + 1), Subject: row.Subject, Status: ticket.Closed, Priority: ticket.Normal, Category: p.labels[truth],
		Language: "und", Channel: ticket.Channels()[p.r.IntN(3)], Requester: history.Requester{ID: id(3, i/3), Name: "Jo Doe"}, CreatedAt: p.came(i), Human: []string{"category"}}
	if p.r.Float64() < .7 && row.Language != "" {
		t.Language = row.Language
	}
	if row.Labels.Priority != "" {
		t.Priority = ticket.Priority(row.Labels.Priority)
	}
	switch chance := p.r.Float64(); {
	case chance < p.mislabelled:
		t.Category = p.labels[p.r.IntN(len(p.labels))]
	case chance < p.mislabelled+.25: // a machine set it, and nobody changed it
		t.Human = nil
		t.Decisions = []ticket.Decision{{ID: id(4, i), At: t.CreatedAt, Analysis: json.RawMessage(fmt.Sprintf(`{"category":{"label":%q,"probability":0.9}}`, t.Category)), Applied: map[string]string{"category": t.Category}}}
	}
	agent := p.r.IntN(p.agents)
	worked := time.Duration(p.pace[agent] * math.Exp(.6*p.r.NormFloat64()) * .5 * float64(time.Hour)).Truncate(time.Second)
	taken := t.CreatedAt.Add(time.Duration(p.r.ExpFloat64() * float64(90*time.Minute))).Truncate(time.Second)
	ended := taken.Add(worked)
	touch := ticket.Touch{Agent: id(1, agent), At: taken, RepliedAt: ended, EndedAt: ended, End: ticket.Solved, Signals: []float64{p.r.NormFloat64()}}
	if err := json.Unmarshal(fmt.Appendf(nil, "%q", worked), &touch.Worked); err != nil {
		panic(err) // a duration is one
	}
	solved := p.r.Float64() < 1/(1+math.Exp(-p.skill[agent][truth]))
	if !solved {
		touch.ReopenedAt = ended.Add(time.Duration((1 + 20*p.r.Float64()) * float64(time.Hour))).Truncate(time.Second)
	}
	t.Touches = []history.Touch{{Touch: touch}}
	t.UpdatedAt, t.FirstResponseAt, t.ResolvedAt, t.ClosedAt = ended, ended, ended, ended
	if p.r.Float64() < .15 {
		score := 1 + p.r.IntN(3)
		if solved {
			score = 3 + p.r.IntN(3)
		}
		t.Rating = &ticket.Rating{Score: score, RequestedAt: ended, AnsweredAt: ended}
	}
	t.Messages = []history.Message{{Message: ticket.Message{ID: id(5, 2*i), Author: ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester.ID}, Public: true, Text: row.Body, Channel: t.Channel, At: t.CreatedAt}},
		{Message: ticket.Message{ID: id(5, 2*i+1), Author: ticket.Actor{Kind: ticket.ByAgent, ID: touch.Agent}, Public: true, Text: "Thank you for writing. This is what to do next, step by step.", Channel: t.Channel, At: ended}}}
	return t
}

// id is the n-th of a kind, a UUIDv7 in order of n.
func id(kind byte, n int) uuid.UUID {
	return uuid.UUID{1, 0x90, 0, kind, byte(n >> 24), byte(n >> 16), 0x70, byte(n >> 8), 0x80, byte(n), 15: 1}
}
