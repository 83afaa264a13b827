package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
	"switchyard/training"
)

func TestCreditsFillTheirFolder(t *testing.T) {
	set := &training.Dataset{Sources: []models.DataSource{{Name: "news/train.jsonl"}, {Name: "newsletters/train.jsonl"}}}
	held := &training.Dataset{Sources: []models.DataSource{{Name: "own/dev.jsonl"}}}
	given, err := parseCredits([]string{"news=CC BY 4.0; Writers, 2020", "own/=in-house"}, set, held)
	if err != nil {
		t.Fatal(err)
	}
	sources := []models.DataSource{{Name: "news/train.jsonl"}, {Name: "newsletters/train.jsonl"}, {Name: "own/dev.jsonl (held out)"}}
	given.fill(sources)
	want := []models.DataSource{
		{Name: "news/train.jsonl", Licence: "CC BY 4.0", Attribution: "Writers, 2020"}, {Name: "newsletters/train.jsonl"},
		{Name: "own/dev.jsonl (held out)", Licence: "in-house"}}
	if diff := cmp.Diff(want, sources); diff != "" {
		t.Error(diff)
	}
}

func TestCreditsAreChecked(t *testing.T) {
	set := &training.Dataset{Sources: []models.DataSource{{Name: "news/train.jsonl"}}}
	for value, says := range map[string]string{
		"news": "FOLDER=LICENCE; ATTRIBUTION", "=CC0": "FOLDER=LICENCE", "news= ": "FOLDER=LICENCE", "new=CC0": `no file given to --train or --dev lies in a folder named "new"`,
	} {
		if _, err := parseCredits([]string{value}, set, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want %q", value, err, says)
		}
	}
}
