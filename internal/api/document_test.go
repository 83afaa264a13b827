package api

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"switchyard/internal/access"
	"switchyard/internal/alike/incident"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
)

var update = flag.Bool("update", false, "write openapi.yaml anew")

// newDescribedAPI serves every operation there is. Behind it is no store: the
// document is made without asking one.
func newDescribedAPI(t testing.TB) *API {
	return newAPI(t, func(c *Config) {
		c.Store = struct{ store.Store }{}
		c.Keys = access.NewKeyring(c.Store, c.Now)
		c.Desk = lifecycle.New(c.Store, lifecycle.NewPlan(lifecycle.DefaultRules()), c.Now, c.NewID)
		c.Dispatcher = new(dispatch.Dispatcher)
		c.Incidents = new(incident.Watch)
	})
}

func TestDocumentIsCurrent(t *testing.T) {
	const file = "openapi.yaml"
	got := send(newDescribedAPI(t), scenario{method: "GET", path: "/openapi.yaml"}).Body.Bytes()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go generate ./internal/api and read what changed", file)
	}
}

// TestDocumentKnowsEveryRoute compares the router with the document, both
// ways.
func TestDocumentKnowsEveryRoute(t *testing.T) {
	a := newDescribedAPI(t)
	var served, documented []string
	err := chi.Walk(a.router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		served = append(served, method+" "+route)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range a.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete, "HEAD": item.Head, "OPTIONS": item.Options, "TRACE": item.Trace,
		} {
			if op == nil {
				continue
			}
			documented = append(documented, method+" "+path)
			if op.OperationID == "" || op.Summary == "" || len(op.Tags) == 0 {
				t.Errorf("%s %s has no id, summary or tag", method, path)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(documented)
	if !slices.Equal(served, documented) {
		t.Errorf("the router serves\n  %s\nbut the document describes\n  %s", strings.Join(served, "\n  "), strings.Join(documented, "\n  "))
	}
}

// TestDocsNeedNoNetwork reads the page as a browser without one would.
func TestDocsNeedNoNetwork(t *testing.T) {
	a := newDescribedAPI(t)
	w := send(a, scenario{method: "GET", path: "/docs"})
	page := w.Body.String()
	for _, loads := range []string{"<script", "<link", "<img", "<iframe", "@import", "url("} {
		if strings.Contains(page, loads) {
			t.Errorf("the page has %s", loads)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy is %q", policy)
	}
	for path := range a.huma.OpenAPI().Paths {
		if !strings.Contains(page, path) {
			t.Errorf("the page does not name %s", path)
		}
	}
	anchors := map[string]bool{}
	for _, m := range regexp.MustCompile(`id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if anchors[m[1]] {
			t.Errorf("two parts of the page are called %s", m[1])
		}
		anchors[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		target := m[1]
		switch {
		case strings.HasPrefix(target, "#"):
			if !anchors[target[1:]] {
				t.Errorf("the page links to %s, which it lacks", target)
			}
		case a.huma.OpenAPI().Paths[target] == nil:
			t.Errorf("the page links to %s, which is not served", target)
		}
	}
}
