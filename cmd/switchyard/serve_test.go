package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestServe starts the verb as a shell would, asks it, and stops it as a
// signal would.
func TestServe(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reader, writer := io.Pipe()
	code := make(chan int, 1)
	var log bytes.Buffer
	go func() {
		code <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--no-language", "--log-format", "json"}, streams{strings.NewReader(""), writer, &log})
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
	// The greeting holds a request to try: this is it.
	url := regexp.MustCompile(`curl -s (\S+)`).FindStringSubmatch(greeting.String())
	body := regexp.MustCompile(`-d '(.*)'`).FindStringSubmatch(greeting.String())
	if url == nil || body == nil {
		t.Fatalf("no request to try in: %s", greeting.String())
	}
	r, err := http.Post(url[1], "application/json", strings.NewReader(body[1]))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(r.Body)
	if err != nil || r.Body.Close() != nil || r.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte(`"category":{"label"`)) {
		t.Errorf("%v, status %d: %s", err, r.StatusCode, answer)
	}
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d: %s", got, log.String())
	}
	if !strings.Contains(log.String(), `"status":200`) || strings.Contains(log.String(), "VPN") {
		t.Errorf("the log says %s", log.String())
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
		if code := run(t.Context(), append([]string{"serve"}, args...), streams{strings.NewReader(""), &out, &out}); code == 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%v: exit code %d, %s", args, code, out.String())
		}
	}
}
