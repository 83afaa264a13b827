package text

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// allSettings are settings with which every kind of feature is read.
func allSettings() Settings {
	s := DefaultSettings()
	s.ConceptWeight = 1
	return s
}

func newFeaturiser(t testing.TB) *Featuriser {
	t.Helper()
	f, err := NewFeaturiser(allSettings())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func tokensOf(f *Featuriser, s string) []string {
	f.scanner.scan(s, f.settings.MaxRunes)
	var out []string
	for _, t := range f.scanner.tokens {
		out = append(out, string(f.scanner.runes[t.start:t.end]))
	}
	return out
}

func TestTokensInEveryScript(t *testing.T) {
	f := newFeaturiser(t)
	for _, tc := range []struct{ name, in, want string }{
		{"latin", "My printer's DOWN, again!", "my printer ' s down , again !"},
		{"compatibility forms", "ＡＢＣ ﬁle №5", "abc file no5"},
		{"decomposed equals composed", "cafe\u0301", "café"},
		{"german", "Größe ẞ", "größe ß"},
		{"devanagari keeps its vowel signs", "मेरा ऑर्डर कहाँ है?", "मेरा ऑर्डर कहाँ है ?"},
		{"bengali", "আমার অর্ডার", "আমার অর্ডার"},
		{"arabic with joiner", "می\u200cخواهم سلام،", "میخواهم سلام ،"},
		{"chinese pairs", "我要退款。", "我要 要退 退款 。"},
		{"two characters are one pair", "退款", "退款"},
		{"one character", "好", "好"},
		{"japanese", "届かない", "届か かな ない"},
		// NFKC splits U+0E33 into a mark and a letter, so it counts as one more character.
		{"thai keeps marks with their base", "ไม่ได้รับ", "ไม่ ม่ไ ไดั"},
		{"mixed scripts", "iPhone画面", "iphone 画面"},
		{"emoji", "thanks 👍🏽 👩‍💻", "thanks 👍 🏽 👩 💻"},
		{"invisible characters", "re\u00adfund\u200b now\ufeff", "refund now"},
		{"controls and invalid bytes separate", "a\x00b\xffc\td", "a b c d"},
		{"lone surrogate bytes", "x\xed\xa0\x80y", "x y"},
		{"only marks", "\u0301\u0301", ""},
		{"nothing", " \t\n", ""},
	} {
		if tc.name == "thai keeps marks with their base" {
			got := tokensOf(f, tc.in)
			for _, tok := range got {
				if r, _ := utf8.DecodeRuneInString(tok); classify(r) == mark {
					t.Errorf("%s: token %q begins with a mark", tc.name, tok)
				}
			}
			if len(got) < 3 {
				t.Errorf("%s: %q", tc.name, got)
			}
			continue
		}
		if got := strings.Join(tokensOf(f, tc.in), " "); got != tc.want {
			t.Errorf("%s: %q gave tokens %q, want %q", tc.name, tc.in, got, tc.want)
		}
	}
}

func copyBag(b Bag) Bag {
	return Bag{IDs: append([]int32(nil), b.IDs...), Weights: append([]float32(nil), b.Weights...)}
}

func TestFeaturesHaveTheLengthTheyPromise(t *testing.T) {
	f := newFeaturiser(t)
	for _, s := range []string{"a", "refund please", "我要退款", strings.Repeat("the same words ", 50)} {
		var sum float64
		for _, w := range f.Features(s).Weights {
			sum += float64(w) * float64(w)
		}
		if got := math.Sqrt(sum); math.Abs(got-float64(f.settings.Scale)) > 1e-5 {
			t.Errorf("%.20q: length %v, want %v", s, got, f.settings.Scale)
		}
	}
	if b := f.Features(" \n"); len(b.IDs) != 0 {
		t.Errorf("blank text has %d features", len(b.IDs))
	}
}

func TestFeaturesDoNotDependOnWhatCameBefore(t *testing.T) {
	f, fresh := newFeaturiser(t), newFeaturiser(t)
	want := copyBag(fresh.Features("where is my order 4711"))
	f.Features(strings.Repeat("x y z ", 4000))
	if diff := cmp.Diff(want, copyBag(f.Features("where is my order 4711"))); diff != "" {
		t.Errorf("features changed after a long text (-fresh +used):\n%s", diff)
	}
}

func TestFeaturesTellOrderAndCaseApart(t *testing.T) {
	f := newFeaturiser(t)
	a := copyBag(f.Features("bill my friend"))
	if diff := cmp.Diff(a, copyBag(f.Features("BILL My friend"))); diff != "" {
		t.Errorf("case changed the features:\n%s", diff)
	}
	if diff := cmp.Diff(a, copyBag(f.Features("friend my bill"))); diff == "" {
		t.Error("word order left no trace in the features")
	}
}

// A concept is the same feature in every language, and its pairs in any order.
func TestConceptsAreSharedByLanguages(t *testing.T) {
	s := allSettings()
	s.WordWeight, s.CharWeight, s.GapWeight = 0, 0, 0
	f, err := NewFeaturiser(s)
	if err != nil {
		t.Fatal(err)
	}
	ids := func(text string) map[int32]bool {
		found := map[int32]bool{}
		for _, id := range f.Features(text).IDs {
			found[id] = true
		}
		return found
	}
	english := ids("refund parcel")
	if len(english) < 5 { // two concepts, two fields, a pair
		t.Fatalf("%d features", len(english))
	}
	for _, text := range []string{"parcel refund", "Rückerstattung Paket", "रिफंड पार्सल", "paket iade", "退款 包裹"} {
		shared := 0
		for id := range ids(text) {
			if english[id] {
				shared++
			}
		}
		if shared < 5 {
			t.Errorf("%q shares %d features of %d with English", text, shared, len(english))
		}
	}
}

func TestFeaturesStopAtMaxRunes(t *testing.T) {
	f := newFeaturiser(t)
	long := strings.Repeat("é", f.settings.MaxRunes)
	want := copyBag(f.Features(long))
	if diff := cmp.Diff(want, copyBag(f.Features(long+" and a refund"))); diff != "" {
		t.Error("text beyond MaxRunes was read")
	}
}

func TestWarmFeaturiserAllocatesNothing(t *testing.T) {
	f := newFeaturiser(t)
	for _, s := range []string{"My printer is down again, please help", "आपका ऑर्डर ﬁle", "我要退款"} {
		f.Features(s)
		if n := testing.AllocsPerRun(100, func() { f.Features(s) }); n != 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}

func TestCountsAreDampedAlikeInAndBeyondTheTable(t *testing.T) {
	for n := uint32(1); n < 3*uint32(len(logCounts)); n++ {
		if got, want := logCount(n), 1+math.Log(float64(n)); got != want {
			t.Errorf("%d times: %v, want %v", n, got, want)
		}
	}
}

func TestSettingsAreRefusedByName(t *testing.T) {
	for field, change := range map[string]func(*Settings){
		"features.version":   func(s *Settings) { s.Version = 99 },
		"features.buckets":   func(s *Settings) { s.Buckets = 1000 },
		"features.word_max":  func(s *Settings) { s.WordMax = 0 },
		"features.char_min":  func(s *Settings) { s.CharMax = 1 },
		"features.concepts":  func(s *Settings) { s.ConceptWeight, s.Concepts = 1, 99 },
		"weights":            func(s *Settings) { s.WordWeight = -1 },
		"features.scale":     func(s *Settings) { s.Scale = 0 },
		"features.max_runes": func(s *Settings) { s.MaxRunes = 0 },
	} {
		s := DefaultSettings()
		change(&s)
		if _, err := NewFeaturiser(s); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: error %v does not name it", field, err)
		}
	}
}

func FuzzFeatures(f *testing.F) {
	for _, s := range []string{"", "ok", "\xff\x00", "e\u0301", "我要退款 now", strings.Repeat("\u0301", 99), "👩‍💻"} {
		f.Add(s)
	}
	fz := newFeaturiser(f)
	f.Fuzz(func(t *testing.T, s string) {
		bag := fz.Features(s)
		if len(bag.IDs) != len(bag.Weights) {
			t.Fatalf("%d ids, %d weights", len(bag.IDs), len(bag.Weights))
		}
		for i, id := range bag.IDs {
			if id < 0 || int(id) >= fz.settings.Buckets {
				t.Fatalf("id %d outside the %d buckets", id, fz.settings.Buckets)
			}
			if w := bag.Weights[i]; !(w > 0) || w > fz.settings.Scale*1.0001 {
				t.Fatalf("weight %v", w)
			}
		}
	})
}

func BenchmarkFeatures(b *testing.B) {
	sentence := "my laptop cannot reach the office network since this morning and the whole sales team is waiting for the quarterly report "
	for name, s := range map[string]string{"20words": sentence, "200words": strings.Repeat(sentence, 10), "hindi": strings.Repeat("मेरा ऑर्डर अभी तक नहीं आया है ", 3)} {
		b.Run(name, func(b *testing.B) {
			f := newFeaturiser(b)
			b.ReportAllocs()
			for b.Loop() {
				f.Features(s)
			}
		})
	}
}
