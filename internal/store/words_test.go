package store_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"switchyard/internal/store"
)

func TestWords(t *testing.T) {
	for _, test := range []struct{ text, index, query string }{
		{"", "", ""},
		{"The VPN's down, the VPN!", "down s the vpn", "down s the vpn"},
		{"Größe Straße NAÏVE Ångström", "angstrom grosse naive strasse", "angstrom grosse naive strasse"},
		{"σοφός ΣΟΦΌΣ", "σοφοσ", "σοφοσ"},
		{"مُحَمَّد محمـــد", "محمد", "محمد"},
		{"退款", "款 退 退款", "退款"},
		{"款", "款", "款"},
		{"订单abc退", "abc 单 订 订单 退", "abc 订单 退"},
		{"リモート", "ート モ モー リ リモ ー ト", "ート モー リモ"},
		{"ABC １２３ ①", "1 123 abc", "1 123 abc"},
		{"चाहिए", "चाहिए", "चाहिए"},
		{"❤️ 👩‍👩‍👧", "", ""},
		{"a-b_c:d*\"e'(f)", "a b c d e f", "a b c d e f"},
		{strings.Repeat("x", 60), strings.Repeat("x", 40), strings.Repeat("x", 40)},
	} {
		sorted := func(s string) []string {
			list := strings.Fields(s)
			slices.Sort(list)
			return list
		}
		if got := store.IndexWords(test.text); !slices.Equal(got, sorted(test.index)) {
			t.Errorf("index words of %q are %q, want %q", test.text, got, test.index)
		}
		if got := store.QueryWords(test.text); !slices.Equal(got, sorted(test.query)) {
			t.Errorf("query words of %q are %q, want %q", test.text, got, test.query)
		}
	}
}

// Whatever part of a text is searched for, cut between words or within a run
// of a script without spaces, is found.
func TestPartsOfTextsAreFound(t *testing.T) {
	pieces := []string{"vpn", "Straße", "naïve", "退款单", "リモート", "คืนเงิน", "재설정", "فاتورة", "चाहिए", "42", "ﬁ", "É", "İ"}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "words")
		from := rapid.IntRange(0, len(words)).Draw(t, "from")
		to := rapid.IntRange(from, len(words)).Draw(t, "to")
		index := store.IndexWords(strings.Join(words, " "))
		for _, word := range store.QueryWords(strings.ToUpper(strings.Join(words[from:to], "-"))) {
			if !slices.Contains(index, word) {
				t.Fatalf("%q is not among %q", word, index)
			}
		}
	})
}

func FuzzWords(f *testing.F) {
	f.Add("The VPN \xff\x00 退款 İ ß")
	f.Fuzz(func(t *testing.T, text string) {
		index := store.IndexWords(text)
		if !slices.IsSorted(index) {
			t.Fatalf("%q is not sorted", index)
		}
		for _, word := range store.QueryWords(text) {
			if _, found := slices.BinarySearch(index, word); !found {
				t.Fatalf("%q is not among %q", word, index)
			}
			if strings.ContainsFunc(word, func(r rune) bool {
				return r < utf8.RuneSelf && (r < '0' || r > '9' && r < 'a' || r > 'z')
			}) || !utf8.ValidString(word) {
				t.Fatalf("%q holds what a word does not", word)
			}
		}
	})
}
