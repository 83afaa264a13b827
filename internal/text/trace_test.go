package text

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func traced(t testing.TB, s string) *Trace {
	t.Helper()
	f, err := NewFeaturiser(allSettings())
	if err != nil {
		t.Fatal(err)
	}
	return f.Trace(s)
}

// The units are where a reader would point.
func TestTraceUnits(t *testing.T) {
	for s, want := range map[string]string{
		"My invoice is WRONG!": "My|invoice|is|WRONG|!",
		"  über-Nacht ":        "über|-|Nacht",
		"退款没到 ok":              "退|款|没|到|ok",
		"मेरा खाता बंद है।":             "मेरा|खाता|बंद|है|।",
		"ﬁne １２３ cafe\u0301":            "ﬁne|１２３|cafe\u0301",
		"ｶﾞｽ料金":                         "ｶﾞ|ｽ|料|金",
		"thanks 🙏🏽 a\u200db":            "thanks|🙏|🏽|a\u200db",
		"\u200b \u0301 \xff ... x":      ".|.|.|x",
		"":                              "",
		"Straße ﬀ \u1e9b\u0323 o\u0302": "Straße|ﬀ|\u1e9b\u0323|o\u0302",
	} {
		var got []string
		for _, u := range traced(t, s).Units {
			got = append(got, s[u.Start:u.End])
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", s, diff)
		}
	}
}

// A trace has the features of the text, its units stand in order inside it,
// and spreading the features over the units loses and invents nothing.
func TestTraceIsWhole(t *testing.T) {
	f, err := NewFeaturiser(allSettings())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"reset my password, please reset it", "退款 no llegó ｶﾞ", "\xff\xfe a\u0301\u0302", strings.Repeat("的", 40) + "ok", "Å ﬃ ½ ㎏ 각",
		})).Draw(t, "text")
		trace := f.Trace(s)
		bag := f.Features(s)
		if diff := cmp.Diff(bag, trace.Bag, cmp.Transformer("nil", func(b Bag) []any {
			return []any{len(b.IDs), append([]int32{}, b.IDs...), append([]float32{}, b.Weights...)}
		})); diff != "" {
			t.Fatalf("features differ: %s", diff)
		}
		at := 0
		for _, u := range trace.Units {
			if u.Start < at || u.End <= u.Start || u.End > len(s) {
				t.Fatalf("unit %+v after %d in a text of %d bytes", u, at, len(s))
			}
			at = u.End
		}
		if len(trace.Units) == 0 {
			return
		}
		spread := make([]float64, len(trace.Units))
		trace.Spread(spread, bag.Weights)
		var want, got float64
		for _, w := range bag.Weights {
			want += float64(w)
		}
		for _, v := range spread {
			got += v
		}
		if math.Abs(want-got) > 1e-4*math.Max(1, want) {
			t.Fatalf("%v spread over the units of %q, but %v was given", got, s, want)
		}
	})
}

// A feature counts where it stands: the words of the features are found again.
func TestSpreadPointsAtItsFeature(t *testing.T) {
	f, err := NewFeaturiser(allSettings())
	if err != nil {
		t.Fatal(err)
	}
	const s = "please send the refund to my card"
	trace := f.Trace(s)
	only := map[int32]bool{}
	for _, id := range f.Features("refund").IDs {
		only[id] = true
	}
	values := make([]float32, len(trace.Bag.IDs))
	for i, id := range trace.Bag.IDs {
		if only[id] {
			values[i] = 1
		}
	}
	spread := make([]float64, len(trace.Units))
	trace.Spread(spread, values)
	for i, u := range trace.Units {
		if isRefund := s[u.Start:u.End] == "refund"; isRefund != (spread[i] > 3) {
			t.Errorf("%q got %v", s[u.Start:u.End], spread[i])
		}
	}
}
