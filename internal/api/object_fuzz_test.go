package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// The members of an object are those that encoding/json finds, each to the byte.
func FuzzParseObject(f *testing.F) {
	for _, body := range []string{
		`{}`, ` { } `, `{"a":1}`, `{ "a" : "x\\\"}" , "b":[1,{"c":"]"}],"d":{"e":[{}]} ,"f":-1.5e3,"g":null , "h":true}`, `{"\u0061\n":"\ud83d"}`, "{\"\xff\":\"\xff\"}",
		`[{"a":1}]`, `"{"`, `7`, `null`, "\t\r\n{\"a\"\r:\n[ ]\t}\n", `{"":""}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"a":1}}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if !json.Valid([]byte(body)) {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal([]byte(body), &want); err != nil || want == nil {
			if _, err := parseObject([]byte(body)); err == nil {
				t.Fatalf("%q was taken for an object", body)
			}
			return
		}
		got, err := parseObject([]byte(body))
		if p := (*Problem)(nil); errors.As(err, &p) && strings.Contains(p.Detail, "is given twice") {
			if n := names(t, body); n == len(want) {
				t.Fatalf("%q: %v, but %d names of %d are different", body, err, len(want), n)
			}
			return
		}
		if err != nil || len(got) != len(want) || names(t, body) != len(want) {
			t.Fatalf("%q has the members %q, want %q: %v", body, got, want, err)
		}
		for name, value := range want {
			if string(got[name]) != string(value) {
				t.Fatalf("%q: %q is %q, want %q", body, name, got[name], value)
			}
		}
	})
}

// names counts those of an object, each as often as it is given.
func names(t *testing.T, body string) (n int) {
	decoder := json.NewDecoder(strings.NewReader(body))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	for ; decoder.More(); n++ {
		if _, err := decoder.Token(); err != nil {
			t.Fatal(err)
		}
		if err := decoder.Decode(new(json.RawMessage)); err != nil {
			t.Fatal(err)
		}
	}
	return n
}
