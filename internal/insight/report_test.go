package insight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

var five = []string{"billing", "access", "shipping", "bugs", "leaving"}

// usual is a desk from which all can be told: the even agents are good at the even
// topics and the odd ones at the odd.
func usual() *desk {
	return &desk{tickets: 900, agents: 4, days: 42, labels: five, topics: 5, good: func(who, t int) float64 {
		if (who+t)%2 == 0 {
			return .95
		}
		return .45
	}}
}

func TestAUsualDesk(t *testing.T) {
	d := usual()
	r := must(t, d, quick())
	if r.Intake.Tickets != 900 || len(r.Intake.Days) != 42 || len(r.Intake.Weeks) != 6 || r.Intake.Weekly != 150 {
		t.Errorf("%d tickets on %d days in %d weeks, %v a week", r.Intake.Tickets, len(r.Intake.Days), len(r.Intake.Weeks), r.Intake.Weekly)
	}
	if r.Speed.First.Tickets != 900 || r.Speed.First.P50 < .33 || r.Speed.First.P50 > 1.33 {
		t.Errorf("first answers: %+v", r.Speed.First)
	}
	l := &r.Learning
	if l.WhyNot != "" || l.Learnt != 540 || l.Tuned != 135 || l.Measured != 225 || l.Accuracy.Value < .95 {
		t.Errorf("learning: %+v", l)
	}
	if p := l.Promise; p.Refused != "" || p.Coverage.Value < .8 || p.Wrong.Value > .05 || p.Bound > .05 {
		t.Errorf("promise: %+v", p)
	}
	if n := r.Labels.Noise; n == nil || n.Suspicious.Value > .02 {
		t.Errorf("noise: %+v", n)
	}
	// Every agent has the same mean, whatever was given to them.
	if p := r.People; p.WhyNot != "" || len(p.Agents) != 4 || p.Known != 900 || p.Differ == nil || p.Hours != .5 {
		t.Errorf("people: %+v", p)
	}
	over := 0.
	for _, o := range r.Gain.Over {
		if o.Over == routing.RoundRobin {
			over = o.By
		}
	}
	if r.Gain.WhyNot != "" || over < .1 {
		t.Errorf("agents who are good at different things: %+v", r.Gain)
	}
	if len(r.Figures) != 5 || len(r.Next) == 0 {
		t.Errorf("%d figures, next %q", len(r.Figures), r.Next)
	}
	html := paged(t, r)
	for _, part := range []string{"<svg", "900", "billing", "agent 1", "taking turns"} {
		if !strings.Contains(html, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	for _, absent := range []string{"NaN", "Agatha", "%!", "http://www.example", "<script"} {
		if strings.Contains(html, absent) {
			t.Errorf("the page has %q", absent)
		}
	}
}

func TestTheSameHistoryTellsTheSame(t *testing.T) {
	d := usual()
	d.tickets = 450
	raw, o := d.written(t), quick()
	first, err := told(t, raw, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Workers = 1
	again, err := told(t, raw, o)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(paged(t, first), paged(t, again)); diff != "" {
		t.Error(diff)
	}
	one, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	other, err := json.Marshal(again)
	if err != nil {
		t.Fatal(err)
	}
	if string(one) != string(other) {
		t.Error("the JSON differs")
	}
}

func TestAlteredLabelsAreFound(t *testing.T) {
	d := usual()
	d.label = func(i, t int) string {
		if i%10 == 0 {
			return five[(t+1)%5]
		}
		return five[t]
	}
	o := quick()
	o.Plain = true
	n := must(t, d, o).Labels.Noise
	if n == nil || n.Suspicious.Value < .07 || n.Suspicious.Value > .13 || len(n.Found) != suspectsShown {
		t.Fatalf("a tenth of the labels is wrong: %+v", n)
	}
	for _, s := range n.Found {
		number := 0
		if _, err := fmt.Sscanf(s.Ticket, "#%d", &number); err != nil || (number-1)%10 != 0 {
			t.Errorf("%s is not one that was altered", s.Ticket)
		}
	}
}

// Histories of which little can be told say what is missing, and all of them make
// a page.
func TestHistoriesThatLackSomething(t *testing.T) {
	for _, tc := range []struct {
		name  string
		d     desk
		check func(*Report) bool
	}{
		{"one label", desk{tickets: 150, agents: 2, days: 20, labels: []string{"only"}, topics: 3}, func(r *Report) bool {
			return strings.Contains(r.Learning.WhyNot, `have the same one, "only"`) && r.Labels.Noise == nil && r.Labels.NoNoise != ""
		}},
		{"no labels", desk{tickets: 150, agents: 2, days: 20, unlabelled: true, topics: 3}, func(r *Report) bool {
			return strings.Contains(r.Learning.WhyNot, "no ticket has both") && r.Labels.Without == 150
		}},
		{"one agent", desk{tickets: 90, agents: 1, days: 20, labels: five, topics: 5}, func(r *Report) bool {
			return strings.Contains(r.Gain.WhyNot, "1 agents have outcomes: 2 are needed") && r.People.Differ == nil && len(r.People.Agents) == 1
		}},
		{"no agents", desk{tickets: 90, days: 20, labels: five, topics: 5}, func(r *Report) bool {
			return strings.Contains(r.Gain.WhyNot, "0 outcomes") && strings.Contains(r.People.WhyNot, "an assignee") && r.Speed.First.Tickets == 0
		}},
		{"one ticket", desk{tickets: 1, labels: five, topics: 5}, func(r *Report) bool { return r.Intake.Tickets == 1 && r.Learning.WhyNot != "" }},
		{"the same but for case", desk{tickets: 60, days: 20, labels: []string{"Billing", "billing", "BILLING", "bil-ling", "billing "}, topics: 5}, func(r *Report) bool {
			return len(r.Labels.Alike) == 1 && len(r.Labels.Alike[0]) == 4 && strings.Contains(r.Learning.WhyNot, "two") || strings.Contains(r.Learning.WhyNot, "are needed")
		}},
		{"bad lines", desk{tickets: 30, days: 20, labels: five, topics: 5, bad: 3}, func(r *Report) bool {
			return r.Unread == 3 && len(r.UnreadWhy) == 3 && strings.Contains(r.UnreadWhy[0].Why, "nonsense") && strings.Contains(r.Next[0], "3 lines")
		}},
		{"no text", desk{tickets: 30, days: 20, labels: five, topics: 5, text: func(int, int) string { return "" }}, func(r *Report) bool {
			return r.Repeats.Looked == 0 && r.Repeats.Share == nil && r.Learning.WhyNot != ""
		}},
		{"all at once", desk{tickets: 40, days: 1, labels: five, topics: 5, alter: func(_ int, t *history.Ticket) { t.CreatedAt, t.UpdatedAt = monday, monday }}, func(r *Report) bool {
			return len(r.Intake.Days) == 1 && r.Intake.Weekly == 0
		}},
		{"spam alone", desk{tickets: 20, days: 5, labels: five, topics: 5, alter: func(_ int, t *history.Ticket) { t.Status = ticket.Spam }}, func(r *Report) bool {
			return r.Intake.Tickets == 20 && r.Labels.Tickets == 0
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := must(t, &tc.d, quick())
			if !tc.check(r) {
				raw, _ := json.MarshalIndent(r, "", " ")
				t.Errorf("%s", raw)
			}
			if html := paged(t, r); strings.Contains(html, "NaN") || strings.Contains(html, "%!") {
				t.Error("the page has what is no figure")
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNinetyPerCentOfOneLabel(t *testing.T) {
	d := desk{tickets: 400, days: 30, labels: five[:2], topics: 2, label: func(i, _ int) string {
		if i%10 != 0 {
			return "all the rest"
		}
		return five[1]
	}}
	l := must(t, &d, quick()).Learning
	if l.WhyNot != "" || l.Usual.Value < .85 || l.Accuracy.Value > .95 {
		t.Errorf("labels that say nothing of the text: %+v, always the most frequent %+v", l.Accuracy, l.Usual)
	}
}

func TestHistoriesThatCannotBeRead(t *testing.T) {
	whole := (&desk{tickets: 5, days: 5, labels: five, topics: 5}).written(t)
	lines := strings.SplitAfter(string(whole), "\n")
	for name, tc := range map[string]struct{ raw, want string }{
		"empty":     {"", "the file is empty"},
		"truncated": {strings.Join(lines[:4], ""), "no end line"},
		"newer":     {strings.Replace(string(whole), fmt.Sprintf(`"version":%d`, history.Version), `"version":99`, 1), "version 99"},
		"no ticket": {lines[0] + `{"kind":"end","lines":1,"tickets":0}` + "\n", ErrNothing.Error()},
		"all bad":   {lines[0] + `{"kind":"ticket","x":1}` + "\n" + `{"kind":"end","lines":2,"tickets":1}` + "\n", "the first, line 2"},
	} {
		if _, err := told(t, []byte(tc.raw), quick()); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

func TestReportEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readBy(ctx, usual().written(t), quick()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for name, alter := range map[string]func(*Options){
		"alpha": func(o *Options) { o.Alpha = 1 }, "delta": func(o *Options) { o.Delta = 0 }, "rows": func(o *Options) { o.Rows = 0 }, "seeds": func(o *Options) { o.Seeds = 1 },
	} {
		o := quick()
		alter(&o)
		if _, err := NewGatherer(history.Header{}, o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
