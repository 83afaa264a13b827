package text

import "testing"

func TestTidy(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{" \t\r\n\v\f", ""},
		{"a\x00b\x07c\x7fd", "abcd"},
		{"a\xffb \xc3(", "a b ("},
		{"a\ufffdb", "a b"},
		{"a\rb\r\nc\u0085d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"},
		{"a \n \n \n b", "a\n\nb"},
		{"a\u00a0b\u1680c\u2003d\u202fe\u205ff\u3000g\u2800h", "a b c d e f g h"},
		{"a\u00adb\u034fc\u061cd\u180ee\u200bf\u200eg\u202eh\u2060i\u2066j\ufeffk\ufff9l\U000e0041m\u0081n", "abcdefghijklmn"},
		{"a\u200cb \u200d", "ab"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"می\u200c\u200cخواهم", "می\u200cخواهم"},
		{"می\u200c خواهم\u200d", "می خواهم"},
		{"👩\u200d💻 ❤️\u200d🔥", "👩\u200d💻 ❤️\u200d🔥"},
	} {
		got := tidy(c.in)
		if got != c.want {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
		if !isTidy(got) {
			t.Errorf("%q: %q is not tidy", c.in, got)
		}
	}
}
