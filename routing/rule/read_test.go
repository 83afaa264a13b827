package rule

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadGivesDefaults(t *testing.T) {
	s, err := Read([]byte(`{}`))
	if err != nil || !cmp.Equal(s, Default()) {
		t.Errorf("%+v, %v", s, err)
	}
	s, err = Read([]byte(`{"policy":{"name":"round_robin","target":"90m","weights":{"low":0.25}},"rules":[{"name":"a","agent":"true","effect":"forbid"}],"vip_tiers":[],"grace":"-1s"}`))
	want := Default()
	want.Policy.Name, want.Policy.Target, want.Policy.Weights["low"] = "round_robin", 90*time.Minute, .25
	want.Rules, want.VIPTiers, want.Grace = []Rule{{Name: "a", Agent: "true", Effect: Forbid}}, []string{}, Duration(-time.Second)
	if err != nil || !cmp.Equal(s, want) {
		t.Errorf("%v\n%s", err, cmp.Diff(want, s))
	}
}

func TestReadIsStrict(t *testing.T) {
	for body, says := range map[string]string{
		``:                                         "is not JSON",
		`{"rules":[}`:                              "is not JSON",
		`null`:                                     "is no object",
		`[]`:                                       "is no object",
		`{"rule":[]}`:                              "rule: is no field: use examples, grace, needs, policy, rules, vip_tiers",
		`{"Rules":[]}`:                             "Rules: is no field",
		`{"rules":[],"rules":[]}`:                  "rules: is given twice",
		`{"rules":{}}`:                             "rules: is no list",
		`{"rules":[{"name":1}]}`:                   "rules.0.name: is 1: give text in double quotes",
		`{"rules":[{},{"wehn":"x"}]}`:              "rules.1.wehn: is no field: use agent, bonus, disabled, effect, name, when",
		`{"rules":[{"name":"a","name":"b"}]}`:      "rules.0.name: is given twice",
		`{"rules":[{"bonus":"1"}]}`:                `rules.0.bonus: is "1": give a number`,
		`{"rules":[{"bonus":1e999}]}`:              "rules.0.bonus: is 1e999: give a number",
		`{"rules":[{"disabled":1}]}`:               "rules.0.disabled: is 1: give true or false",
		`{"rules":["a"]}`:                          "rules.0: is no object",
		`{"needs":[{"level":1.5}]}`:                "needs.0.level: is 1.5: give a whole number",
		`{"needs":[{"relax":3600}]}`:               "needs.0.relax: is no text: write it in double quotes",
		`{"needs":[{"relax":"1 day"}]}`:            `needs.0.relax: "1 day" is no duration: write hours`,
		`{"policy":{"tolerance":{"bse":1}}}`:       "policy.tolerance.bse: is no field: use ageing, base, crowding, limit",
		`{"policy":{"target":28800000000000}}`:     "policy.target: is no text",
		`{"policy":{"weights":{"low":"1"}}}`:       `policy.weights.low: is "1": give a number`,
		`{"policy":{"weights":{"low":1,"low":2}}}`: "policy.weights.low: is given twice",
		`{"examples":[{"expect":{"remove":[]}}]}`:  "examples.0.expect.remove: is no field: use preferred, removed, skills",
		`{"examples":[{"agents":[{"skills":{"a":"b"}}]}]}`: "examples.0.agents.0.skills.a: ",
		`{"a":1,"b":2}`: "a: is no field: use examples, grace, needs, policy, rules, vip_tiers\nb: is no field",
	} {
		_, err := Read([]byte(body))
		var invalid *InvalidError
		if !errors.As(err, &invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", body, err, says)
		}
	}
}

// A default policy that is read into twice is the same for both.
func TestReadingSharesNothing(t *testing.T) {
	first := Default()
	second := first
	if err := second.UnmarshalJSON([]byte(`{"policy":{"weights":{"low":9}}}`)); err != nil {
		t.Fatal(err)
	}
	if first.Policy.Weights["low"] == 9 || second.Policy.Weights["low"] != 9 {
		t.Errorf("%v, %v", first.Policy.Weights, second.Policy.Weights)
	}
}

// Whatever is read is written as it is read.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{`{}`, `{"rules":[{"name":"a","agent":"agent.load < 3","effect":"require"}]}`,
		`{"policy":{"name":"least_loaded","target":"1h"},"needs":[{"category":"a","skill":"b","level":3,"relax":"2h"}]}`,
		`{"examples":[{"name":"x","ticket":{"fields":{"a":[1,{"b":null}]}},"agents":[{"id":"a"}],"expect":{"removed":[]}}],"vip_tiers":["a"],"grace":"0s"}`,
		`{"rules":[{"name":"a","name":"b"}]}`, `[[[[`, `{"policy":{"weights":{"\u0000":1}}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Read(raw)
		if err != nil {
			var invalid *InvalidError
			if !errors.As(err, &invalid) || len(invalid.Faults) == 0 || len(invalid.Faults) > mostFaults {
				t.Fatalf("%v is no list of faults", err)
			}
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		twice, err := json.Marshal(again)
		if err != nil || string(written) != string(twice) {
			t.Fatalf("%s, then %s (%v)", written, twice, err)
		}
		if b, err := s.Compile(); (b == nil) != (err != nil) {
			t.Fatal(b, err)
		}
	})
}
