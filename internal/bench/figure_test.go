package main

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestFigureSumsUpAndJudges(t *testing.T) {
	for _, c := range []struct {
		name    string
		figure  Figure
		value   float64
		verdict string
	}{
		{"mean", Figure{Values: []float64{1, 2, 6}, Goal: AtLeast(3)}, 3, "met"},
		{"median of three", Figure{Values: []float64{6, 1, 2}, Timed: true, Goal: AtMost(1.9)}, 2, "**missed**"},
		{"median of two", Figure{Values: []float64{4, 1}, Timed: true, Goal: AtMost(2.5)}, 2.5, "met"},
		{"no goal", Figure{Values: []float64{7}}, 7, ""},
		{"just missed, though print rounds it up", Figure{Values: []float64{93.19999}, Digits: 1, Goal: AtLeast(93.2)}, 93.19999, "**missed**"},
		{"a goal of zero", Figure{Values: []float64{1}, Goal: AtMost(0)}, 1, "**missed**"},
	} {
		if got := c.figure.Value(); got != c.value {
			t.Errorf("%s: value %v, want %v", c.name, got, c.value)
		}
		if got := c.figure.Verdict(); got != c.verdict {
			t.Errorf("%s: verdict %q, want %q", c.name, got, c.verdict)
		}
	}
	undefined := Figure{Values: []float64{math.NaN()}, Goal: AtMost(1)}
	if undefined.Verdict() != "**missed**" || undefined.number(undefined.Value()) != "undefined" {
		t.Errorf("an undefined figure must miss its goal and say so, got %q", undefined.Verdict())
	}
}

func TestReportNamesWhatItSaw(t *testing.T) {
	report := Report{
		Before: Machine{CPU: "a chip", Cores: 2, System: "linux/amd64", Go: "go1.26", Load: "0.1 0.2 0.3"},
		After:  Machine{Load: "1 2 3"},
		Sections: []Findings{
			{"speed", []Figure{{What: "one text", Unit: "us", Digits: 1, Goal: AtMost(40), Values: []float64{8.71, 9.2}, Timed: true, Note: "warm"}}, nil},
			{"bulk", nil, errors.New("triage: exit status 1")},
		},
		LeftOut: []string{"http: wrk is missing"},
	}
	got := string(report.Markdown())
	for _, want := range []string{
		"a chip, 2 cores, linux/amd64, go1.26", "0.1 0.2 0.3 before and 1 2 3 after",
		"| one text (warm) | ≤ 40 | 9.0 us | 8.7 to 9.2 of 2 | met |",
		"This section stopped early: triage: exit status 1", "- http: wrk is missing",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
}
