package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"switchyard/internal/dispatch"
)

// TestDecisionIsMadeAgain opens tickets through serve, makes their decisions
// again, and sees that one that was altered is told.
func TestDecisionIsMadeAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	token := "kR8fQ2mZ7xW4nB6vT1yH9pL3sD5gJ0aC"
	t.Setenv(bootstrapVariable, token)
	s := startServe(t, "--log-format", "off", "--db", "sqlite:"+file)
	url := regexp.MustCompile(`http://[0-9.:]+`).FindString(s.greeting)
	ask := func(status int, method, path, body string) string {
		t.Helper()
		got, answer := send(t, method, url+path, token, body)
		if got != status {
			t.Fatalf("%s %s: status %d, %s", method, path, got, answer)
		}
		return answer
	}
	for _, name := range []string{"Ada", "Bob"} {
		ask(201, http.MethodPost, "/v1/agents", fmt.Sprintf(`{"name":%q,"email":"%s@example.org","status":"online"}`, name, strings.ToLower(name)))
	}
	for patience := time.Now().Add(20 * time.Second); !strings.Contains(ask(200, http.MethodPost, "/v1/routing/preview", `{}`), `"weighed":2`); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(patience) {
			t.Fatal("the agents do not come to work")
		}
	}
	for range 4 {
		ask(201, http.MethodPost, "/v1/tickets", `{"subject":"VPN broken","body":"I cannot connect since the update","requester":{"email":"ada@example.org"}}`)
	}
	var decision struct{ ID string }
	if err := json.Unmarshal([]byte(ask(200, http.MethodGet, "/v1/tickets/2/decision", "")), &decision); err != nil {
		t.Fatal(err)
	}
	s.stop()

	decide := func(args ...string) (code int, out, says string) {
		var o, e bytes.Buffer
		code = run(t.Context(), append([]string{"decision"}, args...), streams{strings.NewReader(""), &o, &e})
		return code, o.String(), e.String()
	}
	code, out, says := decide("replay", decision.ID, "--db", "sqlite:"+file)
	if code != 0 || !strings.HasPrefix(out, `{"request":"`) || !strings.Contains(out, `"candidates":[{"agent":`) || !strings.Contains(says, "the same as was stored") {
		t.Fatalf("replay: %d, %s, %s", code, out, says)
	}
	if _, again, _ := decide("replay", decision.ID, "--db", "sqlite:"+file); again != out {
		t.Errorf("a second replay gives\n%s\nnot\n%s", again, out)
	}
	settings := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(settings, []byte(`{"rules":[{"name":"not Ada","agent":"agent.id == \"none\"","effect":"require"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, says := decide("diff", "--policy", settings, "--db", "sqlite:"+file); code != 0 || !strings.Contains(out, "4 would have been others (100 %)") || !strings.Contains(out, "-> nobody yet") {
		t.Errorf("diff: %d, %s, %s", code, out, says)
	}
	var comparison dispatch.Comparison
	if _, out, _ := decide("diff", "--policy", settings, "--json", "--since", "1h", "--db", "sqlite:"+file); json.Unmarshal([]byte(out), &comparison) != nil || comparison.Changed != 4 || comparison.Was.Given != 4 || comparison.Would.Given != 0 {
		t.Errorf("diff --json: %s", out)
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"is no id", []string{"replay", "7", "--db", "sqlite:" + file}},
		{"there is no decision", []string{"replay", "01900000-0000-7000-8000-000000000000", "--db", "sqlite:" + file}},
		{"there are no decisions", []string{"replay", decision.ID, "--db", "sqlite:" + file + "x"}},
		{"no such file", []string{"diff", "--policy", settings + "x", "--db", "sqlite:" + file}},
		{"--since", []string{"diff", "--policy", settings, "--since", "-1h", "--db", "sqlite:" + file}},
	} {
		if code, _, says := decide(c.args...); code == 0 || !strings.Contains(says, c.says) {
			t.Errorf("%v: %d, %s", c.args, code, says)
		}
	}
	alter(t, file, decision.ID)
	if code, _, says := decide("replay", decision.ID, "--db", "sqlite:"+file); code != 1 || !strings.Contains(says, "was altered") {
		t.Errorf("of an altered decision: %d, %s", code, says)
	}
}

func TestLineDiff(t *testing.T) {
	if got := lineDiff([]byte(`{"a":1,"b":2}`), []byte(`{"a":1,"b":3}`)); got != "-  \"b\": 2\n+  \"b\": 3\n" {
		t.Errorf("%q", got)
	}
}

// alter changes the reason of a decision behind the program's back.
func alter(t *testing.T, file, id string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	result, err := db.ExecContext(t.Context(), `UPDATE decisions SET doc = replace(doc, 'learned@', 'learnt@') WHERE doc LIKE ?`, `{"id":"`+id+`"%`)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d decisions altered, %v", n, err)
	}
}
