package main

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestRecipes(t *testing.T) {
	got, err := parseRecipes("# title\n\nbanking77 category # none\nxlm sentiment --buckets 64 --epochs 3\n")
	if err != nil {
		t.Fatal(err)
	}
	if r := got["xlm"]; r.Task != "sentiment" || !slices.Equal(r.Flags, []string{"--buckets", "64", "--epochs", "3"}) {
		t.Errorf("xlm: %+v", r)
	}
	if r := got["banking77"]; r.Task != "category" || len(r.Flags) != 0 {
		t.Errorf("banking77: %+v", r)
	}
	for lines, want := range map[string]string{"a\n": "recipes:1: \"a\" has no task", "a b\na b\n": "recipes:2: \"a\" stands there twice"} {
		if _, err := parseRecipes(lines); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", lines, err, want)
		}
	}
	if _, err := parseRecipes(recipesFile); err != nil {
		t.Errorf("the file recipes: %v", err)
	}
}

func TestPickKeepsTheOrderOfTheIDs(t *testing.T) {
	rows := []byte("{\"id\":\"a\",\"body\":\"1\"}\n{\"id\":\"b\",\"body\":\"2\"}\n{\"id\":\"c\",\"body\":\"3\"}")
	got, err := pick(rows, []string{"c", "a"})
	if want := "{\"id\":\"c\",\"body\":\"3\"}\n{\"id\":\"a\",\"body\":\"1\"}\n"; err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := pick(rows, []string{"d"}); err == nil || !strings.Contains(err.Error(), `"d"`) {
		t.Errorf("an id that is not there: %v", err)
	}
	if _, err := pick([]byte("{"), nil); err == nil {
		t.Error("a broken row was taken")
	}
}

func TestMeasureReadsNullAsUndefined(t *testing.T) {
	var e evaluation
	if err := json.Unmarshal([]byte(`{"accuracy":0.5,"ece":null}`), &e); err != nil {
		t.Fatal(err)
	}
	if e.Accuracy != .5 || !math.IsNaN(float64(e.ECE)) || e.OOS != nil {
		t.Errorf("%+v", e)
	}
	if err := json.Unmarshal([]byte(`{"accuracy":"0.5"}`), &e); err == nil {
		t.Error("a string was taken for a number")
	}
}

func TestFindTiming(t *testing.T) {
	const lines = `goos: linux
BenchmarkCategory/native/20         	  135362	      8829 ns/op	         8.650 p50-us	       0 B/op	       0 allocs/op
BenchmarkCategory/native/200        	   14000	     81829 ns/op	        80.41 p50-us	       8 B/op	       1 allocs/op
BenchmarkCategory/broken/20         	   14000	     81829 ns/op	       8 B/op	       1 allocs/op
`
	for name, want := range map[string]timing{"native/20": {8.65, 0}, "native/200": {80.41, 1}} {
		if got, found, err := findTiming(lines, "BenchmarkCategory/"+name); err != nil || !found || got != want {
			t.Errorf("%s: %v %v %v", name, got, found, err)
		}
	}
	if _, found, err := findTiming(lines, "BenchmarkCategory/onnxruntime/20"); found || err != nil {
		t.Errorf("skipped: %v %v", found, err)
	}
	if _, _, err := findTiming(lines, "BenchmarkCategory/broken/20"); err == nil {
		t.Error("a line without p50-us was taken")
	}
}

func TestParseLoad(t *testing.T) {
	const good = "  Req/Sec     7.59k     3.77k\n  1000 requests in 5.00s, 1.00MB read\nRequests/sec:  12345.67\nTransfer/sec:      1.00MB\n"
	if rate, requests, err := parseLoad(good); err != nil || rate != 12345.67 || requests != 1000 {
		t.Errorf("%v, %v, %v", rate, requests, err)
	}
	for _, bad := range []string{good + "  Non-2xx or 3xx responses: 12\n", "  Socket errors: connect 0, read 1\n" + good, "unable to connect", "Requests/sec:  1.5\n"} {
		if _, _, err := parseLoad(bad); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}

func TestParseStat(t *testing.T) {
	const good = "4242 (a (strange) name) S 1 2 3 0 -1 4194560 900 0 0 0 150 25 7 8 20 0 9 0 100\n"
	if seconds, err := parseStat(good); err != nil || seconds != 1.75 {
		t.Errorf("%v, %v", seconds, err)
	}
	for _, bad := range []string{"", "1 (x) S 1", strings.Replace(good, " 25 ", " ? ", 1)} {
		if _, err := parseStat(bad); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}

func TestParseLanguage(t *testing.T) {
	const report = `kind           rows   lingua   guess   answered precision   lingua us   ours us   ours/lingua
sentences      9570   0.9916   0.9949  0.9967   0.9962        828.8      46.4   0.056
word_pairs     9807   0.9378   0.9407  0.9661   0.9535        351.0     105.1   0.299
single_words   9519   0.8332   0.8343  0.8556   0.9000        228.3      61.0   0.267

sentences     23005   0.0283   0.0128   most: af as nl

typical texts: language, rows, median us, 99th percentile us
en   205     13.1     48.4
tr   181     17.7     77.3
zh   202      2.5      5.6
`
	figures, err := parseLanguage(report)
	if err != nil {
		t.Fatal(err)
	}
	if len(figures) != 7 || math.Abs(figures[0].Value()-99.49) > 1e-9 || figures[0].Verdict() != "met" || figures[3].Value() != .299 || figures[6].Value() != 17.7 {
		t.Errorf("%+v", figures)
	}
	untimed, _, _ := strings.Cut(report, "en   205")
	for _, bad := range []string{"", strings.Replace(report, "0.9407", "x", 1), untimed} {
		if _, err := parseLanguage(bad); err == nil {
			t.Errorf("taken: %q", bad)
		}
	}
}

func TestChooseSections(t *testing.T) {
	got, err := choose([]string{"http", "speed"})
	if err != nil || len(got) != 2 || got[0].name != "speed" || got[1].name != "http" {
		t.Errorf("%v, %v", got, err)
	}
	if all, err := choose(nil); err != nil || len(all) != len(sections) {
		t.Errorf("no name: %v, %v", all, err)
	}
	if _, err := choose([]string{"sped"}); err == nil || !strings.Contains(err.Error(), `"sped"`) {
		t.Errorf("an unknown name: %v", err)
	}
}
