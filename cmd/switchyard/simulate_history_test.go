package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	tickets "switchyard/internal/ticket"
)

// deskHistory writes a history as an export does: agents who take turns, each
// good at one of two categories, for so many days with so many tickets each.
func deskHistory(t testing.TB, agents, days, each int) string {
	t.Helper()
	var b bytes.Buffer
	line := func(v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(raw, '\n'))
	}
	r := rand.New(rand.NewPCG(1, 2))
	id := func(kind byte, n int) uuid.UUID {
		return uuid.UUID{1, 0x90, 0, 0, 0, kind, 0x70, 0, 0x80, 12: byte(n >> 16), 13: byte(n >> 8), 14: byte(n), 15: 1}
	}
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	line(history.Header{Format: history.Format, Version: history.Version, AsOf: monday.AddDate(0, 0, days+4)})
	for i := range agents {
		a := history.Agent{Kind: history.AnAgent, ID: id(1, i), Email: fmt.Sprintf("a%d@example.org", i), Name: fmt.Sprintf("Agent %d", i),
			Languages: map[string]int{"en": 5}, Capacity: map[tickets.Channel]int{tickets.Email: 2}}
		if i%2 == 0 {
			a.Schedule = json.RawMessage(`{"time_zone":"UTC","weekly":[{"day":"monday","from":"09:00","to":"17:00"},{"day":"tuesday","from":"09:00","to":"17:00"},{"day":"wednesday","from":"09:00","to":"17:00"},{"day":"thursday","from":"09:00","to":"17:00"},{"day":"friday","from":"09:00","to":"17:00"}]}`)
		}
		line(a)
	}
	n := 0
	for day := range days {
		if day%7 > 4 {
			continue
		}
		for range each {
			category, who := []string{"billing", "login"}[r.IntN(2)], n%max(agents, 1)
			came := monday.AddDate(0, 0, day).Add(time.Duration(9*3600+r.IntN(7*3600)) * time.Second)
			worked := time.Duration(20+r.IntN(60)) * time.Minute
			ended := came.Add(5*time.Minute + worked)
			touch := tickets.Touch{Agent: id(1, who), At: came.Add(5 * time.Minute), EndedAt: ended, End: tickets.Solved, Signals: []float64{r.NormFloat64()}}
			if err := json.Unmarshal(fmt.Appendf(nil, "%q", worked), &touch.Worked); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(fmt.Appendf(nil, "%q", worked), &touch.Worked); err != nil {
				t.Fatal(err)
			}
			good := .45
			if (category == "login") == (who%2 == 0) {
				good = .9
			}
			if r.Float64() > good {
				touch.ReopenedAt = ended.Add(3 * time.Hour)
			}
			tk := history.Ticket{Kind: history.ATicket, ID: id(2, n), Number: int64(n + 1), Subject: "Help", Status: tickets.Closed, Priority: tickets.Normal, Category: category,
				Language: "en", Channel: tickets.Email, Requester: history.Requester{ID: id(3, n)}, CreatedAt: came, UpdatedAt: ended, ResolvedAt: ended, ClosedAt: ended,
				Touches: []history.Touch{{Touch: touch}}}
			line(tk)
			n++
		}
	}
	line(history.End{Kind: history.TheEnd, Lines: int64(1 + agents + n), Tickets: int64(n)})
	return file(t, "desk.jsonl", b.String())
}

func TestSimulateAHistory(t *testing.T) {
	name := deskHistory(t, 4, 28, 30)
	page := filepath.Join(t.TempDir(), "report.html")
	args := []string{"simulate", "--history", name, "--policy", "round_robin,learned,informed", "--seeds", "2"}
	code, said, errs := switchyard(t.Context(), t, "", append(args, "--html", page)...)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, part := range []string{"Replay of a history: the 300 tickets of its last", "4 agents", "fitted to 600 outcomes, not known", "the fitted agents, not the real ones", "The shifts of 2 agents", "final category", "desk: 2 seeds from 1001", "informed"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is missing:\n%s", part, said)
		}
	}
	raw, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Replay of a history", "--history desk.jsonl"} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("the report has no %q", part)
		}
	}
	code, said, errs = switchyard(t.Context(), t, "", append(args, "--json")...)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var list []simulated
	if err := json.Unmarshal([]byte(said), &list); err != nil {
		t.Fatal(err)
	}
	g := map[string]number{}
	for _, row := range list {
		if row.Scenario != "desk" || !strings.HasPrefix(row.About, "Replay of a history") {
			t.Errorf("%+v", row)
		}
		g[row.Policy] = row.G
	}
	// Round robin has the mean of .9 and .45; whoever knows the agents gets near .9.
	if g["round_robin"] < .55 || g["round_robin"] > .78 || g["learned"] < g["round_robin"]+.1 || g["informed"] < g["round_robin"]+.1 {
		t.Errorf("%v", g)
	}
	if _, again, _ := switchyard(t.Context(), t, "", append(args, "--json", "--jobs", "1")...); again != said {
		t.Error("the same history prints something else")
	}
}

func TestSimulateRefusesAHistory(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"both", []string{"--history", deskHistory(t, 4, 28, 30), "--scenario", "S1"}, 2, []string{"--scenario", "--history"}},
		{"few", []string{"--history", deskHistory(t, 4, 14, 5)}, 1, []string{"--history:", "it has 50 outcomes whose result is known: 200 are needed"}},
		{"alone", []string{"--history", deskHistory(t, 1, 14, 30)}, 1, []string{"1 agents have outcomes: 2 are needed"}},
		{"short", []string{"--history", deskHistory(t, 2, 5, 60)}, 1, []string{"days: 7 are needed"}},
		{"empty", []string{"--history", deskHistory(t, 0, 0, 0)}, 1, []string{"0 outcomes", "0 agents", "0.0 days"}},
		{"no file", []string{"--history", filepath.Join(t.TempDir(), "none.jsonl")}, 1, []string{"--history:", "none.jsonl"}},
		{"no history", []string{"--history", file(t, "x.jsonl", "{}\n")}, 1, []string{"--history:", "does not begin as a history"}},
		{"cut off", []string{"--history", cutOff(t, deskHistory(t, 2, 14, 30))}, 1, []string{"--history:", "no end line"}},
	} {
		code, said, errs := switchyard(t.Context(), t, "", append([]string{"simulate", "--seeds", "1"}, tc.args...)...)
		if code != tc.code || said != "" {
			t.Errorf("%s: exit %d: %s%s", tc.name, code, said, errs)
		}
		for _, part := range tc.want {
			if !strings.Contains(errs, part) {
				t.Errorf("%s: %q is missing in %s", tc.name, part, errs)
			}
		}
	}
}

// cutOff is a file without its last line.
func cutOff(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return file(t, "cut.jsonl", string(raw[:bytes.LastIndexByte(raw[:len(raw)-1], '\n')+1]))
}
