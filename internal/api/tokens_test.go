package api

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"switchyard/internal/access"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

func TestTokens(t *testing.T) {
	d := newDesk(t)
	made := d.must(201, "POST", "/v1/tokens", `{"name":"CI","role":"agent","scopes":["tickets:read","triage:run"]}`, `"secret":"swy_`)
	secret, place := made.field("secret"), made.header.Get("Location")
	if made.header.Get("Cache-Control") != "no-store" || len(secret) != len("swy_")+43 {
		t.Errorf("the secret %q may be kept by caches", secret)
	}
	for _, path := range []string{place, "/v1/tokens"} {
		if got := d.must(200, "GET", path, ""); strings.Contains(got.body, "hash") || strings.Contains(got.body, "secret") {
			t.Errorf("%s shows too much: %s", path, got.body)
		}
	}
	records, err := d.store.RecordsOf(t.Context(), store.Tokens)
	if err != nil {
		t.Fatal(err)
	}
	events, err := d.store.Events(t.Context(), store.EventQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		for _, e := range events {
			if strings.Contains(string(r.Body)+string(e.Data), secret) || strings.Contains(string(e.Data), r.Key) {
				t.Errorf("the store shows too much: %s, %s", r.Body, e.Data)
			}
		}
	}

	program := d.as(secret)
	program.must(200, "GET", "/v1/me", "", `"role":"agent"`, `"permissions":["tickets:read","triage:run"]`, `"actor":{"kind":"token"`)
	program.must(200, "POST", "/v1/triage", `{"body":"hello"}`)
	program.must(403, "GET", "/v1/teams", "", "scope setup:read", `"kind":"forbidden"`)
	program.must(403, "GET", "/v1/tokens", "", "role admin")
	d.must(200, "PATCH", place, `{"scopes":null}`)
	program.must(200, "GET", "/v1/teams", "")
	program.must(403, "POST", "/v1/teams", `{"name":"x"}`, "needs the role lead")
	d.must(204, "DELETE", place, "")
	gone := program.must(401, "GET", "/v1/me", "", "revoked", `"kind":"unauthenticated"`)
	if want := `Bearer realm="switchyard", error="invalid_token"`; gone.header.Get("WWW-Authenticate") != want {
		t.Errorf("the challenge is %q, want %q", gone.header.Get("WWW-Authenticate"), want)
	}
}

// Nobody gives more than they have.
func TestNoEscalation(t *testing.T) {
	d := newDesk(t)
	confined := d.as(d.tokenFor(`{"name":"keeper","role":"admin","scopes":["tokens:write","tokens:read","setup:read"]}`))
	confined.must(403, "POST", "/v1/tokens", `{"name":"free","role":"admin"}`, "list scopes among its own")
	confined.must(403, "POST", "/v1/tokens", `{"name":"other","role":"lead","scopes":["setup:write"]}`)
	made := confined.must(201, "POST", "/v1/tokens", `{"name":"less","role":"viewer","scopes":["setup:read"]}`).header.Get("Location")
	confined.must(403, "PATCH", made, `{"scopes":null}`)
	me := d.must(200, "GET", "/v1/me", "").field("token")
	confined.must(403, "PATCH", "/v1/tokens/"+me, `{"role":"viewer","scopes":["setup:read"]}`)
	confined.must(403, "DELETE", "/v1/tokens/"+me, "", "may more than")
	for _, place := range []string{made, "/v1/tokens/" + confined.must(200, "GET", "/v1/me", "").field("token")} {
		confined.must(204, "DELETE", place, "")
	}
}

// A stream asks now and then whether its token may still read it.
func TestMayFollow(t *testing.T) {
	d := newDesk(t)
	made := d.must(201, "POST", "/v1/tokens", `{"name":"reader","role":"agent"}`)
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/v1/events/stream", nil)
	r.Header.Set("Authorization", "Bearer "+made.field("secret"))
	if err := d.api.mayFollow(r); err != nil {
		t.Error(err)
	}
	d.must(200, "PATCH", made.header.Get("Location"), `{"scopes":["tickets:read"]}`)
	if err := d.api.mayFollow(r); !ticket.IsKind(err, ticket.Forbidden) {
		t.Errorf("confined to tickets, it is told %v", err)
	}
	d.must(204, "DELETE", made.header.Get("Location"), "")
	if err := d.api.mayFollow(r); !errors.As(err, new(*access.UnauthenticatedError)) {
		t.Errorf("revoked, it is told %v", err)
	}
}

// A token that acts for an agent works as long as the agent does.
func TestTokenOfAgent(t *testing.T) {
	d := newDesk(t)
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`)
	acting := d.as(d.tokenFor(`{"name":"A's","role":"agent","agent":"` + agent.field("id") + `"}`))
	acting.must(200, "GET", "/v1/me", "", `"actor":{"kind":"agent","id":"`+agent.field("id"))
	acting.must(403, "PATCH", agent.header.Get("Location"), `{"status":"online"}`, "needs the role lead")
	acting.must(200, "PUT", "/v1/me/status", `{"status":"online"}`, `"status":"online"`)
	acting.must(422, "PUT", "/v1/me/status", `{"status":"asleep"}`, "online, away, offline")
	acting.must(422, "PUT", "/v1/me/status", `{}`, "is missing")
	d.must(403, "PUT", "/v1/me/status", `{"status":"online"}`, "acts for no agent")
	d.must(200, "PATCH", agent.header.Get("Location"), `{"disabled":true}`)
	d.api.config.Keys.Forget() // other nodes read it by themselves within a second
	acting.must(401, "GET", "/v1/me", "", "disabled or removed")
}

func TestWhoGetsIn(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/openapi.yaml"} {
		d.as("").must(200, "GET", path, "")
	}
	for _, c := range []struct{ method, path string }{
		{"GET", "/v1/me"}, {"GET", "/v1/models"}, {"POST", "/v1/triage"}, {"GET", "/v1/agents"}, {"GET", "/v1/nothing"}, {"DELETE", "/v1/tokens/x"}, {"HEAD", "/v1/agents"},
	} {
		got := d.as("").do(c.method, c.path, "")
		if got.status != 401 || got.header.Get("WWW-Authenticate") != `Bearer realm="switchyard"` {
			t.Errorf("%s %s without a token: %d, challenge %q", c.method, c.path, got.status, got.header.Get("WWW-Authenticate"))
		}
	}
	for _, header := range []string{"Bearer", "Bearer ", "Basic YTpi", "Bearer " + bootstrapSecret + "x", "Bearer " + strings.Repeat("x", 600), bootstrapSecret} {
		if got := d.as("").do("GET", "/v1/me", "", "Authorization", header); got.status != 401 {
			t.Errorf("%q gets in: %d", header, got.status)
		}
	}
	if got := d.as("").do("GET", "/v1/me", "", "Authorization", "bearer  "+bootstrapSecret); got.status != 200 {
		t.Errorf("the scheme in lower case is answered with %d", got.status)
	}
	d.must(200, "GET", "/v1/models", "")
}
