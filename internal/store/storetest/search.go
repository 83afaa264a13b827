package storetest

import (
	"fmt"
	"strings"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var searches = []test{
	{"words of subject and messages in any language", searchWords},
	{"signs and operators are only text", searchSigns},
	{"newest first, in pages", searchPages},
	{"long texts are answered or refused", searchLong},
	{"follows what is written later", searchFollows},
}

func (d *desk) settle() {
	d.Helper()
	if err := d.store.Settle(d.ctx); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) search(text string) []int64 {
	d.Helper()
	return numbers(need(d, func() ([]ticket.Ticket, error) {
		return d.store.Search(d.ctx, store.SearchQuery{Text: text, Limit: 100})
	}))
}

func searchWords(d *desk) {
	for _, text := range []string{
		"The VPN drops every hour since the update",
		"Die Größe der Straße ist falsch, naïve Café",
		"我想申请退款,订单号是12345",
		"パスワードをリセットしてください",
		"비밀번호를 재설정해 주세요",
		"لم أستلم فاتورتي مُحَمَّد",
		"ฉันต้องการคืนเงิน",
		"मुझे धनवापसी चाहिए",
		"Write to anna.b@example.org about ERR_CONN-42",
	} {
		d.commit(put(draft("Subject line"), 0, text))
	}
	d.settle()
	for text, want := range map[string][]int64{
		"vpn":                {1},
		"VPN hour":           {1},
		"hour VPN drops":     {1},
		"vpn refund":         {},
		"subject the vpn":    {1}, // words of the subject and of messages together
		"STRASSE":            {2},
		"große":              {2},
		"groessE":            {},
		"naive cafe":         {2},
		"退款":                 {3},
		"申请退款":               {3},
		"款":                  {3},
		"款退":                 {},
		"12345":              {3},
		"パスワード":              {4},
		"リセット":               {4},
		"비밀번호":               {5},
		"재설정":                {5},
		"فاتورتي":            {6},
		"محمد":               {6},
		"คืนเงิน":            {7},
		"धनवापसी":            {8},
		"anna.b@example.org": {9},
		"err_conn-42":        {9},
		"example":            {9},
		"exam":               {},
		"subject":            {9, 8, 7, 6, 5, 4, 3, 2, 1},
		"nowhere":            {},
	} {
		same(d, fmt.Sprintf("search for %q", text), d.search(text), want)
	}
}

func searchSigns(d *desk) {
	d.commit(put(draft("plain"), 0, "one two or three near and not"))
	d.commit(put(draft("other"), 0, "DROP a line, star"))
	d.settle()
	for text, want := range map[string][]int64{
		`"`: {}, `*`: {}, `'`: {}, `%`: {}, `_`: {}, "": {}, " ": {}, "\x00": {}, `\`: {}, "()": {}, "&|!": {},
		`"one`: {1}, `one*`: {1}, `on*`: {}, `one OR nothing`: {}, `one OR two`: {1}, `NEAR(one two)`: {1}, `NEAR(`: {1},
		`one NOT star`: {}, `-one`: {1}, `^one`: {1}, `subject:one`: {}, `one AND two`: {1}, `'; DROP TABLE tickets; --`: {},
		`'; DROP line`: {2}, `one & two`: {1}, `one | line`: {}, `!one`: {1}, `one <-> two`: {1}, "one\x00two": {1}, "\xff\xfeone": {1},
	} {
		same(d, fmt.Sprintf("search for %q", text), d.search(text), want)
	}
}

func searchPages(d *desk) {
	var want []int64
	for i := range 45 {
		text := "odd"
		if i%3 == 0 {
			text = "third"
		}
		t := d.commit(put(draft("common"), 0, text))
		if i%3 == 0 {
			want = append([]int64{t.Number}, want...)
		}
	}
	d.settle()
	var got []int64
	for before := int64(0); ; {
		page := numbers(need(d, func() ([]ticket.Ticket, error) {
			return d.store.Search(d.ctx, store.SearchQuery{Text: "common third", Before: before, Limit: 4})
		}))
		if got = append(got, page...); len(page) < 4 {
			break
		}
		before = page[3]
	}
	same(d, "pages", got, want)
}

func searchLong(d *desk) {
	var long strings.Builder
	for i := range store.MaxQueryWords {
		fmt.Fprintf(&long, "word%d ", i)
	}
	d.commit(put(draft("long"), 0, long.String()+strings.Repeat("x", 100_000)+strings.Repeat("退", 10_000)))
	d.settle()
	same(d, "search for many words", d.search(long.String()), []int64{1})
	same(d, "search for a long word", d.search(strings.Repeat("x", 100_000)), []int64{1})
	for _, more := range []int{1, 2000} {
		for i := range more {
			fmt.Fprintf(&long, "other%d ", i)
		}
		_, err := d.store.Search(d.ctx, store.SearchQuery{Text: long.String(), Limit: 10})
		d.isKind(err, ticket.Invalid)
	}
}

func searchFollows(d *desk) {
	t := d.commit(put(draft("printer"), 0, "smoke"))
	d.settle()
	t = d.commit(put(t, 1, "fire"))
	d.settle()
	same(d, "a word of each message", d.search("smoke fire"), []int64{1})
	t.Subject = "scanner"
	t = d.commit(put(t, 2))
	d.settle()
	same(d, "the new subject", d.search("scanner smoke"), []int64{1})
	same(d, "the old subject", d.search("printer"), []int64{})
	t.Status = ticket.Resolved
	d.commit(put(t, 3, "water"))
	d.reopen() // before the words are filed
	d.settle()
	same(d, "a word from before closing", d.search("scanner water"), []int64{1})
	if t := need(d, func() ([]ticket.Ticket, error) {
		return d.store.Search(d.ctx, store.SearchQuery{Text: "water", Limit: 1})
	}); len(t) != 1 || t[0].Version != 4 {
		d.Errorf("found %v, want the ticket as it is now", t)
	}
}
