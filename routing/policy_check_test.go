package routing

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestDefaultPolicyIsSound(t *testing.T) {
	for _, name := range Policies() {
		p := Default()
		p.Name = name
		if err := p.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// numbers are the numeric fields of a value, by the JSON names of their path.
func numbers(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	for i := range v.NumField() {
		name := path + strings.Split(v.Type().Field(i).Tag.Get("json"), ",")[0]
		switch field := v.Field(i); field.Kind() {
		case reflect.Struct:
			numbers(field, name+".", visit)
		case reflect.Float64:
			visit(name, field)
		}
	}
}

// No number of a policy may be one that no policy can count with.
func TestPolicyChecksEveryNumber(t *testing.T) {
	p := Default()
	seen := 0
	numbers(reflect.ValueOf(&p).Elem(), "", func(path string, field reflect.Value) {
		seen++
		sound := field.Float()
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1e-9, 1e9} {
			field.SetFloat(bad)
			if err := p.Check(); err == nil || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), "give a number from") {
				t.Errorf("%s = %v: %v", path, bad, err)
			}
		}
		field.SetFloat(sound)
	})
	if seen < 18 {
		t.Errorf("only %d numbers were tried", seen)
	}
	if err := p.Check(); err != nil {
		t.Error(err)
	}
}

func TestPolicyCheck(t *testing.T) {
	for _, c := range []struct {
		spoil func(*Policy)
		says  string // empty for sound
	}{
		{func(p *Policy) { p.Name = "" }, "name: "},
		{func(p *Policy) { p.Name = "Learned" }, "take one of learned, round_robin, least_loaded, static_skills"},
		{func(p *Policy) { p.Weights = nil }, "weights.urgent: is missing"},
		{func(p *Policy) { p.Weights[Low] = math.NaN() }, "weights.low: is NaN"},
		{func(p *Policy) { p.Weights["huge"] = 1 }, "weights.huge: is no priority"},
		{func(p *Policy) { p.Target = 0 }, "target: is 0s"},
		{func(p *Policy) { p.Target = math.MaxInt64 }, "target: "},
		{func(p *Policy) { p.Target = time.Minute }, ""},
		{func(p *Policy) { p.Exploration = Exploration{} }, ""},
		{func(p *Policy) { p.Exploration.Temperature = 0 }, "exploration.temperature: is 0: give a number from 0.001 to 1"},
		{func(p *Policy) { p.Balance, p.Band = 2, 11 }, "balance: is 2: give a number from 0 to 1\nband: is 11: give a number from 0 to 10"},
	} {
		p := Default()
		c.spoil(&p)
		err := p.Check()
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

// The name of a policy is reckoned once by who keeps it.
func TestVersionIsKept(t *testing.T) {
	policy := Default()
	desk := Desk{Requests: []Request{{ID: "t1", Channel: "email"}}, Policy: policy}
	if got := policy.Assign(&desk).Decisions[0].Policy; got != policy.Version() {
		t.Errorf("decided by %q, want %q", got, policy.Version())
	}
	desk.Version = "learned@kept"
	if got := policy.Assign(&desk).Decisions[0].Policy; got != "learned@kept" {
		t.Errorf("decided by %q", got)
	}
	other := policy
	other.Urgency++
	if other.Version() == policy.Version() {
		t.Error("two policies have one name")
	}
}
