package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// TestServe starts the verb as a shell would, asks it, and stops it as a
// signal would.
func TestServe(t *testing.T) {
	s := startServe(t, "--log-format", "json", "--db", "none")
	// The greeting holds a request to try: this is it.
	url := regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(s.greeting)
	body := regexp.MustCompile(`-d '(.*)'`).FindStringSubmatch(s.greeting)
	if url == nil || body == nil {
		t.Fatalf("no request to try in: %s", s.greeting)
	}
	if status, answer := send(t, http.MethodPost, url[1], "", body[1]); status != http.StatusOK || !strings.Contains(answer, `"category":{"label"`) {
		t.Errorf("status %d: %s", status, answer)
	}
	s.stop()
	if log := s.log.String(); !strings.Contains(log, `"status":200`) || strings.Contains(log, "VPN") {
		t.Errorf("the log says %s", log)
	}
}

func TestServeRefuses(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	for want, args := range map[string][]string{
		"is in use":             {"--no-language", "--addr", listener.Addr().String()},
		"host:port":             {"--no-language", "--addr", "nonsense"},
		"not a BCP-47":          {"--languages", "xx"},
		"exclude each other":    {"--languages", "en", "--no-language"},
		"it has no bundle.json": {"--bundle", t.TempDir()},
		"largest body":          {"--no-language", "--max-body", "0"},
		"--log-format":          {"--log-format", "xml"},
		`time-out "request"`:    {"--no-language", "--request-timeout", "0s"},
	} {
		var out bytes.Buffer
		if code := run(t.Context(), append([]string{"serve", "--db", "none"}, args...), streams{strings.NewReader(""), &out, &out}); code == 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%v: exit code %d, %s", args, code, out.String())
		}
	}
}

// TestServeDesk opens a ticket as the greeting says, on a database that is not
// there yet, and finds it again after a restart.
func TestServeDesk(t *testing.T) {
	t.Setenv(bootstrapVariable, "")
	db := "sqlite:" + filepath.Join(t.TempDir(), "new", "desk.db")
	first := startServe(t, "--db", db)
	token := regexp.MustCompile(`Bearer (swy_[^"]+)"`).FindStringSubmatch(first.greeting)
	url := regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(first.greeting)
	body := regexp.MustCompile(`-d '(.*)'`).FindStringSubmatch(first.greeting)
	if token == nil || url == nil || body == nil {
		t.Fatalf("no request to try in: %s", first.greeting)
	}
	if status, answer := send(t, http.MethodPost, url[1], token[1], body[1]); status != http.StatusCreated || !strings.Contains(answer, `"number":1,`) || !strings.Contains(answer, `"analysis":{`) {
		t.Errorf("status %d: %s", status, answer)
	}
	if status, answer := send(t, http.MethodPost, url[1], "swy_wrong", body[1]); status != http.StatusUnauthorized {
		t.Errorf("a wrong token: status %d: %s", status, answer)
	}
	first.stop()
	second := startServe(t, "--db", db)
	if strings.Contains(second.greeting, "swy_") {
		t.Errorf("the token was shown again: %s", second.greeting)
	}
	address := regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(second.greeting)
	if status, answer := send(t, http.MethodGet, address[1]+"/1", token[1], ""); status != http.StatusOK || !strings.Contains(answer, "VPN broken") {
		t.Errorf("after a restart: status %d: %s", status, answer)
	}
	second.stop()
	var report bytes.Buffer
	if code := run(t.Context(), []string{"audit", "verify", "--db", db}, streams{strings.NewReader(""), &report, &report}); code != 0 || !strings.Contains(report.String(), "of 1 tickets") {
		t.Errorf("audit: code %d: %s", code, report.String())
	}
}

// A log that is not there is not in order, nor is it made.
func TestAuditNeedsALog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	var out bytes.Buffer
	code := run(t.Context(), []string{"audit", "verify", "--db", "sqlite:" + file}, streams{strings.NewReader(""), &out, &out})
	if _, err := os.Stat(file); code == 0 || !strings.Contains(out.String(), "no log to verify") || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("code %d: %s; the file: %v", code, out.String(), err)
	}
}

// The first token is stored before the server is up, so it is told before, too:
// a first start that comes to nothing must not lock everybody out.
func TestFirstTokenIsNotLost(t *testing.T) {
	t.Setenv(bootstrapVariable, "")
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	db := "sqlite:" + filepath.Join(t.TempDir(), "desk.db")
	var out bytes.Buffer
	code := run(t.Context(), []string{"serve", "--no-language", "--db", db, "--addr", taken.Addr().String()}, streams{strings.NewReader(""), &out, &out})
	token := regexp.MustCompile(`swy_\S+`).FindString(out.String())
	if code == 0 || token == "" {
		t.Fatalf("code %d: %s", code, out.String())
	}
	again := startServe(t, "--db", db)
	url := regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(again.greeting)
	if status, answer := send(t, http.MethodGet, url[1], token, ""); status != http.StatusOK {
		t.Errorf("status %d: %s", status, answer)
	}
}

// A secret that was revoked is not offered, but said to be.
func TestRevokedSecretIsTold(t *testing.T) {
	const secret = "kR8fQ2mZ7xW4nB6vT1yH9pL3sD5gJ0aC"
	t.Setenv(bootstrapVariable, secret)
	db := "sqlite:" + filepath.Join(t.TempDir(), "desk.db")
	first := startServe(t, "--db", db, "--show-token")
	v1 := strings.TrimSuffix(regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(first.greeting)[1], "/tickets")
	_, me := send(t, http.MethodGet, v1+"/me", secret, "")
	id := regexp.MustCompile(`"token":"([^"]+)"`).FindStringSubmatch(me)
	if id == nil || !strings.Contains(first.greeting, "Bearer "+secret) {
		t.Fatalf("%s, greeted with %s", me, first.greeting)
	}
	if status, answer := send(t, http.MethodDelete, v1+"/tokens/"+id[1], secret, ""); status != http.StatusNoContent {
		t.Fatalf("status %d: %s", status, answer)
	}
	first.stop()
	if second := startServe(t, "--db", db, "--show-token"); strings.Contains(second.greeting, secret) || !strings.Contains(second.greeting, bootstrapVariable+" was revoked") {
		t.Errorf("greeted with %s", second.greeting)
	}
}

// serving is a serve command that runs.
type serving struct {
	greeting string
	log      *bytes.Buffer // to be read once it has stopped
	stop     func()
}

// startServe runs the verb until stop, and gives what it said first.
func startServe(t *testing.T, args ...string) serving {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	log := new(bytes.Buffer)
	go func() {
		code <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0", "--no-language"}, args...), streams{strings.NewReader(""), writer, log})
		_ = writer.Close()
	}()
	var greeting strings.Builder
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		greeting.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "-d '{") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if got := <-code; got != 0 {
			t.Errorf("exit code %d: %s", got, log.String())
		}
	})
	t.Cleanup(stop)
	return serving{greeting.String(), log, stop}
}

// send sends a request with a token.
func send(t *testing.T, method, url, token, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil || r.Body.Close() != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(raw)
}

func TestServeRefusesDatabases(t *testing.T) {
	for _, c := range []struct{ db, says string }{
		{"mysql://root:secret@host/db", "write sqlite:FILE"},
		{"sqlite:", "write sqlite:FILE"},
		{"sqlite:/proc/no/desk.db", "/proc/no"},
		{"postgres://ada:secret@127.0.0.1:1/desk?connect_timeout=2", "127.0.0.1"},
	} {
		var out bytes.Buffer
		code := run(t.Context(), []string{"serve", "--addr", "127.0.0.1:0", "--no-language", "--db", c.db}, streams{strings.NewReader(""), &out, &out})
		if code == 0 || !strings.Contains(out.String(), c.says) || strings.Contains(out.String(), "secret") {
			t.Errorf("%s: code %d: %s", c.db, code, out.String())
		}
	}
}
