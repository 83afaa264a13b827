package slots

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var people = People{Customer: "Grace Hopper", Addresses: []string{"grace@example.org"}, Agents: []string{"Alan Turing"}}

func TestClean(t *testing.T) {
	reply := "Hello Grace,\n\norder 7711223 of €12.50 goes to grace@example.org; invoice 9988776 to other@example.org.\n\nAlan"
	got := Clean(reply, "my order 7711223 for €12.50", people)
	for _, want := range []string{"{{customer.first_name}}", "{{ticket.id}}", "{{ticket.amount}}", "{{customer.email}}", "{{id}}", "{{email}}"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %q", want, got)
		}
	}
	for _, leak := range []string{"Grace", "7711223", "12.50", "9988776", "example.org"} {
		if strings.Contains(got, leak) {
			t.Errorf("%q is in %q", leak, got)
		}
	}
}

func TestFill(t *testing.T) {
	v := ValuesOf(&About{Number: 17, Subject: "Late {{agent.name}}", Written: "order 7711223, dated 3 May 2026 or 4 May 2026", People: people, Address: "grace@example.org"})
	got, all := Fill("Dear {{ customer.first_name }}, {{ticket.id}} ({{ticket.number}}) {{ticket.date}} {{ticket.subject}} {{url}}", v)
	if got != "Dear Grace, 7711223 (17) {{ticket.date}} {{ticket.subject}} {{url}}" {
		t.Errorf("filled %q", got)
	}
	if len(all) != 6 || !Open(all) || all[0] != (Slot{"customer.first_name", "Grace", true}) {
		t.Errorf("slots %+v", all)
	}
	if _, none := Fill("nothing", v); none == nil || len(none) != 0 || Open(none) {
		t.Errorf("slots of nothing: %+v", none)
	}
}

func TestVocabularyNeedsTextsAndPeople(t *testing.T) {
	v := NewVocabulary()
	for i := range 5 {
		v.Add("the parcel is late", uint64(i+1)<<8)
		v.Add("the Bellatrix account", 7<<8) // five times, one person
	}
	v.Add("the Rigel contract", 1<<8)
	v.Allow("Warranty")
	masked, rare, all := v.Mask("The parcel, Bellatrix {{name}} Rigel's warranty")
	if masked != "The parcel, {{word}} {{name}} {{word}} warranty" || rare != 2 || all != 5 {
		t.Errorf("%q, %d of %d", masked, rare, all)
	}
}

// TestMaskShowsNoRareWord is the promise of the vocabulary.
func TestMaskShowsNoRareWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := NewVocabulary()
		counts, who := map[string]int{}, map[string]map[int]bool{}
		word := rapid.SampledFrom(strings.Fields("alpha beta gamma delta epsilon"))
		for range rapid.IntRange(0, 20).Draw(t, "texts") {
			person := rapid.IntRange(1, 4).Draw(t, "person")
			seen := map[string]bool{}
			text := rapid.SliceOfN(word, 1, 5).Draw(t, "text")
			v.Add(strings.Join(text, " "), uint64(person)<<4)
			for _, w := range text {
				if !seen[w] {
					seen[w] = true
					counts[w]++
					if who[w] == nil {
						who[w] = map[int]bool{}
					}
					who[w][person] = true
				}
			}
		}
		masked, _, _ := v.Mask("alpha, beta (gamma) DELTA epsilon!")
		for _, w := range strings.Fields("alpha beta gamma delta epsilon") {
			shown := strings.Contains(strings.ToLower(masked), w)
			if common := counts[w] >= Texts && len(who[w]) >= Persons; shown != common {
				t.Fatalf("%s with %d texts of %d people: shown %v in %q", w, counts[w], len(who[w]), shown, masked)
			}
		}
	})
}

func FuzzMaskAndFill(f *testing.F) {
	f.Add("Hello {{name}} {{", "x")
	f.Add("{{{{a}}}} \xff", "\x00")
	f.Fuzz(func(t *testing.T, s, value string) {
		masked, rare, all := NewVocabulary().Mask(s)
		if rare != all || rare > 0 && !strings.Contains(masked, "{{word}}") {
			t.Errorf("%d of %d in %q", rare, all, masked)
		}
		v := Values{}
		v.put("name", value)
		filled, _ := Fill(s, v)
		if _, again := Fill(filled, Values{}); len(again) > len(Names(s)) {
			t.Errorf("a value made a slot: %q", fmt.Sprint(again))
		}
	})
}

func TestPeopleWithCommonNamesStayHidden(t *testing.T) {
	v := NewVocabulary()
	const said = "your neighbour Maria Garcia has it, Maria will ring"
	for i := range uint64(9) {
		v.Add(said, i<<8)
	}
	if got, _, _ := v.Mask(said); got != said {
		t.Errorf("before anybody is called so: %q", got)
	}
	v.Name("Maria Lopez")
	v.Name("Ana García")
	v.Name("Jo Garcia")
	v.Name("Single")
	if got, rare, all := v.Mask(said); got != "your neighbour {{word}} {{word}} has it, Maria will ring" || rare != 0 || all != 9 {
		t.Errorf("%q, %d of %d rare", got, rare, all)
	}
	if got, _, _ := v.Mask("neighbour {{customer.first_name}} Garcia has it"); got != "neighbour {{customer.first_name}} {{word}} has it" {
		t.Error(got)
	}
	if got, _, _ := v.Mask("MARIA GARCIA, maria garcia"); got != "{{word}} {{word}}, maria garcia" {
		t.Error(got)
	}
}
