package foresight

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// told is a ticket with some events, an hour apart from its opening on.
func told(t ticket.Ticket, events ...string) *store.Whole {
	t.CreatedAt = monday
	w := store.Whole{Ticket: t}
	for i := 0; i < len(events); i += 2 {
		w.Events = append(w.Events, ticket.Event{Type: ticket.EventType(events[i]), At: monday.Add(time.Duration(i/2) * time.Hour), Data: json.RawMessage(events[i+1])})
	}
	return &w
}

func TestReadsWhatHappened(t *testing.T) {
	const ada, bob, cyd = "0a000000-0000-0000-0000-000000000000", "0b000000-0000-0000-0000-000000000000", "0c000000-0000-0000-0000-000000000000"
	created := []string{"ticket.created", `{"status":"new","priority":"normal","language":"und","category":"vpn"}`}
	with := func(more ...string) []string { return append(created[:2:2], more...) }
	hour := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		whole *store.Whole
		holds func(s *state) bool
	}{
		"a deadline passed":             {told(ticket.Ticket{}, with("sla.breached", `{"clock":"resolution","at":"breach"}`)...), func(s *state) bool { return s.breached == 1 && s.breachedAt.Equal(hour(1)) }},
		"that of a later answer":        {told(ticket.Ticket{}, with("sla.breached", `{"clock":"next_response","at":"breach"}`)...), func(s *state) bool { return s.breached == 0 }},
		"a deadline came near":          {told(ticket.Ticket{}, with("sla.warned", `{"clock":"resolution","at":"warning"}`)...), func(s *state) bool { return s.warned == 1 && s.breached == 0 }},
		"its policy reassigned it":      {told(ticket.Ticket{}, with("sla.escalated", `{"clock":"resolution","step":{"do":"reassign","to":"x"}}`)...), func(s *state) bool { return s.escalatedAt.Equal(hour(1)) }},
		"its policy told somebody":      {told(ticket.Ticket{}, with("sla.escalated", `{"clock":"resolution","step":{"do":"notify","to":"x"}}`)...), func(s *state) bool { return s.escalatedAt.IsZero() }},
		"it went to another agent":      {told(ticket.Ticket{}, with("ticket.assigned", `{"to":"`+ada+`"}`, "ticket.assigned", `{"from":"`+ada+`","to":"`+bob+`"}`)...), func(s *state) bool { return s.handed == 1 && s.agent == bob && s.escalatedAt.IsZero() }},
		"and to a third, by the queue":  {told(ticket.Ticket{}, with("ticket.assigned", `{"to":"`+ada+`"}`, "ticket.assigned", `{"from":"`+ada+`","to":"`+bob+`"}`, "ticket.assigned", `{"from":"`+bob+`"}`, "ticket.assigned", `{"to":"`+cyd+`"}`)...), func(s *state) bool { return s.handed == 2 && s.escalatedAt.Equal(hour(4)) }},
		"and back to the same":          {told(ticket.Ticket{}, with("ticket.assigned", `{"to":"`+ada+`"}`, "ticket.assigned", `{"from":"`+ada+`"}`, "ticket.assigned", `{"to":"`+ada+`"}`)...), func(s *state) bool { return s.handed == 0 && s.agent == ada }},
		"given back for want of skill":  {told(ticket.Ticket{Touches: []ticket.Touch{{At: hour(1), EndedAt: hour(2), End: ticket.Declined, Cause: ticket.NotMySkill}}}, created...), func(s *state) bool { return s.escalatedAt.Equal(hour(2)) }},
		"given back for want of time":   {told(ticket.Ticket{Touches: []ticket.Touch{{At: hour(1), EndedAt: hour(2), End: ticket.Declined, Cause: ticket.NoTime}}}, created...), func(s *state) bool { return s.escalatedAt.IsZero() }},
		"rated":                         {told(ticket.Ticket{}, with("rating.answered", `{"score":2,"at":"2026-03-02T10:00:00Z"}`)...), func(s *state) bool { return s.rating == 2 && s.done(BadRating) }},
		"resolved and opened again":     {told(ticket.Ticket{}, with("ticket.status", `{"from":"new","to":"resolved"}`, "ticket.status", `{"from":"resolved","to":"open"}`)...), func(s *state) bool { return s.reopened == 1 && s.resolved == 1 && s.worked == time.Hour }},
		"read by the models":            {told(ticket.Ticket{Category: "billing", Language: "de"}, with("ticket.triaged", `{"language":"de","applied":{"category":"billing"}}`)...), func(s *state) bool { return s.category == "billing" && s.language == "de" }},
		"over when it was taken in":     {told(ticket.Ticket{Status: ticket.Closed, ResolvedAt: monday.Add(-time.Hour)}, "ticket.created", `{"status":"closed"}`), func(s *state) bool { return s.status == ticket.Closed && s.working(monday.Add(9*time.Hour)) == 0 }},
		"from elsewhere, with steps":    {told(ticket.Ticket{Status: ticket.Open, Category: "vpn"}, "ticket.imported", `{"steps":[{"at":"2026-03-02T09:30:00Z","field":"category","from":"billing","to":"vpn"}]}`), func(s *state) bool { return s.category == "vpn" && s.status == ticket.Open }},
		"from elsewhere, with a rating": {told(ticket.Ticket{Status: ticket.Open, Rating: &ticket.Rating{Score: 1, AnsweredAt: hour(3)}}, "ticket.imported", `{}`), func(s *state) bool { return s.rating == 1 && s.ratedAt.Equal(hour(3)) }},
		"from elsewhere, late":          {told(ticket.Ticket{SLA: &sla.Clocks{Solve: sla.Clock{Target: 1, BreachedAt: hour(2)}}}, "ticket.imported", `{}`), func(s *state) bool { return s.breachedAt.Equal(hour(2)) }},
		"what cannot be read":           {told(ticket.Ticket{}, with("ticket.changed", `{"changes":[]}`, "ticket.status", `7`, "ticket.assigned", `{"to":7}`)...), func(s *state) bool { return s.status == ticket.New && s.category == "vpn" }},
	} {
		if s := lifeOf(c.whole).at(hour(9)); !c.holds(s) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// What a field was at first is known from its first change.
func TestReadsWhatItWasAtFirst(t *testing.T) {
	w := told(ticket.Ticket{Status: ticket.Open, Category: "vpn", Priority: ticket.High, Requester: uuid.UUID{9}},
		"ticket.created", `{"status":"new","priority":"normal","language":"und"}`,
		"ticket.changed", `{"changes":{"category":{"from":"","to":"billing"},"priority":{"from":"normal","to":"high"}},"reason":"escalated"}`,
		"ticket.changed", `{"changes":{"category":{"from":"billing","to":"vpn"}}}`)
	l := lifeOf(w)
	for k, want := range []string{"", "billing", "vpn"} {
		if got := l.at(monday.Add(time.Duration(k) * time.Hour)).category; got != want {
			t.Errorf("after %d hours its category was %q, want %q", k, got, want)
		}
	}
	if s := l.at(monday); s.priority != "normal" || !s.escalatedAt.IsZero() {
		t.Errorf("at first it was %+v", s)
	}
	if s := l.at(monday.Add(time.Hour)); s.priority != "high" || s.escalatedAt.IsZero() {
		t.Errorf("raised by its policy it is %+v", s)
	}
}

func TestOver(t *testing.T) {
	hour := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Hour) }
	lived := func(promised bool, marks ...mark) *life {
		return &life{created: monday, promised: promised, marks: marks}
	}
	status := func(n int, s string) mark { return mark{at: hour(n), what: toStatus, value: s} }
	resolved := []mark{status(0, "open"), status(5, "resolved")}
	for name, c := range map[string]struct {
		life    *life
		now     int
		over    bool
		bad, ok map[Question]bool
	}{
		"going on":           {lived(true, status(0, "open")), 100, false, nil, nil},
		"spam":               {lived(true, status(0, "spam")), 1000, false, nil, nil},
		"resolved yesterday": {lived(true, resolved...), 29, false, nil, nil},
		"resolved for three days": {lived(true, resolved...), 77, true, map[Question]bool{},
			map[Question]bool{Reopening: true, MissedSLA: true, Escalation: true}},
		"nothing was promised": {lived(false, resolved...), 77, true, map[Question]bool{}, map[Question]bool{Reopening: true, Escalation: true}},
		"opened again": {lived(true, status(0, "open"), status(5, "resolved"), status(20, "open"), status(21, "resolved"), mark{at: hour(30), what: rated, x: 3}), 100, true,
			map[Question]bool{Reopening: true, BadRating: true}, map[Question]bool{Reopening: true, MissedSLA: true, Escalation: true, BadRating: true}},
		"opened again late": {lived(true, status(0, "open"), status(5, "resolved"), status(90, "open"), status(91, "closed")), 100, true,
			map[Question]bool{}, map[Question]bool{Reopening: true, MissedSLA: true, Escalation: true}},
		"it had gone wrong before": {lived(true, mark{at: hour(0), what: breached}, mark{at: hour(0), what: shunned}, status(0, "open"), status(5, "closed")), 100, true,
			map[Question]bool{MissedSLA: true, Escalation: true}, map[Question]bool{}},
	} {
		o, is := over(c.life, hour(c.now))
		if is != c.over {
			t.Errorf("%s: over is %v", name, is)
			continue
		}
		for _, q := range Questions() {
			if bad, ok := o.bad(q, monday); is && (ok != c.ok[q] || ok && bad != c.bad[q]) {
				t.Errorf("%s, %s: bad %v, known %v", name, q, bad, ok)
			}
		}
	}
}
