package signs

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"switchyard/internal/lexicon"
)

// signParts are pieces that the shapes and scripts of a text are made of.
var signParts = []string{
	" ", "\n", "\n\n", ". ", ", ", "!", "!!!", "?!?", "*", "***", "'", "-", "idiots", "NEVER", "third time", "THANK YOU", "thanks",
	"I", "USB", "f***", "sh*t", "sooo", "ß", "İ", "ı", "é", "e\u0301", "\u200b", "\ufeff", "\xff", "محامي", "وال", "ل", "हर बार", "चोर", "\u093c",
	"চোর", "詐欺", "三度目", "骗子", "ｶﾞ", "\u3099", "😡", "👍🏽", "❤\ufe0f", "한국", "ไทย", "42", "٣", "ﷺ", "½",
}

// checkSigns says what every reading must hold to.
func checkSigns(t interface{ Fatalf(string, ...any) }, text string) {
	s := Read(text)
	var phraseEnd int
	for i, span := range s.Spans {
		if span.Start < 0 || span.Start >= span.End || span.End > len(text) {
			t.Fatalf("%q: span %+v is not in the text", text, span)
		}
		if !utf8.RuneStart(text[span.Start]) && utf8.ValidString(text) || span.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[span.End]) {
			t.Fatalf("%q: span %+v cuts a character", text, span)
		}
		if i > 0 && s.Spans[i-1].Start > span.Start {
			t.Fatalf("%q: spans out of order: %+v", text, s.Spans)
		}
		if span.Kind > Exclaiming {
			if span.Start < phraseEnd {
				t.Fatalf("%q: phrases overlap: %+v", text, s.Spans)
			}
			phraseEnd = span.End
		}
	}
	if s.Shouted > s.Cased || s.AllCapitals && (s.Shouted != 0 || s.Count(Shouting) != 1) {
		t.Fatalf("%q: %+v", text, s)
	}
	for i, v := range s.Values() {
		if !(v >= 0 && v <= 1) {
			t.Fatalf("%q: %s is %v", text, Names()[i], v)
		}
	}
	again := Read(text)
	if !slices.Equal(again.Spans, s.Spans) {
		t.Fatalf("%q: %+v, then %+v", text, s.Spans, again.Spans)
	}
}

func TestSignalsAreWellFormed(t *testing.T) {
	for _, a := range signParts {
		checkSigns(t, a)
		for _, b := range signParts {
			checkSigns(t, a+b)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		checkSigns(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(signParts), 0, 40).Draw(t, "parts"), ""))
	})
	rapid.Check(t, func(t *rapid.T) { checkSigns(t, rapid.String().Draw(t, "text")) })
}

// TestEveryPhraseIsFound puts each phrase of the lexicon between other words.
func TestEveryPhraseIsFound(t *testing.T) {
	all, err := readLexicon(lexiconFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		text := strings.ReplaceAll(string(p.Letters), "*", "x")
		folded := lexicon.Fold("q " + text + " q")
		r := reader{symbols: folded.Symbols, phrases: phrases()}
		m, _ := r.longest(2)
		if end := len(folded.Symbols) - 2; m.End < end || m.End == end && m.Value != p.Value && !strings.Contains(string(p.Letters), "*") {
			t.Errorf("%q: found up to %d of %d as %v, want %v", text, m.End, end, Kind(m.Value), Kind(p.Value))
		}
		folded.Release()
	}
}

// TestWorkIsLinear counts the symbols looked at, in texts that come close to
// many phrases or never end a word.
func TestWorkIsLinear(t *testing.T) {
	work := func(text string) float64 {
		folded := lexicon.Fold(text)
		defer folded.Release()
		r := reader{text: text, symbols: folded.Symbols, phrases: phrases()}
		r.readPhrases()
		r.readCapitals()
		return float64(r.steps) / float64(len(folded.Symbols))
	}
	for _, part := range []string{
		"have asked one more ", "third third time ", "so called so called ", "abcdefghij", "AbC", "I ", "! ", "三度", "والوال", "idiot", "f**",
		"ich habe genug von ", "THIS IS ", "骗",
	} {
		short, long := work(strings.Repeat(part, 100)), work(strings.Repeat(part, 5000))
		if long > 1.1*short+.1 || long > 40 {
			t.Errorf("%q: %.2f steps a symbol in a short text, %.2f in one fifty times as long", part, short, long)
		}
	}
}

func TestOnlySignsAllocate(t *testing.T) {
	var folded lexicon.Text
	matches := make([]lexicon.Match, 0, 8)
	spans := make([]Sign, 0, 16)
	for _, text := range []string{
		"Could the invoice for April be sent to the new address, and is it possible to add a second user?",
		"Sie sind unfähig, ich schreibe zum DRITTEN Mal!!! 😡",
		"मैं तीसरी बार लिख रहा हूँ", "至今没人回复，骗子公司！！",
	} {
		if n := testing.AllocsPerRun(100, func() {
			folded.Read(text)
			r := reader{text: text, symbols: folded.Symbols, phrases: phrases(), found: Signs{Spans: spans}, matches: matches}
			r.readPhrases()
			r.readCapitals()
		}); n > 0 {
			t.Errorf("%q: %v allocations", text, n)
		}
	}
}

func TestSignalsAreReadAtOnce(t *testing.T) {
	texts := []string{"Idiots, third time!!!", "至今没人回复，骗子公司！！", "Danke für nichts, Ihr seid unfähig.", "Please cancel my order."}
	want := make([][]string, len(texts))
	for i, text := range texts {
		want[i] = describe(text)
	}
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for round := range 50 {
				i := round % len(texts)
				if got := describe(texts[i]); !slices.Equal(got, want[i]) {
					t.Errorf("%q: %q, alone %q", texts[i], got, want[i])
				}
			}
		})
	}
	readers.Wait()
}

func FuzzReadSignals(f *testing.F) {
	for _, part := range signParts {
		f.Add("a " + part + part + " b")
	}
	f.Fuzz(func(t *testing.T, text string) { checkSigns(t, text) })
}

func BenchmarkReadSignals(b *testing.B) {
	for name, text := range map[string]string{
		"en-calm":  "Hello, could you please tell me how I can add a second user to our account before the end of June?",
		"en-angry": "This is the third time I write and still no answer, you are idiots and I will NEVER order from you again!!!",
		"hi":       "मैं तीसरी बार लिख रहा हूँ और अभी तक कोई जवाब नहीं मिला, आप लोग चोर हैं, मैं उपभोक्ता फोरम में जाऊँगा।",
		"zh":       "这是我第三次联系你们了，至今没人回复，骗子公司，我会打12315投诉，再也不会在你们这里买了！！",
		"mail":     strings.Repeat("We ordered two lamps in May and one of them arrived broken. Could you send a new one? ", 12),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Read(text)
			}
		})
	}
}
