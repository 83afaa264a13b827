package text

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkRedacted holds a redaction to what it promises of any text.
func checkRedacted(t interface {
	Helper()
	Fatalf(string, ...any)
}, raw string, o RedactOptions, got Redaction) {
	t.Helper()
	var want strings.Builder
	at := 0
	for _, span := range got.Spans {
		if span.Start < at || span.End <= span.Start || span.End > len(raw) {
			t.Fatalf("span %v of %d bytes, after %d, in %q", span, len(raw), at, raw)
		}
		want.WriteString(raw[at:span.Start] + span.Slot.mark())
		at = span.End
	}
	if want.WriteString(raw[at:]); want.String() != got.Text {
		t.Fatalf("spans give %q, text is %q", want.String(), got.Text)
	}
	if again := Redact(got.Text, o); again.Text != got.Text || len(again.Spans) > 0 {
		t.Fatalf("redacted twice %q\nonce %q\nfrom %q", again.Text, got.Text, raw)
	}
}

func FuzzRedact(f *testing.F) {
	p := plant{rand.New(rand.NewPCG(7, 7))}
	for range 40 {
		f.Add(p.compose().text, "Anna van der Berg", byte(0))
	}
	for _, s := range []string{"{{email}}", "{{", "}}12345", "a@", "a at b dot c dot ", "1.2.3.4:", "::1", "\xff1234567", "名前は", "+(((0", "Hi \n\n\n", "12 "} {
		f.Add(strings.Repeat(s, 30), "12", byte(3))
	}
	f.Fuzz(func(t *testing.T, raw, name string, keep byte) {
		o := RedactOptions{Names: []string{name}}
		if keep&1 != 0 {
			o.Keep = append(o.Keep, SlotAmount)
		}
		if keep&2 != 0 {
			o.Keep = append(o.Keep, SlotDate, SlotURL)
		}
		checkRedacted(t, raw, o, Redact(raw, o))
	})
}

// redactWords are what random texts are made of: everything the rules look
// for, in pieces.
var redactWords = []string{
	"Hi", "Dear", "Anna", "anna", "Schmidt", "van", "Mr.", "my name is", "Thanks", "Kind regards,", "\n", "\n", "order", "no.", "#", "12", "345", "6789", "12345", "+49", "(030)", "(", ")",
	"-", "/", ".", ",", ":", "@", "example", ".com", "at", "dot", "(at)", "https://", "www.", "€", "EUR", "12.03.2024", "March", "2024", "{{name}}", "{{id}}", "{", "}", "DE89", "3704",
	"0044", "0532", "0130", "00", "Hauptstraße", "10115", "Berlin", "rue", "de la Paix", "您好", "王小明", "先生", "さん", "田中", "جي", "السيد", "أحمد", "नमस्ते", "जी", "१२३४५", "\u200b", "\u00ad", "\xff", "tel", "x", "::", "ab:cd", "1.2.3",
}

func TestRedactRandomText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom(redactWords), 0, 40).Draw(t, "words")
		raw := strings.Join(words, rapid.SampledFrom([]string{" ", "", "  ", "-"}).Draw(t, "gap"))
		o := RedactOptions{
			Keep:  rapid.SliceOfN(rapid.SampledFrom(Slots()), 0, 3).Draw(t, "keep"),
			Names: rapid.SliceOfN(rapid.SampledFrom([]string{"Anna Schmidt", "王小明", "Jan van Dam", "أحمد", ""}), 0, 2).Draw(t, "names"),
		}
		checkRedacted(t, raw, o, Redact(raw, o))
	})
}

// A rule that looks back or ahead without a bound would not end here.
func TestRedactLongText(t *testing.T) {
	pieces := append([]string{
		"a://", "a-", "a=", "a/", "a.", "a@", "a dot ", "a at b dot ", "1 ", "12-", "(1", "thx\n", "thx. ", "Hi ", "--\n", "my name is ", "あ", "田中様", "12:", "order no. ", "1 March ", "1 €", "DE89 ", "{{", " ", "rue de ",
	}, redactWords...)
	for _, piece := range pieces {
		raw := strings.Repeat(piece, (128<<10)/len(piece))
		if got := Redact(raw, RedactOptions{Names: []string{"Anna van Dam"}}); len(got.Spans) > len(raw) {
			t.Errorf("%q: %d spans of %d bytes", piece, len(got.Spans), len(raw))
		}
	}
}
