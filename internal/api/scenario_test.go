package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// scenario is one request and what must come back.
type scenario struct {
	name         string
	method, path string
	header       map[string]string
	body         string
	status       int
	want         []string // fragments of the body
	wantHeader   map[string]string
}

func scenarios() []scenario {
	many := func(n int) string {
		return `{"texts":[` + strings.TrimSuffix(strings.Repeat(`{"body":"hello"},`, n), ",") + `]}`
	}
	post := func(name, body string, status int, want ...string) scenario {
		return scenario{name: name, method: "POST", path: "/v1/triage", body: body, status: status, want: want}
	}
	with := func(s scenario, header ...string) scenario {
		s.header = map[string]string{}
		for i := 0; i < len(header); i += 2 {
			s.header[header[i]] = header[i+1]
		}
		return s
	}
	answers := func(s scenario, header ...string) scenario {
		s.wantHeader = map[string]string{}
		for i := 0; i < len(header); i += 2 {
			s.wantHeader[header[i]] = header[i+1]
		}
		return s
	}
	explained := func(s scenario, query string) scenario {
		s.path += query
		return s
	}
	get := func(name, path string, status int, want ...string) scenario {
		return scenario{name: name, method: "GET", path: path, status: status, want: want}
	}
	return []scenario{
		post("one text", `{"id":"7","subject":"VPN","body":"the VPN client does not start since the update"}`, 200,
			`"id":"7"`, `"category":{"label":"network"`, `"sentiment":{"label":`, `"anger":{"probability":`, `"models":{"anger":"anger@`),
		post("angry text", `{"body":"this is unacceptable, fix it NOW, I am furious about your useless support"}`, 200, `"flagged":true`),
		post("list of one", `{"texts":[{"id":"a","body":"please reset my password"}]}`, 200, `{"decisions":[{"id":"a"`, `"label":"access"`),
		post("the most texts", many(maxTexts), 200, `{"decisions":[`),
		post("language stated", `{"body":"hello","language":"EN-us"}`, 200, `"language":{"tag":"en-US","confidence":1,"given":true}`),
		post("language stated as undetermined", `{"body":"नमस्ते, मेरा खाता बंद है","language":"und"}`, 200, `"tag":"hi"`),
		post("language the model never learnt", `{"body":"please reset my password","language":"fi"}`, 200, `"abstained":true,"action":"human","reason":"language_not_covered"`),
		post("null is absent", `{"id":null,"subject":null,"body":"hello there","language":null}`, 200, `"language":`),
		explained(post("explained", `{"subject":"Re: VPN","body":"the <b>VPN</b> client does not start &amp; I am angry"}`, 200,
			`"explanation":{"method":"path_attribution","approximate":false,"for":[{"text":`, `"field":"body","start":`), "?explain=true"),
		explained(post("not explained", `{"body":"the VPN client does not start"}`, 200, `"category"`), "?explain=false"),
		explained(post("nothing to explain", `{}`, 200, `"for":[],"against":[]`), "?explain=1"),
		explained(post("explain is neither", `{"body":"x"}`, 422, `explain is \"perhaps\"`, "true or false", `"parameter":"explain"`), "?explain=perhaps"),
		explained(post("explain twice", `{"body":"x"}`, 422, "once"), "?explain=true&explain=true"),
		explained(post("unknown parameter", `{"body":"x"}`, 422, `\"explian\" is not a parameter`, `"parameter":`), "?explian=true"),
		explained(post("broken query", `{"body":"x"}`, 422, "query string cannot be read"), "?a=%zz"),

		post("course", `{"body":"I am furious, this is unacceptable","earlier":["hello, could you help me please","thank you, still waiting"]}`, 200,
			`"course":{"trend":"`, `"peak":`),
		post("no earlier messages", `{"body":"hello","earlier":[]}`, 200, `"anger":{"probability":`),
		post("earlier is null", `{"body":"hello","earlier":null}`, 200, `"anger":{"probability":`),
		post("earlier is no list", `{"body":"hello","earlier":"before"}`, 422, "earlier is not a list", `"pointer":"#/earlier"`),
		post("earlier holds a number", `{"texts":[{"body":"hello","earlier":["a",{"b":[1]},"c"]}]}`, 422, "the message is not a string", `"pointer":"#/texts/0/earlier/1"`),
		post("too many earlier", `{"body":"hello","earlier":["a"`+strings.Repeat(`,"a"`, 20)+`]}`, 422, "more than 20 messages", `"pointer":"#/earlier"`),
		with(post("charset", `{"body":"hello"}`, 200, `"category"`), "Content-Type", "Application/JSON; charset=utf-8"),
		with(post("no content type", `{"body":"hello"}`, 200, `"category"`), "Content-Type", ""),

		post("no field", `{}`, 200, `"abstained":true,"action":"human","reason":"no_text"`),
		post("empty text", `{"subject":"","body":""}`, 200, `"tag":"und"`, `"abstained":true,"action":"human","reason":"no_text"`),
		post("whitespace", `{"body":" \n\t\u00a0\u200b "}`, 200, `"abstained":true`),
		post("one emoji", `{"body":"😡"}`, 200, `"tag":"und"`),
		post("NUL", `{"body":"my \u0000 password does not work"}`, 200, `"label":"access"`),
		post("lone surrogate", `{"id":"\ud800","body":"my password \udfff does not work"}`, 200, `"id":"`+"\ufffd"+`"`),
		post("invalid UTF-8", "{\"id\":\"\xff\",\"body\":\"my password \xc3\x28 does not work\"}", 200, `"id":"`+"\ufffd"+`"`),
		post("right to left and zero width", `{"body":"\u202emy pass\u200bword\u2066 does not work"}`, 200, `"category"`),
		post("HTML bomb", `{"body":"`+strings.Repeat("<div><blockquote>", 50_000)+`"}`, 200, `"category"`),
		post("one word of a megabyte", `{"body":"`+strings.Repeat("x", 1<<20)+`"}`, 200, `"category"`),
		post("ten megabytes of text", `{"body":"`+strings.Repeat("my password does not work ", 10<<20/26)+`"}`, 200, `"label":"access"`),

		post("empty body", ``, 400, "the body is empty"),
		post("broken JSON", `{"body":"hello"`, 400, "ends in the middle"),
		post("not JSON", `hello`, 400, "not JSON from byte"),
		post("raw control character", "{\"body\":\"a\x01b\"}", 400, "not JSON from byte"),
		post("two objects", `{"body":"a"} {"body":"b"}`, 400, "something follows"),
		post("trailing comma", `{"body":"a",}`, 400, "not JSON from byte"),
		post("not an object", `["hello"]`, 422, "not a JSON object", `"pointer":"#"`),
		post("null body", `null`, 422, "not a JSON object"),
		post("wrong type", `{"body":["hello"]}`, 422, "body is not a string", `"pointer":"#/body"`),
		post("wrong type in a list", `{"texts":[{"body":"a"},{"subject":4.5e999}]}`, 422, "subject is not a string", `"pointer":"#/texts/1/subject"`),
		post("text that is no object", `{"texts":["hello"]}`, 422, "the text is not an object", `"pointer":"#/texts/0"`),
		post("texts that are no list", `{"texts":{"body":"a"}}`, 422, "texts is not a list", `"pointer":"#/texts"`),
		post("null texts", `{"texts":null}`, 422, "texts is not a list"),
		post("no texts", `{"texts":[]}`, 422, "texts is empty"),
		post("too many texts", many(maxTexts+1), 422, "more than 1,000", "split it", `"pointer":"#/texts"`),
		post("unknown field", `{"bdoy":"hello"}`, 422, `\"bdoy\" is not a field`, "use id, subject, body, language or earlier", `"pointer":"#/bdoy"`),
		post("field in another case", `{"Body":"hello"}`, 422, `\"Body\" is not a field`),
		post("field with signs", `{"a/b~c\"":1}`, 422, `"pointer":"#/a~1b~0c%22"`),
		post("field given twice", `{"body":"a","body":"b"}`, 422, "given twice"),
		post("one and many", `{"body":"a","texts":[{"body":"b"}]}`, 422, "either one"),
		post("all that is wrong", `{"texts":[{"body":1},{"x":{"y":[1,{}]}},{"language":"klingonese!"}]}`, 422,
			`"#/texts/0/body"`, `"#/texts/1/x"`, `"#/texts/2/language"`, "and 2 more"),
		post("invalid language", `{"body":"hello","language":"english_please"}`, 422, "language", "BCP-47", `"pointer":"#/language"`),
		post("long id", `{"id":"`+strings.Repeat("é", 257)+`"}`, 422, "id is longer than 256"),
		post("deep nesting", `{"body":`+strings.Repeat("[", 1<<20), 422, "body is not a string"),
		post("deep nesting of objects", strings.Repeat(`{"texts":`, 1<<18), 422, "texts is not a list"),
		post("hundreds of unknown fields", `{`+strings.Repeat(`"u":1,`, 500)+`"v":1}`, 422, "not a field"),
		post("too large", `{"body":"`+strings.Repeat("x", 17<<20)+`"}`, 413, "larger than 16777216 bytes", "--max-body"),
		with(post("form", `body=hello`, 415, "application/x-www-form-urlencoded", "send JSON", `"header":"Content-Type"`), "Content-Type", "application/x-www-form-urlencoded"),
		with(post("gzip", "\x1f\x8b", 415, "Content-Encoding", "uncompressed"), "Content-Encoding", "gzip"),

		answers(with(post("request id kept", `{"body":"hello"}`, 200), "X-Request-Id", "abc-123"), "X-Request-Id", "abc-123"),
		answers(with(post("request id in a problem", `[]`, 422, `"request_id":"abc-123"`, `"instance":"/v1/triage"`), "X-Request-Id", "abc-123"), "X-Request-Id", "abc-123"),

		get("models", "/v1/models", 200, `"task":"category"`, `"engine":"native"`, `"labels":["access","billing","network"]`, `"sha256":"0"`, `"created_at":"2026-01-02T03:04:05Z"`),
		get("live", "/healthz", 200, `{"status":"live"}`),
		answers(get("not ready while languages load", "/readyz", 503, "language models are being read", `"request_id":"`), "Retry-After", "1"),
		get("metrics", "/metrics", 200, "switchyard_texts_total", "go_goroutines", "process_", `switchyard_model_info{engine="native",task="category"`),
		answers(get("document as JSON", "/openapi.json", 200, `"openapi":"3.1.0"`), "Content-Type", "application/openapi+json"),
		answers(get("document as YAML", "/openapi.yaml", 200, "openapi: 3.1.0"), "Content-Type", "application/openapi+yaml"),
		answers(get("docs", "/docs", 200, "<h1>Switchyard API", "/v1/triage"), "Content-Type", "text/html; charset=utf-8"),
		{name: "head", method: "HEAD", path: "/healthz", status: 200},

		get("unknown path", "/v2/triage", 404, "/v2/triage", "/docs"),
		answers(get("wrong method", "/v1/triage", 405, "use POST", `\"GET\"`), "Allow", "POST"),
		answers(scenario{name: "another wrong method", method: "DELETE", path: "/v1/models", status: 405, want: []string{"use GET"}}, "Allow", "GET, HEAD"),
		{name: "made-up method", method: "FETCH", path: "/v1/models", status: 405, want: []string{"use GET"}},
	}
}

// send answers a scenario without a network.
func send(a http.Handler, s scenario) *httptest.ResponseRecorder {
	r := httptest.NewRequest(s.method, s.path, strings.NewReader(s.body))
	r.Header.Set("Content-Type", "application/json")
	for name, value := range s.header {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

// excerpt is enough of a body for a message.
func excerpt(s string) string { return s[:min(len(s), 600)] }

func TestScenarios(t *testing.T) {
	a := newAPI(t)
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			w := send(a, s)
			body := w.Body.String()
			if w.Code != s.status {
				t.Fatalf("status %d, want %d: %s", w.Code, s.status, excerpt(body))
			}
			for _, fragment := range s.want {
				if !strings.Contains(body, fragment) {
					t.Errorf("the body lacks %s: %s", fragment, excerpt(body))
				}
			}
			for name, want := range s.wantHeader {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if w.Header().Get(headerRequestID) == "" {
				t.Error("the answer has no request id")
			}
			checkAgainstDocument(t, a, s, w)
		})
	}
}

// checkAgainstDocument holds an answer to what the OpenAPI document says of
// its operation, and every error to the shape of a Problem.
func checkAgainstDocument(t *testing.T, a *API, s scenario, w *httptest.ResponseRecorder) {
	t.Helper()
	document := a.huma.OpenAPI()
	contentType := w.Header().Get("Content-Type")
	var schema *huma.Schema
	if item := document.Paths[s.path]; item != nil && s.status != http.StatusMethodNotAllowed && s.method != http.MethodHead {
		op := item.Get
		if s.method == http.MethodPost {
			op = item.Post
		}
		response := op.Responses[strconv.Itoa(w.Code)]
		if response == nil {
			response = op.Responses["default"]
		}
		if response == nil {
			t.Fatalf("the document does not know that %s %s answers %d", s.method, s.path, w.Code)
		}
		media := response.Content[contentType]
		if base, _, found := strings.Cut(contentType, ";"); media == nil && found {
			media = response.Content[base]
		}
		if media == nil {
			t.Fatalf("the document does not know %s of %s %s", contentType, s.method, s.path)
		}
		schema = media.Schema
	}
	if w.Code >= 400 {
		if contentType != problemType {
			t.Fatalf("an error of type %q, want %q", contentType, problemType)
		}
		schema = &huma.Schema{Ref: "#/components/schemas/Problem"}
	}
	if schema == nil || schema.Type == huma.TypeString {
		return
	}
	var value any
	if err := json.Unmarshal(w.Body.Bytes(), &value); err != nil {
		t.Fatalf("the answer is not JSON: %v", err)
	}
	var result huma.ValidateResult
	huma.Validate(document.Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, value, &result)
	for _, err := range result.Errors {
		t.Errorf("the answer is not what the document says: %s", excerpt(err.Error()))
	}
	if problem, ok := value.(map[string]any); ok && w.Code >= 400 {
		for _, member := range []string{"title", "detail", "instance", "request_id"} {
			if problem[member] == "" || problem[member] == nil {
				t.Errorf("the problem lacks %s: %s", member, excerpt(w.Body.String()))
			}
		}
		if problem["status"] != float64(w.Code) {
			t.Errorf("the problem says status %v, the answer %d", problem["status"], w.Code)
		}
	}
}

func TestRequestIDs(t *testing.T) {
	a := newAPI(t)
	for given, kept := range map[string]bool{
		"": false, "abc": true, "with space": false, "né": false, "tab\t": false,
		strings.Repeat("x", 128): true, strings.Repeat("x", 129): false,
	} {
		w := send(a, scenario{method: "GET", path: "/healthz", header: map[string]string{headerRequestID: given}})
		got := w.Header().Get(headerRequestID)
		if kept && got != given || !kept && (len(got) != 36 || got[14] != '7') {
			t.Errorf("for %q the request id is %q", given, got)
		}
	}
}

// TestUUID7 makes the example of RFC 9562, appendix A.6.
func TestUUID7(t *testing.T) {
	random := [10]byte{0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f}
	at := time.UnixMilli(1645557742000)
	if got, want := uuid7(at, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if a, b := uuid7(at, random), uuid7(at.Add(time.Millisecond), [10]byte{}); a >= b {
		t.Errorf("%s does not sort before %s of a millisecond later", a, b)
	}
}
