package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// written are different texts of some words that recur.
func written(n int) (texts []string) {
	random := rand.New(rand.NewPCG(3, 4))
	var words []string
	for range 3000 {
		var b strings.Builder
		for range 3 + random.IntN(6) {
			b.WriteByte('a' + byte(random.IntN(26)))
		}
		words = append(words, b.String())
	}
	for range n {
		var b strings.Builder
		for range 5 + random.IntN(30) {
			b.WriteString(words[int(float64(len(words))*random.Float64()*random.Float64())] + " ")
		}
		texts = append(texts, "\n"+b.String())
	}
	return texts
}

func TestPlantedCopiesAreFound(t *testing.T) {
	p, err := plant(written(4000), 3000, 240)
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.search(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := found.of[single]; got.copies != 240 || got.recall() < .95 || got.precision() < .98 {
		t.Errorf("of %d copies %.3f are found, %.3f of what is called alike is", got.copies, got.recall(), got.precision())
	}
	if found.held != 3000 || found.megabytes <= 0 || found.megabytes > 40 {
		t.Errorf("%d texts take %.1f MB", found.held, found.megabytes)
	}
}

func TestSteadyDaysHaveNoIncidents(t *testing.T) {
	s, err := newStream(9, true)
	if err != nil {
		t.Fatal(err)
	}
	tickets, alarms := s.days(4)
	if tickets < 4_000 || alarms > 0 {
		t.Errorf("%d incidents in %d tickets", alarms, tickets)
	}
	if n := s.burst(); n != 8 {
		t.Errorf("a burst is seen after %d tickets", n)
	}
}

func TestTwins(t *testing.T) {
	lonely := newTwins(wordSets([]string{"a b c d e f", "a b c d e g", "a h i j k l", "m", "", "a b h i"}))
	for i, want := range []bool{true, true, false, false, false, false} {
		if got := lonely.has(i); got != want {
			t.Errorf("text %d has a twin: %v", i, got)
		}
	}
}

func TestPlacesOfPairs(t *testing.T) {
	if got := fmt.Sprintf("%.2f %.2f", within([]int{1, 0, 6, 5}, 5), within([]int{1, 0, 6, 5}, 1)); got != "0.50 0.25" {
		t.Errorf("recalls are %s", got)
	}
}
