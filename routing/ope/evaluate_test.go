package ope

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// two is a row with the agents a and b, of which a was chosen.
func two(propensity, other, reward float64) Row {
	return Row{Agent: "a", Reward: reward, Propensity: propensity, New: other, Choices: []Choice{
		{"a", propensity, other}, {"b", 1 - propensity, 1 - other}}}
}

// loose limits let small examples through.
var loose = Limits{Clip: 50, Effective: 2, Risk: .05}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9) {
		t.Errorf("%s is %.10g, want %.10g", what, got, want)
	}
}

func TestEvaluateByHand(t *testing.T) {
	// Weights 1, 2, .5 and .5: their sum is 4, that of their squares 5.5.
	rows := []Row{two(.5, .5, 1), two(.4, .8, 1), two(.8, .4, 1), two(.5, .25, 0)}
	baselines := []Baseline{{.5, .5}, {.6, .9}, {.4, .2}, {.5, .4}}
	got, err := Evaluate(rows, baselines, loose)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "logged", got.Logged, .75)
	near(t, "weight", got.Weight, 1)
	near(t, "effective", got.Effective, 16/5.5)
	near(t, "unsupported", got.Unsupported, 0)

	near(t, "IPS", got.IPS.Value, 3.5/4)
	// Terms 1, 2, .5, 0: squares about .875 sum to 2.1875.
	reach := 1.959963984540054 * math.Sqrt(2.1875/3/4)
	near(t, "IPS low", got.IPS.Low, .875-reach)
	near(t, "IPS high", got.IPS.High, .875+reach)
	near(t, "SNIPS", got.SNIPS.Value, 3.5/4)
	reach = 1.959963984540054 * math.Sqrt((1+4+.25)*.125*.125+.25*.875*.875) / 4
	near(t, "SNIPS high", got.SNIPS.High, .875+reach)
	// Terms .5+.5, .6+.2, .4+.4 and .5-.2.
	near(t, "DR", got.DR.Value, 2.9/4)
	if got.IPS.Safe != 0 || got.DR.Safe != 0 {
		t.Errorf("four rows make %g and %g safe", got.IPS.Safe, got.DR.Safe)
	}
}

// The bound of Maurer & Pontil for 10,000 terms of 0 and 1, of which 6,000 are 1.
func TestSafeByHand(t *testing.T) {
	terms := make([]float64, 10_000)
	for i := range 6000 {
		terms[i] = 1
	}
	variance := .24 * 10_000 / 9999
	want := .6 - math.Sqrt(2*variance*math.Log(40)/10_000) - 7*math.Log(40)/(3*9999)
	near(t, "safe", ofTerms(terms, 1, .05).Safe, want)

	// Terms of the doubly robust estimate lie within -2 and 3 when weights are at most 2.
	rows := repeat(5000, two(.5, .5, 1), two(.5, .5, 0))
	limits := Limits{Clip: 2, Effective: 200, Risk: .05}
	got, err := Evaluate(rows, slices.Repeat([]Baseline{{.5, .5}}, len(rows)), limits)
	if err != nil {
		t.Fatal(err)
	}
	variance = .25 * 10_000 / 9999
	spread := math.Sqrt(2 * variance * math.Log(40) / 10_000)
	near(t, "IPS safe", got.IPS.Safe, .5-spread-2*7*math.Log(40)/(3*9999))
	near(t, "DR safe", got.DR.Safe, .5-spread-5*7*math.Log(40)/(3*9999))
}

func repeat(n int, rows ...Row) []Row {
	var out []Row
	for range n {
		out = append(out, rows...)
	}
	return out
}

func TestEvaluateRefuses(t *testing.T) {
	alone := Row{Agent: "a", Reward: 1, Propensity: .9, New: .2}
	unlike := two(1, .7, 1)
	for name, c := range map[string]struct {
		rows []Row
		what string
		got  float64
	}{
		"no rows":                      {nil, "effective sample size", 0},
		"few rows":                     {repeat(100, two(.5, .5, 1)), "effective sample size", 100},
		"few rows of weight":           {repeat(100, two(.5, .9, 1), two(.5, .1, 0)), "effective sample size", 200 * .5 / .82},
		"nothing chosen alike":         {repeat(500, two(.5, 0, 1)), "effective sample size", 0},
		"mass where the log has none":  {repeat(500, unlike, two(.5, .5, 0)), "the new policy's share without support in the log", .15},
		"the same, without choices":    {repeat(500, alone), "the new policy's share without support in the log", 1 - .2/.9},
		"propensities that are not so": {repeat(500, two(.4, .6, 1)), "mean weight", 1.5},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := Evaluate(c.rows, nil, DefaultLimits())
			var refusal *RefusalError
			if !errors.As(err, &refusal) {
				t.Fatalf("error %v, not a refusal", err)
			}
			if refusal.What != c.what || math.Abs(refusal.Got-c.got) > 1e-6 || refusal.Remedy == "" {
				t.Errorf("%+v, want %s of %g", refusal, c.what, c.got)
			}
			if report.Rows != len(c.rows) || report.IPS != (Estimate{}) || report.SNIPS != (Estimate{}) {
				t.Errorf("report %+v", report)
			}
		})
	}
}

func TestRefusalSaysWhatToDo(t *testing.T) {
	_, err := Evaluate(repeat(100, two(.5, .5, 1)), nil, DefaultLimits())
	want := "effective sample size is 100, must be at least 200: log more decisions, let the live policy explore more, or evaluate a policy nearer to it"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestLittleWithoutSupportWidensIntervals(t *testing.T) {
	rows := repeat(300, two(.5, .5, 1), two(.5, .5, 0), two(1, .91, 1))
	limits := DefaultLimits()
	limits.Unsupported = .05
	got, err := Evaluate(rows, nil, limits)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "unsupported", got.Unsupported, .03)
	terms := make([]float64, len(rows))
	for i, r := range rows {
		terms[i] = r.New / r.Propensity * r.Reward
	}
	plain := ofTerms(terms, limits.Clip, limits.Risk)
	near(t, "low", got.IPS.Low, plain.Low-.03)
	near(t, "high", got.IPS.High, plain.High+.03)
}

func TestWeightsAreClipped(t *testing.T) {
	rows := append(repeat(999, two(.5, .4, 1)), two(.001, .2, 1))
	got, err := Evaluate(rows, nil, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "clipped", got.Clipped, .001)
	near(t, "IPS", got.IPS.Value, (999*.8+50)/1000)
	near(t, "weight", got.Weight, (999*.8+200)/1000)
}

func TestEvaluateNamesWhatCannotBe(t *testing.T) {
	nan := math.NaN()
	with := func(change func(*Row)) []Row {
		r := two(.5, .5, 1)
		change(&r)
		return []Row{two(.5, .5, 1), r}
	}
	good := repeat(2, two(.5, .5, 1))
	for _, c := range []struct {
		want      string
		rows      []Row
		baselines []Baseline
		limits    Limits
	}{
		{"row 1 (ticket \"\"): reward is NaN", with(func(r *Row) { r.Reward = nan }), nil, loose},
		{"reward is 2", with(func(r *Row) { r.Reward = 2 }), nil, loose},
		{"propensity is 0", with(func(r *Row) { r.Propensity = 0 }), nil, loose},
		{"propensity is 1e-300", with(func(r *Row) { r.Propensity = 1e-300 }), nil, loose},
		{"propensity is +Inf", with(func(r *Row) { r.Propensity = math.Inf(1) }), nil, loose},
		{"new is -0.1", with(func(r *Row) { r.New = -.1 }), nil, loose},
		{"choices do not hold \"c\"", with(func(r *Row) { r.Agent = "c" }), nil, loose},
		{"choices do not hold \"a\" with the probabilities of the row", with(func(r *Row) { r.New = .4 }), nil, loose},
		{"choices[1] names \"a\" again", with(func(r *Row) { r.Choices[1].Agent = "a" }), nil, loose},
		{"choices[1] has the probabilities NaN", with(func(r *Row) { r.Choices[1].Propensity = nan }), nil, loose},
		{"choices[].propensity sum to 0.7", with(func(r *Row) { r.Choices[1].Propensity = .2 }), nil, loose},
		{"choices[].new sum to 0.7", with(func(r *Row) { r.Choices[1].New = .2 }), nil, loose},
		{"1 baselines for 2 rows", good, []Baseline{{}}, loose},
		{"baseline 1 is NaN", good, []Baseline{{}, {New: nan}}, loose},
		{"limits.clip", good, nil, Limits{Effective: 2, Risk: .05}},
		{"limits.effective", good, nil, Limits{Clip: 50, Risk: .05}},
		{"limits.unsupported", good, nil, Limits{Clip: 50, Effective: 2, Risk: .05, Unsupported: nan}},
		{"limits.risk", good, nil, Limits{Clip: 50, Effective: 2}},
	} {
		_, err := Evaluate(c.rows, c.baselines, c.limits)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}
