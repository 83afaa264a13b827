package dispatch

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/routing"
)

// drawTime draws an instant as the desk has them, or none.
func drawTime(t *rapid.T, label string) time.Time {
	if rapid.Bool().Draw(t, label+" none") {
		return time.Time{}
	}
	return time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, label)).UTC()
}

func drawNumber(t *rapid.T, label string) float64 {
	x := rapid.OneOf(rapid.Float64(), rapid.Map(rapid.Int64(), func(k int64) float64 { return float64(k) / 1e4 }), rapid.Map(rapid.IntRange(-99999, 99999), func(k int) float64 { return float64(k) / 1e4 })).Draw(t, label)
	if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 { // -0 too
		return 0
	}
	return x
}

func drawText(t *rapid.T, label string) string {
	return rapid.OneOf(rapid.StringMatching(`[a-z0-9-]{0,12}`), rapid.String()).Draw(t, label)
}

func drawDecision(t *rapid.T) routing.Decision {
	d := routing.Decision{
		Request: drawText(t, "request"), Agent: drawText(t, "agent"), At: drawTime(t, "at"), Policy: drawText(t, "policy"), Predictor: drawText(t, "predictor"),
		Reason: drawText(t, "reason"), Propensity: drawNumber(t, "propensity"), Explored: rapid.Bool().Draw(t, "explored"), Seed: rapid.Uint64().Draw(t, "seed"),
	}
	if rapid.Bool().Draw(t, "otherwise") {
		d.Otherwise = &routing.Otherwise{Agent: drawText(t, "other"), Gain: drawNumber(t, "gain"), If: drawText(t, "if")}
	}
	for range rapid.IntRange(0, 3).Draw(t, "candidates") {
		c := routing.Candidate{
			Agent: drawText(t, "agent"), Score: drawNumber(t, "score"), Success: drawNumber(t, "success"), Sd: drawNumber(t, "sd"), Hours: drawNumber(t, "hours"),
			Seen: drawNumber(t, "seen"), Removed: drawText(t, "removed"), Propensity: drawNumber(t, "propensity"),
		}
		if rapid.Bool().Draw(t, "parts") {
			c.Parts = routing.Parts{
				Success: drawNumber(t, "p"), Rules: drawNumber(t, "p"), Price: drawNumber(t, "p"), Crowd: drawNumber(t, "p"),
				Known: drawNumber(t, "p"), Failed: drawNumber(t, "p"), Fair: drawNumber(t, "p"), Balance: drawNumber(t, "p"),
			}
		}
		d.Candidates = append(d.Candidates, c)
	}
	return d
}

// A decision is written as encoding/json writes it, to the byte: that is what a
// replay is held against.
func TestDecisionIsWrittenAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDecision(t)
		want, err := json.Marshal(&d)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendDecision(nil, &d); string(got) != string(want) {
			t.Fatalf("written\n%s\nwant\n%s", got, want)
		}
	})
}

func drawAgent(t *rapid.T) routing.Agent {
	level := rapid.MapOfN(rapid.StringMatching(`[a-z]{1,4}`), rapid.IntRange(1, 5), 1, 3)
	a := routing.Agent{
		ID: drawText(t, "id"), Away: drawText(t, "away"), Until: drawTime(t, "until"), Back: drawTime(t, "back"), Last: drawTime(t, "last"),
		Tenure: time.Duration(rapid.Int64().Draw(t, "tenure")), Worked: drawNumber(t, "worked"), Price: drawNumber(t, "price"),
	}
	for _, m := range []*map[string]int{&a.Skills, &a.Languages, &a.Room, &a.Load} {
		if rapid.Bool().Draw(t, "levels") {
			*m = level.Draw(t, "level")
		}
	}
	if rapid.Bool().Draw(t, "teams") {
		a.Teams = []string{drawText(t, "team")}
	}
	return a
}

func drawRequest(t *rapid.T, agents int) routing.Request {
	r := routing.Request{
		ID: drawText(t, "id"), Priority: routing.High, Language: drawText(t, "language"), Channel: drawText(t, "channel"), Team: drawText(t, "team"),
		Attempt: rapid.IntRange(0, 3).Draw(t, "attempt"), Known: drawText(t, "known"), Reopened: rapid.Bool().Draw(t, "reopened"),
		Angry: rapid.Bool().Draw(t, "angry"), VIP: rapid.Bool().Draw(t, "vip"), Since: drawTime(t, "since"), Due: drawTime(t, "due"),
		Waited: time.Duration(rapid.Int64().Draw(t, "waited")), Target: time.Duration(rapid.Int64().Draw(t, "target")),
	}
	if rapid.Bool().Draw(t, "lists") {
		r.Category = []routing.Chance{{Label: drawText(t, "label"), P: drawNumber(t, "p")}}
		r.Skills = []routing.Need{{Skill: drawText(t, "skill"), Level: 2, Relax: time.Hour}}
		r.Signals = []float64{drawNumber(t, "signal")}
		r.Excluded, r.Failed = []string{drawText(t, "excluded")}, []string{drawText(t, "failed"), "b"}
	}
	for range agents {
		r.Prospects = append(r.Prospects, routing.Prospect{
			Success: drawNumber(t, "success"), Sd: drawNumber(t, "sd"), Hours: drawNumber(t, "hours"), Seen: drawNumber(t, "seen"), Rule: drawText(t, "rule"), Bonus: drawNumber(t, "bonus"),
		})
	}
	return r
}

// A case reads back as it was, whatever is in it.
func TestCaseReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		desk := routing.Desk{Now: drawTime(t, "now"), Agents: []routing.Agent{}, Requests: []routing.Request{}, Brief: rapid.Bool().Draw(t, "brief"), Waiting: rapid.IntRange(0, 9).Draw(t, "waiting"), Policy: routing.Default(), Seed: rapid.Uint64().Draw(t, "seed"), Predictor: drawText(t, "predictor")}
		r := &roster{}
		for range rapid.IntRange(0, 3).Draw(t, "agents") {
			a := drawAgent(t)
			desk.Agents = append(desk.Agents, a)
			still := routing.Agent{ID: a.ID, Skills: a.Skills, Languages: a.Languages, Teams: a.Teams, Room: a.Room}
			r.agents = append(r.agents, worker{about: still, head: headOf(&still)})
		}
		for range rapid.IntRange(0, 3).Draw(t, "requests") {
			desk.Requests = append(desk.Requests, drawRequest(t, len(desk.Agents)))
		}
		policy, err := json.Marshal(&desk.Policy)
		if err != nil {
			t.Fatal(err)
		}
		decision := drawDecision(t)
		got, err := ReadCase(pack(&desk, r, policy, &decision))
		if err != nil {
			t.Fatal(err)
		}
		want := Case{Desk: readBack(t, desk), Decision: readBack(t, decision)}
		if !reflect.DeepEqual(*got, want) {
			t.Fatalf("read back\n%+v\nwant\n%+v", *got, want)
		}
	})
}

// readBack is a value after it was JSON: lists of none are nil, and so on.
func readBack[T any](t *rapid.T, value T) (out T) {
	raw, err := json.Marshal(&value)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fill sets everything in a value to something that is not zero.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.UnixMicro(1).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Interface:
		v.Set(reflect.ValueOf("any"))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(.5)
	case reflect.Uint64:
		v.SetUint(1)
	default:
		v.SetInt(1)
	}
}

// Nothing that desks and decisions have is left out, whatever is added to them.
func TestCaseLeavesNothingOut(t *testing.T) {
	var want Case
	fill(reflect.ValueOf(&want.Desk).Elem())
	fill(reflect.ValueOf(&want.Decision).Elem())
	a := want.Desk.Agents[0]
	still := routing.Agent{ID: a.ID, Skills: a.Skills, Languages: a.Languages, Teams: a.Teams, Room: a.Room, Fields: a.Fields}
	policy, err := json.Marshal(&want.Desk.Policy)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadCase(pack(&want.Desk, &roster{agents: []worker{{about: still, head: headOf(&still)}}}, policy, &want.Decision))
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("read back %+v, %v; want %+v", got, err, want)
	}
	written, err := json.Marshal(&want.Decision)
	if got := appendDecision(nil, &want.Decision); err != nil || string(got) != string(written) {
		t.Errorf("written %s, %v; want %s", got, err, written)
	}
}

func TestNotANumberIsWrittenAsZero(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := string(appendNumber(nil, x)); got != "0" {
			t.Errorf("%v is written as %s", x, got)
		}
	}
}

// What is no case is refused, whatever it is.
func FuzzReadCase(f *testing.F) {
	f.Add(fold([]byte(`{"decision":{"request":"x"}}`)))
	f.Add(fold(make([]byte, manyBytes)))
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, packed []byte) {
		if c, err := ReadCase(packed); (c == nil) == (err == nil) {
			t.Errorf("%v and %v", c, err)
		}
	})
}
