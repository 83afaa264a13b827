package alike

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"switchyard/internal/text"
)

// sentences are tickets of one kind in several scripts, with one that means
// something else in the same language.
var sentences = []struct{ language, one, copied, other string }{
	{"en",
		"Label printer\n\nHello,\n\nthe label printer in warehouse B prints only blank labels since this morning, order 48213-7 is waiting.",
		"Label printer\n\nDear support team,\n\nthe label pritner in warehouse B prints only blank labels since this morning, order 99121-4 is waiting.\n\nThanks",
		"Invoice\n\nHello,\n\nmy invoice shows the wrong tax number, please send a corrected one for order 48213-7 before Friday.\n\nThanks"},
	{"de",
		"Guten Tag,\n\nseit heute Morgen kann ich mich nicht mehr am Kundenportal anmelden, Kundennummer 774411.",
		"Sehr geehrte Damen und Herren,\n\nseit heute Morgen kann ich mich nicht mehr am Kundneportal anmelden, Kundennummer 120988.\n\nMit freundlichen Grüßen",
		"Guten Tag,\n\nbitte schicken Sie mir die Rechnung für März noch einmal zu, Kundennummer 774411."},
	{"ru",
		"Здравствуйте,\n\nпосле обновления приложение закрывается сразу после запуска, номер заказа 551203.",
		"Добрый день!\n\nпосле обновления прилжоение закрывается сразу после запуска, номер заказа 998877.",
		"Здравствуйте,\n\nкогда привезут мой заказ 551203, курьер не позвонил и не приехал вчера вечером?"},
	{"zh",
		"您好，\n\n更新之后手机应用一打开就闪退，无法登录账户，订单号12345678，请尽快处理。",
		"客服您好！\n\n更新之后手机应用一打开就闪退，无法登录帐户，订单号87654321，请尽快处理。",
		"您好，\n\n我想修改收货地址，包裹还没有发出，订单号12345678，谢谢您的帮助。"},
	{"ar",
		"مرحبا،\n\nلا أستطيع تسجيل الدخول إلى حسابي منذ صباح اليوم رغم أن كلمة المرور صحيحة، رقم الطلب 48213.",
		"السلام عليكم،\n\nلا أستطيع تسجيل الدخول إلى حسابي منذ صباح اليوم رغم أن كلمة المرورو صحيحة، رقم الطلب 99121.",
		"مرحبا،\n\nأريد استرجاع المبلغ الذي دفعته مقابل الطلب لأن المنتج وصل مكسورا، رقم الطلب 48213."},
	{"th",
		"สวัสดีค่ะ\n\nเครื่องพิมพ์ใบเสร็จที่สาขาพิมพ์ออกมาเป็นกระดาษเปล่าตั้งแต่เช้านี้ หมายเลข 48213",
		"เรียนฝ่ายบริการ\n\nเครื่องพิมพ์ใบเสร็จที่สาขาพิมพ์ออกมาเป็นกระดาษปล่าวตั้งแต่เช้านี้ หมายเลข 99121",
		"สวัสดีค่ะ\n\nขอเปลี่ยนที่อยู่จัดส่งสินค้าได้ไหมคะ ยังไม่ได้รับของเลย หมายเลข 48213"},
}

func TestCopiesAreAlikeInEveryScript(t *testing.T) {
	r := NewReader()
	for _, s := range sentences {
		one, copied, other := r.Read(s.one), r.Read(s.copied), r.Read(s.other)
		if got := Similarity(&one, &copied); got < DefaultSettings().Enough {
			t.Errorf("%s: a copy is only %.2f alike", s.language, got)
		}
		if got := Similarity(&one, &other); got > hopeless {
			t.Errorf("%s: another matter is %.2f alike", s.language, got)
		}
	}
}

func TestWhatVariesIsMasked(t *testing.T) {
	for given, want := range map[string]string{
		"order 48213-7 waits":                 "order 0 waits",
		"mail to a.b@example.org now":         "mail to 0 now",
		"see https://example.org/a?b=c#d ok.": "see 0 ok.",
		"Hi {{name}}, call {{phone}}.":        "Hi 0, call 0.",
		"订单号12345678，请":                       "订单号0，请",
		"رقم ٤٨٢١٣.":                          "رقم 0.",
		"well-known and/or it's":              "well-known and/or it's",
		"{{ is no mark":                       "{{ is no mark",
		"v2.3.1: fails":                       "0: fails",
		"":                                    "",
		"\xff\xfe broken":                     "\ufffd\ufffd broken",
	} {
		if got := mask(given); got != want {
			t.Errorf("mask(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestCoreLeavesTheMatter(t *testing.T) {
	for given, want := range map[string]string{
		"Hello,\n\nthe printer is broken again":                      "\nthe printer is broken again",
		"Printer\n\nHello,\n\nit is broken again today, please help": "Printer\n\n\nit is broken again today, please help",
		"the printer is broken\n\nAnna Schmidt":                      "the printer is broken",
		"the printer is broken\n\nIt smokes.":                        "the printer is broken\n\nIt smokes.",
		"Help!\n\nNow":                                               "Help!\n\nNow",
		"one line alone":                                             "one line alone",
	} {
		if got := core(given); got != want {
			t.Errorf("core(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestSimilarityIsExactForShortTexts(t *testing.T) {
	r := NewReader()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(strings.Fields("the printer in our warehouse prints blank labels again since monday and nobody helps"))
		a := strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "b"), " ")
		one, two := r.Read(a), r.Read(b)
		if one.Size > sample || two.Size > sample {
			t.Fatalf("the texts are not short: %d and %d shingles", one.Size, two.Size)
		}
		both := 0
		for _, h := range one.Sample {
			if slices.Contains(two.Sample, h) {
				both++
			}
		}
		want := float64(both) / float64(one.Size+two.Size-both)
		if got := Similarity(&one, &two); got != want || got != Similarity(&two, &one) {
			t.Fatalf("similarity %v and %v, counted %v", got, Similarity(&two, &one), want)
		}
		if Similarity(&one, &one) != 1 {
			t.Fatal("a text is not like itself")
		}
	})
}

// TestSimilarityOfLongTexts holds the estimate to the truth where samples are
// a part of the texts.
func TestSimilarityOfLongTexts(t *testing.T) {
	r := NewReader()
	words := strings.Fields(longText(1200))
	all := func(s string) map[uint32]bool {
		r.Read(s)
		set := map[uint32]bool{}
		for _, h := range r.hashes {
			set[h] = true
		}
		return set
	}
	for _, kept := range []int{100, 300, 600, 900, 1100} {
		a, b := strings.Join(words[:1100], " "), strings.Join(words[1100-kept:], " ")
		one, two := r.Read(a), r.Read(b)
		first, second := all(a), all(b)
		both := 0
		for h := range first {
			if second[h] {
				both++
			}
		}
		truth := float64(both) / float64(len(first)+len(second)-both)
		if got := Similarity(&one, &two); got < truth-.13 || got > truth+.13 { // three standard errors
			t.Errorf("%d words kept: estimated %.3f, is %.3f", kept, got, truth)
		}
	}
}

// longText is words that do not recur often.
func longText(n int) string {
	var b strings.Builder
	state := uint32(7)
	for range n {
		for range 5 {
			state = state*1664525 + 1013904223
			b.WriteByte('a' + byte(state>>24)%26)
		}
		b.WriteByte(' ')
	}
	return b.String()
}

func TestTextsWithoutAnythingAreLikeNothing(t *testing.T) {
	r := NewReader()
	for _, s := range []string{"", " \n\t ", "\u200b\ufe0f"} {
		sketch := r.Read(s)
		if sketch.Size != 0 || Similarity(&sketch, &sketch) != 0 {
			t.Errorf("%q has %d shingles", s, sketch.Size)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range sentences {
		f.Add(s.one, s.copied)
	}
	f.Add("{{", "\xff}}0@")
	r := NewReader()
	f.Fuzz(func(t *testing.T, a, b string) {
		one, again, two := r.Read(text.Clean(a)), r.Read(text.Clean(a)), r.Read(b)
		if !slices.Equal(one.Sample, again.Sample) || one.Keys != again.Keys || one.Size != again.Size {
			t.Fatal("the same text has two sketches")
		}
		if !slices.IsSorted(two.Sample) || len(two.Sample) > sample || len(two.Sample) > two.Size {
			t.Fatalf("a sample of %d from %d shingles", len(two.Sample), two.Size)
		}
		if s := Similarity(&one, &two); !(s >= 0 && s <= 1) || s != Similarity(&two, &one) {
			t.Fatalf("similarity %v", s)
		}
	})
}
