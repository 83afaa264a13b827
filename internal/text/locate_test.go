package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Each word of the cleaned text is found where the writer put it.
func TestLocator(t *testing.T) {
	for name, c := range map[string]struct{ subject, body, word, want string }{
		"plain":           {"Refund", "please send my refund now", "refund", "body:refund now"},
		"subject":         {"Re: [Ticket #77] Login fails", "no more details", "Login", "subject:Login fails"},
		"surplus space":   {"", "the   printer \t\r\n  is on  fire", "fire", "body:fire"},
		"below a quote":   {"", "> Is it the printer?\n> yes or no\nyes, the printer", "printer", "body:printer"},
		"above a quote":   {"", "printer\n\nOn Mon, Jan 5, 2026 at 9:00 AM Support <help@example.com> wrote:\n> printer", "printer", "body:printer\n\nOn Mon"},
		"markup":          {"", `<p class="printer">The <b>prin</b>ter &amp; the caf&eacute;</p>`, "printer", "body:prin</b>ter &amp;"},
		"entity":          {"", `<div>caf&eacute; bar</div>`, "café", "body:caf&eacute; bar"},
		"invisible":       {"", "ca\u200bncel it", "cancel", "body:ca\u200bncel it"},
		"other script":    {"退款", "我要退款，谢谢", "退款，", "body:退款，谢谢"},
		"dropped blob":    {"", "open https://t.example/?u=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa and wait for the code", "code", "body:code"},
		"same line twice": {"", "> thanks a lot\nthanks a lot", "thanks", "body:thanks a lot"},
	} {
		joined := Join(c.subject, c.body)
		at := strings.LastIndex(joined, c.word)
		if at < 0 {
			t.Errorf("%s: cleaning left %q", name, joined)
			continue
		}
		place, ok := NewLocator(joined, c.subject, c.body).Find(at, at+len(c.word))
		field, want, _ := strings.Cut(c.want, ":")
		source := map[Field]string{Subject: c.subject, Body: c.body}[place.Field]
		if !ok || string(place.Field) != field || !strings.HasPrefix(source[place.Start:], want) {
			t.Errorf("%s: %q at %+v (%v), wanted %q", name, c.word, place, ok, c.want)
		}
	}
}

// What is found shows the same characters as the cleaned text.
func TestLocatorPointsAtTheSameCharacters(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"hello", "world ", "\n", "> ", "<b>", "</b>", "<br>", "&amp;", "&eacute;", " \t", "\u200b", "退款", "é", "e\u0301", "\xff", "-- \n", "Kind regards\n",
		"On Mon, Jan 5, 2026 at 9:00 AM A <a@b.example> wrote:\n", "https://t.example/?u=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "[#12] ", "Re: ", "!", "🙏🏽", "&lt;p&gt;", "amp;",
	})
	pieces := rapid.SliceOfN(piece, 0, 40)
	found, total := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		subject, body := strings.Join(pieces.Draw(t, "subject"), ""), strings.Join(pieces.Draw(t, "body"), "")
		joined := Join(subject, body)
		l := NewLocator(joined, subject, body)
		for i, r := range joined {
			end := i + len(string(r))
			place, ok := l.Find(i, end)
			if isVisible(r) {
				total++
			}
			if !ok {
				continue
			}
			found++
			source := map[Field]string{Subject: subject, Body: body}[place.Field]
			if place.Start < 0 || place.End > len(source) || place.Start >= place.End {
				t.Fatalf("%q stands at %+v of %q", r, place, source)
			}
			if got := visibleOf(decodeEntities(source[place.Start:place.End])); got != string(r) {
				t.Fatalf("%q of %q: found %q", r, joined, got)
			}
		}
		if _, ok := l.Find(0, len(joined)+1); ok {
			t.Fatal("found more than there is")
		}
	})
	if found*10 < total*9 {
		t.Errorf("%d of %d characters were found", found, total)
	}
}

// The search is bounded: a ticket built against it takes steps in proportion
// to its length, so this ends.
func TestLocatorOnHostileTickets(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("a", 4<<20), strings.Repeat("a b\n", 1<<20), strings.Repeat("> a\nb\n", 1<<18), strings.Repeat("&amp;", 1<<18), strings.Repeat("<p>x", 1<<17),
	} {
		joined := Join("", body)
		l := NewLocator(joined, "", body)
		if place, ok := l.Find(0, 1); !ok || place.Field != Body {
			t.Errorf("%.10q: the first character is at %+v (%v)", body, place, ok)
		}
	}
}
