package suggest

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"switchyard/internal/ticket"
)

func TestCompare(t *testing.T) {
	const was = "Hello Grace, please ask for a new link on the login page. The old one was valid for one hour only."
	for _, c := range []struct {
		sent, outcome string
		edits         int
	}{
		{was, Accepted, 0},
		{strings.ToUpper(was) + "  ", Accepted, 0},
		{strings.Replace(was, "Hello Grace, ", "Hi, ", 1) + " Have a good day.", Edited, 6},
		{"Your parcel is late, sorry.", Ignored, 21},
		{"", Ignored, 21},
	} {
		got := Compare(was, c.sent)
		if got.Outcome != c.outcome || got.Edits != c.edits {
			t.Errorf("%q: %+v", c.sent, got)
		}
	}
	if got := Compare("", ""); got.Outcome != Ignored || got.Edits != 0 {
		t.Errorf("nothing: %+v", got)
	}
}

func TestCompareIsADistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 12)
		a, b := strings.Join(words.Draw(t, "a"), " "), strings.Join(words.Draw(t, "b"), " ")
		x, y := Compare(a, b), Compare(b, a)
		if x != y {
			t.Fatalf("%+v one way, %+v the other", x, y)
		}
		if x.Similarity < 0 || x.Similarity > 1 || x.Rouge < 0 || x.Rouge > 1 || (x.Edits == 0) != (a == b) {
			t.Fatalf("%q and %q: %+v", a, b, x)
		}
	})
}

func TestUsed(t *testing.T) {
	for outcome, want := range map[string]float64{Accepted: 1, Edited: .7, Ignored: 0} {
		if got := used(&ticket.SuggestionUse{Outcome: outcome, Rouge: .7}); got != want {
			t.Errorf("%s counts as %v", outcome, got)
		}
	}
}

func TestDraftingIsChecked(t *testing.T) {
	good := Drafting{Enabled: true, BaseURL: "http://localhost:11434/v1", Model: "m", Seconds: 5, MaxToken: 100, KeyFrom: "SWITCHYARD_LLM_KEY"}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*Drafting){
		"base_url":        func(d *Drafting) { d.BaseURL = "file:///etc/passwd" },
		"enabled":         func(d *Drafting) { d.Model = "" },
		"key_from":        func(d *Drafting) { d.KeyFrom = "SWITCHYARD_BOOTSTRAP_TOKEN" },
		"timeout_seconds": func(d *Drafting) { d.Seconds = 0 },
		"max_tokens":      func(d *Drafting) { d.MaxToken = 1 << 20 },
	} {
		bad := good
		spoil(&bad)
		if err := bad.Validate(); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
