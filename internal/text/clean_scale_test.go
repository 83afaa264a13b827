package text

import (
	"strings"
	"testing"
	"time"
)

// hostile are the pieces from which inputs are built that make careless
// cleaners slow: each is repeated to any size.
var hostile = []string{
	"<", "<a ", "<a b c d=e ", "<b>", "<div>", "</div>", "<blockquote>", "<p><p>", "<!--", "<!-- x --", "<script>", "<script><b>", "<div hidden>", "<br>", "<table><tr><td>",
	"&", "&amp;", "amp;", "&#", "&lt;b&gt;", "&amp;amp;lt;", ">", "> \n", ">>\n", "On ", "On 1\n", "On 12:00 wrote\n", "From: a@b\n", "From: a@b\nTo: b\nSubject: c\n", "Subject:\n\n",
	"--\n", "-----\n", "Thanks\n", "Jo\n", "Thanks\nJo\n", "a@b\n", "\n", "\n\n", " \n", "a\n", "\u200d", "a\u200d", "\xff", "\x00", "\t ", "https://", "https://a.example/?", "[[", "[cid:aaaaaaaaaaaaaaaaaaaaaaaaaa]",
	"0123456789abcdef", "aZ9", "---------- Forwarded message ---------\n", "---------- Forwarded message ---------\nsee\n", "!\n> ----- Original Message -----\n", "> -----Original Message-----\n\n", "!\n> q\n\n", "Fwd\n> ---- Forwarded message ----\n> x\n", "This e-mail is\n", "This e-mail is confidential\n\n", "x\n\nconfidential privileged\n",
	"[#1", "[", "(", "##", "Re: ", "Fwd:", "word ", "密", "कि",
}

// Time grows in proportion to the text: sixteen times the input may cost at
// most a hundred times as much, where a quadratic rule would cost 256 times.
// A busy machine gets several tries; a quadratic rule fails them all.
func TestCleanLinearTime(t *testing.T) {
	const small, factor, allowed, tries = 8 << 10, 16, 100, 5
	cost := func(piece, prefix string, size int) time.Duration {
		text := prefix + strings.Repeat(piece, size/len(piece))
		best := time.Hour
		for range 3 {
			start := time.Now()
			Join(text[:len(text)/2], text)
			best = min(best, time.Since(start))
		}
		return max(best, 20*time.Microsecond)
	}
	for _, piece := range hostile {
		for _, prefix := range [...]string{"", "<br>"} {
			var short, long time.Duration
			linear := false
			for try := 0; try < tries && !linear; try++ {
				short, long = cost(piece, prefix, small), cost(piece, prefix, small*factor)
				linear = long <= allowed*short
			}
			if !linear {
				t.Errorf("%q after %q: %v for %d bytes, %v for %d times as many", piece, prefix, short, small, long, factor)
			}
		}
	}
}

// Ten megabytes of the worst are cleaned without recursion or a blow-up of
// memory.
func TestCleanBombs(t *testing.T) {
	for name, bomb := range map[string]string{
		"angles":     strings.Repeat("<", 10<<20),
		"nesting":    strings.Repeat("<div><blockquote>", 500_000) + "x",
		"comment":    "<p>x</p><!--" + strings.Repeat("<!-", 3<<20),
		"attributes": "<p>x</p><a " + strings.Repeat("b=c ", 2<<20) + ">y</a>",
		"one word":   strings.Repeat("a", 10<<20),
	} {
		if got := Clean(bomb); got == "" || len(got) > len(bomb) {
			t.Errorf("%s: %d bytes left of %d", name, len(got), len(bomb))
		}
	}
}

func BenchmarkClean(b *testing.B) {
	mail := strings.Repeat("We moved to the new office last week and since then the scanner on the second floor sends empty pages.\n", 9) +
		"\nKind regards,\nOliver Brandt\nSenior Controller\nT: +44 20 7946 0999\n\n" +
		"On Tue, Mar 12, 2024 at 9:14 AM Acme Support <support@acme.example> wrote:\n> Hi Oliver,\n> please restart it.\n"
	page := "<html><body><div>" + strings.ReplaceAll(mail[:900], "\n", "<br>") +
		`</div><div class="gmail_quote"><blockquote>Please restart it.</blockquote></div></body></html>`
	for _, c := range []struct{ name, text string }{
		{"short", "I can't log in since this morning, error 403, please help me get back."},
		{"short_ko", "아직도 로그인이 되지 않습니다. 확인 부탁드립니다."},
		{"clean_mail", Clean(mail)}, {"mail", mail}, {"html", page},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				Clean(c.text)
			}
		})
	}
}

func TestCleanPlainLineAllocates(t *testing.T) {
	for _, line := range []string{"I can't log in since this morning, error 403.", "아직도 로그인이 되지 않습니다."} {
		if n := testing.AllocsPerRun(100, func() { Clean(line) }); n != 0 {
			t.Errorf("%v allocations for %q", n, line)
		}
	}
}
