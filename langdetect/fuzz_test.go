package langdetect

import (
	"testing"
	"unicode/utf8"
)

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"", "ok", "a\xff\x00b", "<a href='x'>é</a>", "漢字かな交じり文", "e\u0301\u0301", "İstanbul ǅ", "a@b.c/d?e=f", "0A000A00\xcc0"} {
		f.Add(s)
	}
	d, err := New(Config{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := d.Detect(text)
		if r.Unsure != (r.Tag == Undetermined) || r.Unsure != (r.Reason != "") {
			t.Errorf("%q: %+v contradicts itself", text, r)
		}
		if !(r.Confidence >= 0 && r.Confidence <= 1) || len(r.Script) != 4 {
			t.Errorf("%q: %+v is out of range", text, r)
		}
		if again := d.Detect(text); again != r {
			t.Errorf("%q: %+v, then %+v", text, r, again)
		}
		end := 0
		for _, s := range d.Spans(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) || s.Tag == "" {
				t.Fatalf("%q: span %+v after %d", text, s, end)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("%q: span %+v cuts a letter", text, s)
			}
			end = s.End
		}
	})
}
