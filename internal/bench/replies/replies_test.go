package replies

import (
	"math"
	"testing"
)

func TestRanks(t *testing.T) {
	r := Ranks{1, 2, 0, 4}
	if got := r.MRR(); math.Abs(got-(1+.5+.25)/4) > 1e-12 {
		t.Errorf("MRR %v", got)
	}
	if r.Recall(1) != .25 || r.Recall(3) != .5 || r.Recall(5) != .75 {
		t.Errorf("recall %v %v %v", r.Recall(1), r.Recall(3), r.Recall(5))
	}
	if c := Compare("x", r, r); c.Gain != 0 || c.Low != 0 || c.High != 0 {
		t.Errorf("a ranking gains %+v on itself", c)
	}
}

func TestPlantedDataIsNotShown(t *testing.T) {
	leaks, looked, err := Leaks(600)
	if err != nil || leaks != 0 || looked < 600 {
		t.Errorf("%d leaks in %d templates, %v", leaks, looked, err)
	}
}

// TestLeaksAreFound makes sure that the count above can fail.
func TestLeaksAreFound(t *testing.T) {
	if n := found("Hello Bogus, the {{id}} is here", []string{"bogus", "else"}); n != 1 {
		t.Errorf("found %d", n)
	}
}

func TestMeasureLearnsWhatHelps(t *testing.T) {
	topics := []string{"password reset login", "parcel tracking delivery", "invoice refund payment", "printer paper driver"}
	set := &Set{Name: "toy", Linked: true}
	for i, topic := range topics {
		set.Candidates = append(set.Candidates, Candidate{ID: topic, Title: "page " + string(rune('a'+i))})
	}
	for i := range 60 {
		topic := topics[i%len(topics)]
		c := Case{ID: string(rune('A'+i/26)) + string(rune('a'+i%26)), Body: "please help with " + topic, Reply: "see the page", Target: topic}
		if i < 40 {
			set.Past = append(set.Past, c)
		} else {
			set.Asked = append(set.Asked, c)
		}
	}
	results, err := Measure(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if got := results[0].Ours.MRR(); got != 1 {
		t.Errorf("MRR %v on a set that is easy: %v", got, results[0].Ours)
	}
}
