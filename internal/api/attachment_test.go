package api

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

func TestAttachments(t *testing.T) {
	d := newDesk(t)
	content := strings.Repeat("<script>alert(1)</script>\x00\xff", 40_000) // more than one part
	sum := sha256.Sum256([]byte(content))
	hash := hex.EncodeToString(sum[:])
	for range 2 { // the same content is stored once
		d.must(201, "POST", "/v1/attachments", content, `"hash":"`+hash+`"`, fmt.Sprintf(`"size":%d`, len(content)))
	}
	empty := d.must(201, "POST", "/v1/attachments", "", `"size":0`).field("hash")
	file := func(name, media string) string {
		return `"attachments":[{"hash":"` + strings.ToUpper(hash) + `","name":` + name + `,"type":"` + media + `"}]`
	}
	made := d.open("a", file(`"..\\..\\..\/etc\/passwd"`, "text/html; charset=utf-8"))
	messages := made.place() + "/messages"
	d.must(200, "GET", messages, "", `"name":"passwd","type":"text/html"`, fmt.Sprintf(`"size":%d,"hash":"%s"`, len(content), hash))
	d.must(201, "POST", messages, `{`+file(`"a\r\nSet-Cookie: x=1\u202e\".pdf"`, "evil\\r\\nX: y")+`}`)
	d.must(201, "POST", messages, `{"attachments":[{"hash":"`+empty+`","name":""}]}`)
	d.must(200, "GET", messages, "", `"name":"a__Set-Cookie_ x=1__.pdf","type":"application/octet-stream"`, `"name":"file"`)

	for name, want := range map[string]string{
		"": "file", "report.pdf": "report.pdf", "../../etc/passwd": "passwd", `..\..\boot.ini`: "boot.ini", "a\r\nSet-Cookie: x=1": "a__Set-Cookie_ x=1",
		`"; filename="evil.exe`: "_; filename=_evil.exe", "größe 100%.txt": "größe 100%.txt", "退款.pdf": "退款.pdf", "\u202egpj.exe": "_gpj.exe", "\xff": "_", "...": "file",
		strings.Repeat("x", 300): strings.Repeat("x", 255),
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/v1/attachments/"+hash, nil)
		if err != nil {
			t.Fatal(err)
		}
		query := r.URL.Query()
		query.Set("name", name)
		r.URL.RawQuery = query.Encode()
		got := d.do("GET", r.URL.String(), "")
		if got.status != 200 || got.body != content {
			t.Fatalf("%q: status %d, %d bytes", name, got.status, len(got.body))
		}
		kind, parameters, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || parameters["filename"] != want {
			t.Errorf("%q is offered as %q: %v", name, got.header.Get("Content-Disposition"), err)
		}
		for header, value := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Set-Cookie": "",
		} {
			if got.header.Get(header) != value {
				t.Errorf("%s is %q, want %q", header, got.header.Get(header), value)
			}
		}
	}
	for _, path := range []string{strings.Repeat("0", 64), hash[:63], "x", "..%2f..%2fetc%2fpasswd", "%27%20OR%201=1"} {
		d.must(404, "GET", "/v1/attachments/"+path, "")
	}
	d.must(400, "GET", "/v1/attachments/"+hash+"?inline=true", "", "is not a parameter")
	for attachment, want := range map[string]string{
		`{"hash":"` + strings.Repeat("0", 64) + `","name":"x"}`: "upload it again", `{"name":"x"}`: "is not a hash", `{"hash":"../x","name":"x"}`: "is not a hash",
		`{"hash":"` + hash + `","type":"` + strings.Repeat("t", 256) + `"}`: `"pointer":"#/attachments/0/type"`, `{"hash":"` + hash + `","name":"run.EXE"}`: "attachments",
	} {
		d.must(422, "POST", messages, `{"body":"x","attachments":[`+attachment+`]}`, want)
	}
	if got := d.do("POST", "/v1/attachments", "x", "Content-Encoding", "gzip"); got.status != 415 {
		t.Errorf("a compressed body is answered with %d", got.status)
	}
}

// unread is a database whose files nobody may read.
type unread struct {
	store.Store
	t *testing.T
}

func (u unread) Blob(context.Context, ticket.Hash) (io.ReadCloser, error) {
	u.t.Error("a file was read")
	return io.NopCloser(strings.NewReader("")), nil
}

func TestNamingAFileDoesNotReadIt(t *testing.T) {
	d := newDesk(t)
	hash := d.must(201, "POST", "/v1/attachments", "hello").field("hash")
	d.api.config.Store = unread{d.store, t}
	messages := d.open("a", `"attachments":[{"hash":"`+hash+`","name":"a.txt"}]`).place() + "/messages"
	d.must(200, "GET", messages, "", `"size":5`)
}

// A file that is too large is refused before it comes, where its length is
// said, and otherwise as soon as it is; nothing of it stays.
func TestLargeAttachments(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := newDesk(t)
	const limit = 1 << 20
	d.must(200, "PATCH", "/v1/settings/tickets", fmt.Sprintf(`{"max_attachment":%d}`, limit))
	d.plan()
	said := d.raw("POST /v1/attachments HTTP/1.1\r\nContent-Length: 2147483648\r\n", strings.NewReader(""))
	if said.status != 413 {
		t.Errorf("2 GB are answered with %d", said.status)
	}
	unsaid := d.raw("POST /v1/attachments HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", endless{})
	if unsaid.status != 413 {
		t.Errorf("a body without end is answered with %d", unsaid.status)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind: %v", left, err)
	}
	d.must(201, "POST", "/v1/attachments", strings.Repeat("x", limit))
	d.must(413, "POST", "/v1/attachments", strings.Repeat("x", limit+1), "too_large")
	cut := d.raw("POST /v1/attachments HTTP/1.1\r\nContent-Length: 100\r\n", strings.NewReader("half"))
	if cut.status < 400 {
		t.Errorf("half a file is answered with %d", cut.status)
	}
}

// endless are the chunks of a body that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, "8\r\nno limit\r\n"), nil }

// raw sends a request by hand, and all of a body that is taken; then it closes
// its side.
func (d *desk) raw(head string, body io.Reader) answer {
	d.Helper()
	conn, err := new(net.Dialer).DialContext(d.Context(), "tcp", strings.TrimPrefix(d.url, "http://"))
	if err != nil {
		d.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		d.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "%sHost: x\r\nAuthorization: Bearer %s\r\n\r\n", head, d.token); err != nil {
		d.Fatal(err)
	}
	go func() { // until the server closes, or this test does
		if _, err := io.Copy(conn, body); err == nil {
			_ = conn.(*net.TCPConn).CloseWrite()
		}
	}()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		d.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(raw)}
}
