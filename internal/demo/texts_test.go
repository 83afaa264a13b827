package demo

import (
	"math/rand/v2"
	"testing"

	"switchyard/routing/sim"
)

// Whatever the simulation draws, there are words for it.
func TestTextsForEverything(t *testing.T) {
	texts, err := readTexts(rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	scenario, err := sim.Parse("desk.yaml", deskFile)
	if err != nil {
		t.Fatal(err)
	}
	for language := range scenario.Tickets.Languages {
		for category := range scenario.Tickets.Mix {
			if n := len(texts.pool[kind{language, category}]); n < 30 {
				t.Errorf("%d tickets of category %s in %s", n, category, language)
			}
			if priorities[category] == "" {
				t.Errorf("no priority of category %s", category)
			}
			if len(texts.replies[category][language]) == 0 {
				t.Errorf("no reply of category %s in %s", category, language)
			}
		}
		if len(texts.Back[language]) == 0 || len(texts.Names[language]) == 0 || texts.Greeting[language] == "" || texts.Closing[language] == "" {
			t.Errorf("phrases in %s are missing", language)
		}
	}
}
