package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestMergeValue are the examples of RFC 7396, appendix A.
func TestMergeValue(t *testing.T) {
	for _, c := range []struct{ target, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"a":1,"e":null}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		{`{"n":9007199254740993}`, `{}`, `{"n":9007199254740993}`}, // ours: no rounding
	} {
		target, _ := readAny(json.RawMessage(c.target))
		patch, _ := readAny(json.RawMessage(c.patch))
		if got, err := json.Marshal(mergeValue(target, patch)); err != nil || string(got) != c.want {
			t.Errorf("%s with %s is %s, want %s: %v", c.target, c.patch, got, c.want, err)
		}
	}
}

type inner struct {
	Zone string `json:"zone"`
}

type sample struct {
	ID    uuid.UUID      `json:"id"`
	Count int64          `json:"count"`
	Sizes map[string]int `json:"sizes,omitempty"`
	IDs   []uuid.UUID    `json:"ids"`
	At    time.Time      `json:"at,omitzero"`
	Parts []inner        `json:"parts"`
	inner
	Deep inner `json:"deep"`
}

func TestDecodeNamesWhatIsWrong(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":"7"}`:              "#/id id cannot be read: send an id such as",
		`{"id":7}`:                "#/id id holds the number: send an id such as",
		`{"count":"7"}`:           "#/count count holds text: send a whole number",
		`{"count":1.5}`:           "#/count count holds the number 1.5: send a whole number",
		`{"count":1e30}`:          "#/count count holds the number 1e30: send a whole number",
		`{"sizes":{"a":true}}`:    "#/sizes sizes holds true or false: send a value that is a whole number",
		`{"sizes":[]}`:            "#/sizes sizes holds a list: send",
		`{"ids":["x"]}`:           "#/ids ids cannot be read: send a list, each an id such as",
		`{"at":"noon"}`:           "#/at at cannot be read: send a time such as",
		`{"parts":[{"zon":"x"}]}`: `#/parts parts holds the unknown field "zon"`,
		`{"deep":{"zone":1}}`:     "#/deep/zone deep.zone holds the number: send a value that is text in double quotes",
		`{"ID":"x"}`:              `#/ID "ID" is not a field: use at, count, deep`,
		`{"a/b":1}`:               `#/a~1b "a/b" is not a field`,
	} {
		var members object
		if err := json.Unmarshal([]byte(body), &members); err != nil {
			t.Fatal(err)
		}
		var into sample
		var p *Problem
		if err := decode(members, &into); !errors.As(err, &p) || len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].Pointer+" "+p.Errors[0].Detail, want) {
			t.Errorf("%s: got %+v, want %s", body, p, want)
		}
	}
}

// What is no error for encoding/json is none here, but for the names.
func FuzzDecode(f *testing.F) {
	f.Add(`{"id":"0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7","count":1,"sizes":{"a":1},"zone":"x","at":"2026-03-29T08:00:00Z"}`, `{"sizes":{"a":null},"count":null}`)
	f.Fuzz(func(t *testing.T, body, patch string) {
		var members, changes object
		if json.Unmarshal([]byte(body), &members) != nil {
			return
		}
		var got, want sample
		if decode(members, &got) != nil {
			return
		}
		if err := json.Unmarshal([]byte(body), &want); err != nil {
			t.Fatalf("%q is decoded, but encoding/json says %v", body, err)
		}
		if json.Unmarshal([]byte(patch), &changes) != nil {
			return
		}
		after, err := merge(got, changes)
		if err != nil {
			t.Fatalf("%+v with %q: %v", got, patch, err)
		}
		for name := range changes {
			if string(changes[name]) == "null" && after[name] != nil {
				t.Fatalf("null leaves %s at %s", name, after[name])
			}
		}
	})
}
