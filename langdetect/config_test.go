package langdetect

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		cfg  Config
		want []string
	}{
		{Config{Languages: []string{"en", "klingon"}}, []string{"Languages[1]", "klingon", "supported are af, ar"}},
		{Config{Languages: []string{""}}, []string{"Languages[0]"}},
		{Config{Languages: []string{"xx"}}, []string{"Languages[0]", `"xx"`}},
		{Config{MinConfidence: 1}, []string{"MinConfidence", "less than 1"}},
		{Config{MinConfidence: -0.1}, []string{"MinConfidence"}},
		{Config{MinConfidence: math.NaN()}, []string{"MinConfidence"}},
	} {
		_, err := New(c.cfg)
		if err == nil {
			t.Errorf("New(%+v) gave no error", c.cfg)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("New(%+v): %q does not mention %q", c.cfg, err, w)
			}
		}
	}
}

func TestNewReadsTags(t *testing.T) {
	d, err := New(Config{Languages: []string{"pt-BR", "zh-Hant-TW", "no", "PT", "el"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := d.Languages(), []string{"pt", "zh", "nb", "el"}; !slices.Equal(got, want) {
		t.Errorf("Languages() = %v, want %v", got, want)
	}
}

func TestNewTakesEverySupportedLanguage(t *testing.T) {
	d, err := New(Config{Languages: SupportedLanguages()})
	if err != nil {
		t.Fatal(err)
	}
	for _, tongue := range d.tongues {
		if tongue.script == noScript {
			t.Errorf("%s has no script", tongue.tag)
		}
		if p := d.panels[tongue.script]; len(p.tongues) > 1 && p.table == nil {
			t.Errorf("%s shares a script without a table", tongue.tag)
		}
	}
}

// A marker for a language that is not a default one would never be read.
func TestMarkersNameSupportedLanguages(t *testing.T) {
	for tag := range markers {
		if !slices.Contains(SupportedLanguages(), tag) {
			t.Errorf("markers of %q, which is not supported", tag)
		}
	}
}

// Without rivals there is nothing to load, and the table still knows strangers.
func TestOneLanguage(t *testing.T) {
	d, err := New(Config{Languages: []string{"en"}})
	if err != nil {
		t.Fatal(err)
	}
	if !d.Ready() {
		t.Error("a detector for one language is not ready at once")
	}
	if r := d.Detect("The invoice is wrong, please correct it"); r.Tag != "en" {
		t.Errorf("English: %+v", r)
	}
	if r := d.Detect("Die Rechnung ist falsch, bitte korrigieren"); !r.Unsure || !strings.Contains(r.Reason, "de") {
		t.Errorf("German: %+v", r)
	}
	if r := d.Detect("Счёт неверный"); !r.Unsure || !strings.Contains(r.Reason, "Cyrillic") {
		t.Errorf("Russian: %+v", r)
	}
}
