package sim

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// keys lists the keys of a struct as a file writes them, with their values.
func keys(v reflect.Value, prefix string, into map[string]string) {
	for i := range v.NumField() {
		key, f := prefix+v.Type().Field(i).Tag.Get("yaml"), v.Field(i)
		switch {
		case !v.Type().Field(i).IsExported():
		case f.Kind() == reflect.Struct:
			keys(f, key+".", into)
		case f.Type() == reflect.TypeFor[[]Site]():
			into[key] = "-"
			fields := map[string]string{}
			keys(reflect.ValueOf(Site{}), key+"[].", fields)
			for name := range fields {
				into[name] = "-"
			}
		default:
			into[key] = fmt.Sprint(f.Interface())
		}
	}
}

// The page and the struct tell of the same keys and the same defaults.
func TestEveryKeyIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	want, s := map[string]string{}, Default()
	keys(reflect.ValueOf(s), "", want)
	got := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]*)\\|").FindAllStringSubmatch(string(page), -1) {
		name, value := row[1], strings.ReplaceAll(strings.TrimSpace(row[2]), ",", "")
		switch name { // defaults that are no plain number
		case "name", "about", "tickets.mix", "tickets.languages":
			value = want[name]
		}
		if strings.HasPrefix(name, "sites") {
			value = "-"
		}
		got[name] = value
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/scenarios.md differs from the struct (-struct +page):\n%s", diff)
	}
}

func TestBuiltScenarios(t *testing.T) {
	list, err := Built()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 8 {
		t.Fatalf("%d scenarios", len(list))
	}
	for i, s := range list {
		if !strings.HasPrefix(s.Name, fmt.Sprintf("S%d_", i+1)) || s.About == "" {
			t.Errorf("scenario %d is %q: %q", i+1, s.Name, s.About)
		}
	}
	if n := list[6].agents(); n != 24 {
		t.Errorf("S7 has %d agents", n)
	}
}

func TestFindByShortNameAndFile(t *testing.T) {
	file := t.TempDir() + "/mine.yaml"
	if err := os.WriteFile(file, []byte("load: .5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := Find("s3, S1_steady," + file)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Name
	}
	if diff := cmp.Diff([]string{"S3_coldstart", "S1_steady", "mine"}, names); diff != "" {
		t.Error(diff)
	}
	if list[2].Load != .5 || list[2].Days != 28 || list[2].agents() != 16 {
		t.Errorf("%+v", list[2])
	}
	if all, err := Find("all"); err != nil || len(all) != 8 {
		t.Errorf("all: %d, %v", len(all), err)
	}
	for _, list := range []string{"S9", "", "S1,all", "nowhere.yaml"} {
		if _, err := Find(list); err == nil {
			t.Errorf("%q was found", list)
		}
	}
}

func TestParseReadsJSONAndKeepsNeighbours(t *testing.T) {
	s, err := Parse("x.json", []byte(`{"name": "x", "agents": {"slots": 3, "declared": 1}, "tickets": {"mix": {"a": 3, "b": 1}}, "sites": [{"agents": 4, "from": 22, "to": 30}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.Agents.Slots != 3 || s.Agents.Special != .9 || s.categories() != 2 || s.Sites[0].Slots != 3 || len(s.Sites[0].Days) != 5 {
		t.Errorf("%+v", s)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"lod: .7":                              `line 1: unknown key "lod" in a scenario`,
		"agents: {slot: 2}":                    `unknown key "slot" in agents`,
		"sites: [{agents: 3, hours: 8}]":       `unknown key "hours" in site`,
		"load: heavy":                          "`heavy` is a str where a number is wanted",
		"days: 1.5":                            "days is 1.5: give a whole number",
		"sites: [{agents: 2.5}]":               "sites[0].agents is 2.5: give a whole number",
		"sites: 3":                             "a list is wanted",
		"triage: {confused: -1}":               "triage.confused is -1: give 0 to 200",
		"load: 0":                              "load is 0: give 0.01 to 5",
		"load: .nan":                           "load is NaN: give",
		"load: .5\nload: .6":                   "already",
		"load: .5\n---\nload: .6":              "more than one document",
		"load: [":                              "line 1",
		"triage: {accuracy: 1.2}":              "triage.accuracy is 1.2: give 0 to 1",
		"history: {policy: magic}":             `history.policy is "magic": give round_robin or dispatcher`,
		"agents: {newcomers: 16}":              "agents.newcomers is 16 of 16 agents: give 0 to 15",
		"agents: {declared: 9}":                "agents.declared is 9: give 0 to 8",
		"tickets: {mix: {a: -1}}":              "tickets.mix.a is -1",
		"tickets: {mix: {a: 0}}":               "tickets.mix sums to 0",
		"tickets: {languages: {en: .inf}}":     "tickets.languages.en is +Inf",
		"outcome: {foreign: [-.3]}":            "outcome.foreign has 1 values: give two",
		"drift: {agents: .5}":                  "drift.day is 0",
		"sites: [{agents: 1, from: 9, to: 5}]": "sites[0].to is 5: give an hour after from",
		"sites: [{agents: 1, from: 9, to: 17, days: [funday]}]":          `sites[0].days has "funday"`,
		"sites: [{agents: 1, from: 9, to: 17, languages: {de: 1}}]":      `tickets.languages has "en", the native language of no site`,
		"tickets: {targets: {urgent: 0}}":                                "tickets.targets.urgent is 0",
		"arrivals: {weekdays: 0, weekends: 0}":                           "give one of them a rate",
		"tickets: {priorities: {urgent: 0, high: 0, normal: 0, low: 0}}": "tickets.priorities sums to 0",
	} {
		if _, err := Parse("x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "x.yaml") {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("load: .5\nsites: [{agents: 2, from: 22, to: 30, utc: -3}]"))
	f.Add([]byte("tickets: {languages: {a: 1, b: 0}, mix: {new: 1}}"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		s, err := Parse("x.yaml", data)
		if err != nil {
			return
		}
		s.Days, s.History.Days = 1, 0 // small enough to draw
		if s.Drift.Day > 1 || s.agents() > 30 || s.Bursts.Count > 3 || s.Handling.Hours < .2 || s.Load > 2 || s.Bursts.Size > 1000 {
			return
		}
		if s.check() == nil {
			newTruth(&s, 1)
		}
	})
}
