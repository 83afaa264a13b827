package api

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/setup"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/suggest"
)

const bootstrapSecret = "kR8fQ2mZ7xW4nB6vT1yH9pL3sD5gJ0aC"

// desk is a server with a database, and a client with an admin's token.
type desk struct {
	*testing.T
	api   *API
	url   string
	store *sqlite.Store
	path  string // of the database
	token string // sent with requests, none where empty
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return openDesk(t, DefaultConfig(), newEngine(t, nil, nil))
}

// openDesk has tickets read by a reader.
func openDesk(t *testing.T, config Config, reader dispatch.Reader) *desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	config.Store, config.Keys = s, access.NewKeyring(s, time.Now)
	config.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), config.Now, config.NewID)
	config.Dispatcher, err = dispatch.New(t.Context(), dispatch.Config{
		Store: s, Desk: config.Desk, Reader: reader, Settings: new(setup.Routing), Budget: config.Request, Now: config.Now, NewID: config.NewID, Log: config.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	config.Suggest, err = suggest.New(suggest.Config{Store: s, Now: config.Now, NewID: config.NewID, Log: config.Log})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := access.Bootstrap(t.Context(), s, bootstrapSecret, time.Now(), config.NewID); err != nil {
		t.Fatal(err)
	}
	a, err := New(config, newEngine(t, nil, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a)
	t.Cleanup(func() {
		a.stop()
		server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &desk{t, a, server.URL, s, path, bootstrapSecret}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// field is a member of the body, by a path with dots.
func (a answer) field(path string) string {
	var value any
	_ = json.Unmarshal([]byte(a.body), &value)
	for name := range strings.SplitSeq(path, ".") {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	text, _ := value.(string)
	return text
}

// do sends a request; headers come in pairs.
func (d *desk) do(method, path, body string, headers ...string) answer {
	d.Helper()
	if !strings.HasPrefix(path, "http") {
		path = d.url + path
	}
	r, err := http.NewRequestWithContext(d.Context(), method, path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	if d.token != "" {
		r.Header.Set("Authorization", "Bearer "+d.token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		d.Fatal(err)
	}
	d.conforms(r, response, raw)
	return answer{response.StatusCode, response.Header, string(raw)}
}

// conforms holds an answer to what the document says of its operation.
func (d *desk) conforms(r *http.Request, response *http.Response, raw []byte) {
	d.Helper()
	document := d.api.huma.OpenAPI()
	op := operationAt(document, r.Method, r.URL.Path)
	if op == nil || response.StatusCode == http.StatusMethodNotAllowed {
		return
	}
	said := op.Responses[strconv.Itoa(response.StatusCode)]
	if said == nil {
		d.Errorf("the document does not know that %s %s answers %d", r.Method, op.Path, response.StatusCode)
		return
	}
	contentType := response.Header.Get("Content-Type")
	media := said.Content[contentType]
	if media == nil || media.Schema.Type == huma.TypeString {
		return
	}
	values := [][]byte{raw}
	if contentType == ndjsonType {
		values = slices.Collect(bytes.Lines(raw))
	}
	for _, raw := range values {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			d.Errorf("%s %s: the answer is not JSON: %v", r.Method, op.Path, err)
		}
		var result huma.ValidateResult
		huma.Validate(document.Components.Schemas, media.Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
		for _, err := range result.Errors {
			d.Errorf("%s %s: the answer is not what the document says: %s", r.Method, op.Path, excerpt(err.Error()))
		}
	}
}

// operationAt is the documented operation that a request goes to, nil for none.
func operationAt(document *huma.OpenAPI, method, path string) *huma.Operation {
	var found *huma.PathItem
	for template, item := range document.Paths {
		parts, given := strings.Split(template, "/"), strings.Split(path, "/")
		fits := len(parts) == len(given)
		for i := range parts {
			fits = fits && (parts[i] == given[i] || strings.HasPrefix(parts[i], "{"))
		}
		if fits && (found == nil || template == path) {
			found = item
		}
	}
	if found == nil {
		return nil
	}
	return map[string]*huma.Operation{"GET": found.Get, "POST": found.Post, "PUT": found.Put, "PATCH": found.Patch, "DELETE": found.Delete}[method]
}

// must sends a request that has to be answered with a status and hold
// fragments.
func (d *desk) must(status int, method, path, body string, fragments ...string) answer {
	d.Helper()
	got := d.do(method, path, body)
	d.check(got, status, fragments...)
	return got
}

func (d *desk) check(got answer, status int, fragments ...string) {
	d.Helper()
	if got.status != status {
		d.Fatalf("status %d, want %d: %s", got.status, status, excerpt(got.body))
	}
	for _, fragment := range fragments {
		if !strings.Contains(got.body, fragment) {
			d.Errorf("the body lacks %s: %s", fragment, excerpt(got.body))
		}
	}
}

// as is the same desk with another token.
func (d *desk) as(token string) *desk {
	other := *d
	other.token = token
	return &other
}

// tokenFor makes a token and gives its secret.
func (d *desk) tokenFor(body string) string {
	d.Helper()
	return d.must(201, "POST", "/v1/tokens", body).field("secret")
}
