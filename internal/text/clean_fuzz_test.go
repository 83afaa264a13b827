package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkCleaned fails unless got keeps what Clean promises of its result.
func checkCleaned(t interface {
	Helper()
	Fatalf(string, ...any)
}, raw, got string) {
	t.Helper()
	switch {
	case !utf8.ValidString(got):
		t.Fatalf("invalid UTF-8 %q from %q", got, raw)
	case !isTidy(got):
		t.Fatalf("untidy %q from %q", got, raw)
	case len(got) > len(raw)+16:
		t.Fatalf("%d bytes grew to %d: %q from %q", len(raw), len(got), got, raw)
	}
	if again := Clean(got); again != got {
		t.Fatalf("cleaned twice %q, once %q, from %q", again, got, raw)
	}
	if got == "" && !strings.Contains(raw, "<") && tidy(decodeEntities(raw)) != "" {
		t.Fatalf("lost the message %q", raw)
	}
}

func FuzzClean(f *testing.F) {
	paths, err := filepath.Glob("testdata/clean/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(script))
	}
	for _, s := range hostile {
		f.Add(strings.Repeat(s, 9))
	}
	f.Fuzz(func(t *testing.T, raw string) { checkCleaned(t, raw, Clean(raw)) })
}

func FuzzJoin(f *testing.F) {
	f.Add("Re: Fwd: [Ticket #12] x", "x\ny")
	f.Add("##4711## 回复：发票", "From: a@b\nSent: 1\nSubject: s\n\nhi")
	f.Add("Re:", "")
	f.Add("", "\xff\x00<p>")
	f.Fuzz(func(t *testing.T, subject, body string) {
		got := Join(subject, body)
		if !utf8.ValidString(got) || !isTidy(got) {
			t.Fatalf("%q from %q and %q", got, subject, body)
		}
		if len(got) > len(subject)+len(body)+33 {
			t.Fatalf("%d and %d bytes grew to %d", len(subject), len(body), len(got))
		}
		if got == "" && Clean(body) != "" {
			t.Fatalf("lost the body %q", body)
		}
	})
}

// mailLines are the lines that random mail is made of: words, and everything
// the rules look for.
var mailLines = []string{
	"", "", "The printer is broken again.", "Bitte helfen Sie mir", "密码错误", "> quoted text", ">> older", ">5", ">", "--", "-- ", "_____", "John Smith",
	"Thanks", "Best regards,", "Mit freundlichen Grüßen", "+49 30 1234567", "www.example.org", "Sent from my iPhone", "-----Original Message-----",
	"---------- Forwarded message ---------", "Begin forwarded message:", "From: Jo <jo@example.org>", "Sent: Monday 10:00", "To: me", "Subject: broken",
	"Von: a@b.example", "On Tue, Mar 12, 2024 at 9:14 AM Jo <jo@example.org> wrote:", "On Monday Jo", "<jo@example.org> wrote:", "see below",
	"This e-mail is confidential.", "<div class=gmail_quote>", "</div>", "<p>", "<br>", "<blockquote>", "</blockquote>", "<b>bold</b>", "<script>", "</script>",
	"&lt;br&gt;", "&amp;lt;p&amp;gt;", "&#60;", "<div hidden>", "<!--", "-->", "https://example.org/a/very/long/path/that/goes/on/and/on/for/ever?x=1",
	"550e8400-e29b-41d4-a716-446655440000", "a\u200db", "\u00ad", "\xff", "\x00", "CAUTION: This email originated from outside",
}

func TestCleanRandomMail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(mailLines), 0, 24).Draw(t, "lines")
		ends := rapid.SampledFrom([]string{"\n", "\r\n", " ", "\n\n", ""}).Draw(t, "ends")
		raw := strings.Join(lines, ends)
		checkCleaned(t, raw, Clean(raw))
	})
}

// An ordinary sentence is returned as it is, in any script.
func TestCleanKeepsPlainLines(t *testing.T) {
	words := rapid.SampledFrom([]string{
		"printer", "Thanks", "a<b", "<3", "R&D", "x>y", "Größe", "пароль", "密码错误", "パスワード", "รหัสผ่าน", "पासवर्ड", "كلمة", "비밀번호", "👩‍💻", "404", "From:", "wrote:",
		"--", ">", "jo@example.org", "https://a.example/b", "<name>", "C:\\temp", "3.5%", "&", "Regards,", "!!!",
	})
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(words, 1, 20).Draw(t, "words"), " ")
		if got := Clean(line); got != line {
			t.Fatalf("got %q for %q", got, line)
		}
	})
}

// What settles nowhere else settles here: no rule touches a flattened text.
func TestFlattenSettles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom(mailLines), 0, 24).Draw(t, "lines")
		flat := flatten(strings.Join(lines, "\n"))
		if again := cleanPass(flat, false); again != flat {
			t.Fatalf("%q became %q", flat, again)
		}
	})
}
