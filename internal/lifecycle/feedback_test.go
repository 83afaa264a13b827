package lifecycle_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// read is a reading that applies a category and suggests a priority.
func read(share float64) *lifecycle.Reading {
	return &lifecycle.Reading{
		Language: "en", Apply: map[string]string{"category": "billing"}, Mood: &ticket.Mood{Anger: .9, Angry: true}, AuditShare: share,
		Analysis: json.RawMessage(`{"category":{"label":"billing"},"priority":{"label":"high"}}`),
		Said: map[string]ticket.Said{
			"category": {Value: "billing", Probability: .9, Model: "c@1"}, "priority": {Value: "high", Probability: .7, Model: "p@1"},
			"language": {Value: "en", Probability: 1}, "spam": {Value: "false"}, "anger": {Value: "true", Probability: .9},
		},
	}
}

// judged are the feedback events of a ticket.
func (d *desk) judged(id uuid.UUID) (out []ticket.Feedback) {
	d.t.Helper()
	d.history(id)
	events, err := d.store.Events(d.t.Context(), store.EventQuery{Ticket: id, Types: []ticket.EventType{ticket.TicketJudged}, Limit: 100})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range events {
		var f ticket.Feedback
		if err := json.Unmarshal(e.Data, &f); err != nil {
			d.t.Fatal(err)
		}
		out = append(out, f)
	}
	return out
}

func machine(in *lifecycle.Intake) {
	in.Actor = ticket.Actor{Kind: ticket.ByRequester}
	in.Reading = read(0)
}

func blind(in *lifecycle.Intake) {
	in.Actor = ticket.Actor{Kind: ticket.ByRequester}
	in.Reading = read(1)
}

// said is what the machine said of a field, as a judgement carries it.
func said(field string) *ticket.Said { s := read(0).Said[field]; return &s }

func TestJudge(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		name  string
		judge lifecycle.Judge
		want  ticket.Verdict
		value string
		holds func(*ticket.Ticket) bool
	}{
		{"right", lifecycle.Judge{Field: "category", Verdict: ticket.Right}, ticket.Right, "billing", func(t *ticket.Ticket) bool { return t.Category == "billing" && t.HumanSet("category") }},
		{"right of what was suggested", lifecycle.Judge{Field: "priority", Verdict: ticket.Right}, ticket.Right, "high", func(t *ticket.Ticket) bool { return t.Priority == ticket.High && t.HumanSet("priority") }},
		{"wrong with a value", lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Value: " login "}, ticket.Wrong, "login", func(t *ticket.Ticket) bool { return t.Category == "login" && t.HumanSet("category") }},
		{"wrong alone", lifecycle.Judge{Field: "category", Verdict: ticket.Wrong}, ticket.Wrong, "", func(t *ticket.Ticket) bool { return t.Category == "billing" && !t.HumanSet("category") }},
		{"a value alone", lifecycle.Judge{Field: "category", Value: "login"}, ticket.Wrong, "login", func(t *ticket.Ticket) bool { return t.Category == "login" }},
		{"the same value", lifecycle.Judge{Field: "category", Value: "billing"}, ticket.Right, "billing", func(t *ticket.Ticket) bool { return t.HumanSet("category") }},
		{"a language in another form", lifecycle.Judge{Field: "language", Verdict: ticket.Wrong, Value: "PT-br"}, ticket.Wrong, "pt-BR", func(t *ticket.Ticket) bool { return t.Language == "pt-BR" && t.HumanSet("language") }},
		{"spam after all", lifecycle.Judge{Field: "spam", Verdict: ticket.Wrong}, ticket.Wrong, "true", func(t *ticket.Ticket) bool { return t.Status == ticket.Spam && t.HumanSet("spam") }},
		{"no spam", lifecycle.Judge{Field: "spam", Verdict: ticket.Right}, ticket.Right, "false", func(t *ticket.Ticket) bool { return t.Status == ticket.New && t.HumanSet("spam") }},
		{"not angry", lifecycle.Judge{Field: "anger", Verdict: ticket.Wrong}, ticket.Wrong, "false", func(t *ticket.Ticket) bool { return !t.Mood[0].Angry }},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened := d.open("Help", machine)
			c.judge.Said, c.judge.Decision = said(c.judge.Field), opened.Triage.Decision
			after := d.must(ada, opened.ID, c.judge)
			got := d.judged(opened.ID)
			if len(got) != 1 || got[0].Verdict != c.want || got[0].Value != c.value || got[0].Said != *c.judge.Said || got[0].Decision != opened.Triage.Decision || got[0].By != ada {
				t.Errorf("told %+v", got)
			}
			if !c.holds(&after) || len(after.Triage.Feedback) != 1 || after.Version != opened.Version+1 {
				t.Errorf("the ticket is %+v", after)
			}
			if again := d.must(ada, opened.ID, c.judge); again.Version != after.Version {
				t.Error("the same feedback again changed the ticket")
			}
		})
	}
}

func TestJudgeRefuses(t *testing.T) {
	d := newDesk(t)
	open, hidden := d.open("Help", machine), d.open("Help", blind)
	stated := d.open("Help", func(in *lifecycle.Intake) { blind(in); in.Priority = ticket.Low })
	closed := d.open("Help", machine)
	d.must(ada, closed.ID, lifecycle.Move{To: ticket.Resolved}, lifecycle.Move{To: ticket.Closed})
	for _, c := range []struct {
		in    ticket.Ticket
		judge lifecycle.Judge
		says  string
	}{
		{open, lifecycle.Judge{Field: "subject", Verdict: ticket.Right}, "field"},
		{open, lifecycle.Judge{Field: "category", Verdict: "maybe"}, "verdict"},
		{open, lifecycle.Judge{Field: "category"}, "verdict"},
		{open, lifecycle.Judge{Field: "category", Verdict: ticket.Right, Value: "login"}, "value"},
		{open, lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Value: "billing"}, "value"},
		{open, lifecycle.Judge{Field: "priority", Verdict: ticket.Wrong, Value: "huge"}, "value"},
		{open, lifecycle.Judge{Field: "language", Verdict: ticket.Wrong, Value: "no tongue"}, "value"},
		{open, lifecycle.Judge{Field: "spam", Value: "perhaps"}, "value"},
		{open, lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Value: strings.Repeat("x", 101)}, "value"},
		{closed, lifecycle.Judge{Field: "category", Verdict: ticket.Right}, "status"},
		{hidden, lifecycle.Judge{Field: "category", Verdict: ticket.Right}, "verdict"},
		{hidden, lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Value: "login"}, "verdict"},
		{hidden, lifecycle.Judge{Field: "category"}, "value"},
		{hidden, lifecycle.Judge{Field: "priority", Value: "huge"}, "value"},
		{stated, lifecycle.Judge{Field: "priority", Verdict: ticket.Right}, "field"},
	} {
		c.judge.Said = said(c.judge.Field)
		if c.judge.Field == "subject" {
			c.judge.Said = said("category")
		}
		d.refused(ticket.Invalid, ada, c.in.ID, c.judge)
		_, err := d.Do(t.Context(), lifecycle.Order{Actor: ada, Ticket: c.in.ID}, c.judge)
		if p := new(ticket.Problem); !errors.As(err, &p) || p.Field != c.says {
			t.Errorf("%+v: %v names %q, want %q", c.judge, err, p.Field, c.says)
		}
	}
	d.refused(ticket.Invalid, ada, open.ID, lifecycle.Judge{Field: "category", Verdict: ticket.Right}) // nothing was said
}

// What was drawn is neither applied nor told before all of it has been judged.
func TestBlindJudgement(t *testing.T) {
	d := newDesk(t)
	opened := d.open("Help", blind)
	if a := opened.Triage.Audit; a == nil || !slices.Equal(a.Fields, []string{"category", "priority"}) || a.Propensity != 1 || a.Said["category"].Value != "billing" || a.Decision != opened.Triage.Decision {
		t.Fatalf("it was drawn as %+v", a)
	}
	if opened.Category != "" || opened.Priority != ticket.Normal || opened.Language != "en" {
		t.Errorf("applied %q, %s, %s", opened.Category, opened.Priority, opened.Language)
	}
	after := d.must(ada, opened.ID, lifecycle.Edit{Category: ref("login")})
	if !after.Triage.Audit.Hidden() || len(d.judged(opened.ID)) != 0 || !slices.Equal(after.Triage.Audit.Waiting(), []string{"priority"}) {
		t.Errorf("after the first judgement: %+v, told %v", after.Triage.Audit, d.judged(opened.ID))
	}
	events, err := d.store.Events(t.Context(), store.EventQuery{Ticket: opened.ID, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		if strings.Contains(string(e.Data), "billing") || strings.Contains(string(e.Data), "high") {
			t.Errorf("%s tells what is hidden: %s", e.Type, e.Data)
		}
	}
	after = d.must(model, opened.ID, lifecycle.Edit{Priority: ref(ticket.High)}) // no person
	if !after.Triage.Audit.Hidden() {
		t.Error("the machine judged itself")
	}
	after = d.must(bob, opened.ID, lifecycle.Judge{Field: "priority", Value: "high"})
	if after.Triage.Audit.Hidden() {
		t.Error("it is hidden though all was judged")
	}
	told := d.judged(opened.ID)
	if len(told) != 2 || told[0].Field != "category" || told[0].Verdict != ticket.Wrong || told[0].By != ada || told[0].Said.Value != "billing" ||
		told[1].Field != "priority" || told[1].Verdict != ticket.Right || told[1].By != bob || !told[1].Blind || told[1].Propensity != 1 || told[1].Decision != opened.Triage.Decision {
		t.Errorf("told %+v", told)
	}
	d.must(ada, opened.ID, lifecycle.Edit{Category: ref("parcel")}) // having seen it: no judgement any more
	if again := d.judged(opened.ID); len(again) != 2 {
		t.Errorf("judged twice: %+v", again)
	}
}

// What somebody stated is not drawn, and nothing is where nothing is read or
// the share is nought.
func TestDrawn(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]struct {
		change func(*lifecycle.Intake)
		want   []string
	}{
		"nothing is drawn":  {machine, nil},
		"category stated":   {func(in *lifecycle.Intake) { blind(in); in.Category = "login" }, []string{"priority"}},
		"both stated":       {func(in *lifecycle.Intake) { blind(in); in.Category, in.Priority = "login", ticket.Low }, nil},
		"no priority model": {func(in *lifecycle.Intake) { blind(in); delete(in.Reading.Said, "priority") }, []string{"category"}},
		"no models":         {func(in *lifecycle.Intake) { blind(in); in.Reading.Said = nil }, nil},
	} {
		got := d.open(name, c.change).Triage.Audit
		if c.want == nil && got != nil || c.want != nil && (got == nil || !slices.Equal(got.Fields, c.want)) {
			t.Errorf("%s: %+v, want %v", name, got, c.want)
		}
	}
	drawn, reading := 0, read(.04)
	for i := range 20_000 {
		one := &ticket.Ticket{ID: uuid.NewSHA1(uuid.Nil, []byte(strconv.Itoa(i)))}
		if a := reading.Draw(one); a != nil {
			drawn++
			if again := read(.04).Draw(one); again == nil || a.Propensity != .04 {
				t.Fatal("drawn otherwise the second time")
			}
			if read(.5).Draw(one) == nil {
				t.Fatal("a larger share leaves out what a smaller one holds")
			}
		}
	}
	if drawn < 660 || drawn > 940 { // five standard deviations
		t.Errorf("%d of 20000 were drawn, want about 800", drawn)
	}
}
