package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// onPaper writes lines without colours.
func onPaper(lines [][]cell) []string {
	var out []string
	for _, line := range lines {
		out = append(out, screen{}.line(line))
	}
	return out
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"spaces", "one two three", 8, []string{"one two", "three"}},
		{"exactly full", "one two", 7, []string{"one two"}},
		{"a long word", "a unbreakable b", 5, []string{"a", "unbre", "akabl", "e b"}},
		{"wide characters", "返金してください", 7, []string{"返金し", "てくだ", "さい"}},
		{"marks stay", "e\u0301e\u0301e\u0301", 2, []string{"e\u0301e\u0301", "e\u0301"}},
		{"joined emoji stay", "👩‍💻👩‍💻", 3, []string{"👩‍💻", "👩‍💻"}},
		{"line ends", "a\r\nb\rc\u2028d", 9, []string{"a", "b", "c", "d"}},
		{"empty lines", "\n\na\n\n \n\nb\n\n", 9, []string{"a", "", "b"}},
		{"indent", "  a", 9, []string{"  a"}},
		{"tab", "a\tb", 9, []string{"a    b"}},
		{"right to left", "שלום עולם", 5, []string{"שלום", "עולם"}},
		{"controls", "\x1b[1m\x00\x7f\u0085\u009b", 20, []string{"␛[1m␀␡", "�"}},
		{"directions", "a\u202eb\u2066c\u200f", 9, []string{"abc\u200f"}},
		{"nothing", "", 9, nil},
		{"only space", " \n \n", 9, nil},
	} {
		if diff := cmp.Diff(c.want, onPaper(wrap(inked(plainInk, c.text), c.width))); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

func TestMarksStandInBrackets(t *testing.T) {
	for _, c := range []struct {
		name, text string
		marks      []mark
		want       []string
	}{
		{"words", "one two three", []mark{{0, 3, false, 2}, {8, 13, true, 0}}, []string{"[one]", "two", "[-three]"}},
		{"side by side", "ab", []mark{{0, 1, false, 0}, {1, 2, false, 0}}, []string{"[a][b]"}},
		{"the bracket counts", "one two", []mark{{4, 7, false, 0}}, []string{"one", "[two]"}},
		{"over a line end", "a b\nc d", []mark{{2, 5, false, 0}}, []string{"a [b", "c] d"}},
		{"up to a line end", "a\nb", []mark{{0, 2, false, 0}}, []string{"[a]", "b"}},
		{"half a character", "e\u0301x", []mark{{0, 1, false, 0}}, []string{"[e\u0301]x"}},
		{"inside a character", "e\u0301x", []mark{{1, 3, false, 0}}, []string{"e\u0301x"}},
	} {
		if diff := cmp.Diff(c.want, onPaper(passage(c.text, c.marks, screen{}, 8))); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}

func TestOverlappingEvidenceIsMarkedOnce(t *testing.T) {
	e := saying(ticket, ticketWeights, "charged twice")
	inner := e.For[0]
	inner.Start += 3
	e.For = append(e.For, inner, inner)
	if got := marksIn(e, "body", len(ticket.Body)); len(got) != 1 || got[0].start != e.For[0].Start {
		t.Errorf("%+v", got)
	}
}

// Nothing of a short text is lost on its way to the screen.
func TestShortTextsAreShownWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := texts.Draw(t, "body")
		at := rapid.IntRange(0, len(body)).Draw(t, "start")
		marks := []mark{{at, rapid.IntRange(at, len(body)).Draw(t, "end"), false, 1}}
		var want strings.Builder
		for g := range glyphs(body) {
			want.WriteString(g.text)
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		got := strings.Join(onPaper(passage(body, marks, screen{colour: true}, rapid.IntRange(20, 90).Draw(t, "width"))), "")
		if bare(got) != bare(want.String()) {
			t.Fatalf("%q became %q", want.String(), got)
		}
	})
}

func TestLongTextsAreShownAroundTheEvidence(t *testing.T) {
	const sentence = "We met on Tuesday, and spoke of the weather at length.\n"
	before, after := strings.Repeat(sentence, 8000), strings.Repeat(sentence, 9000)
	body := "Dear team,\n" + before + "Give me my money back!\n" + after + "Kind regards, Ada"
	at := strings.Index(body, "money back")
	marks := []mark{{at, at + len("money back"), false, 2}}
	page := strings.Join(onPaper(passage(body, marks, screen{}, 78)), "\n")
	for _, want := range []string{"Dear team,\n", "Give me my [money back]!\n", "Kind regards, Ada"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if n := strings.Count(page, "\n"); n > 40 {
		t.Errorf("%d lines", n)
	}
	left := 0
	for _, note := range regexp.MustCompile(`… (\d+) characters left out …`).FindAllStringSubmatch(page, -1) {
		n, _ := strconv.Atoi(note[1])
		left += n
	}
	shown := 0
	for _, part := range excerpt(body, marks) {
		shown += utf8.RuneCountInString(body[part.start:part.end])
	}
	if total := utf8.RuneCountInString(body); left+shown != total || left < total-4000 {
		t.Errorf("%d characters shown and %d left out of %d", shown, left, total)
	}
}

// Parts of a long text lie in order, inside it, and break no character.
func TestExcerptsAreCutBetweenCharacters(t *testing.T) {
	for name, piece := range map[string]string{"words": "word ", "wide": "返", "marks": "e\u0301", "emoji": "👩‍💻", "flags": "🇩🇪", "bytes": "\xff", "one": "\u0301", "lines": "\r\n"} {
		body := strings.Repeat(piece, 20_000/len(piece))
		for at := range 300 {
			m := []mark{{6000 + at, 9000 + at, false, 0}}
			end := -1
			for _, part := range excerpt(body, m) {
				if part.start <= end || part.end < part.start || part.end > len(body) {
					t.Fatalf("%s: part %+v after %d", name, part, end)
				}
				end = part.end
				if name != "one" && name != "flags" && (part.start%len(piece) != 0 || part.end%len(piece) != 0) {
					t.Fatalf("%s: %+v cuts a character", name, part)
				}
			}
			if end != len(body) {
				t.Fatalf("%s: ends at %d", name, end)
			}
		}
	}
}

func TestBars(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  string
	}{{0, ""}, {.05, "▍"}, {.5, "████"}, {1, "████████"}, {2, "████████"}, {-1, ""}} {
		if got := bar(c.share, 8); got != c.want {
			t.Errorf("%v: %q, want %q", c.share, got, c.want)
		}
	}
	for _, c := range []struct {
		value       float64
		left, right string
	}{{0, "░░", "░░"}, {-1, "██", "░░"}, {1, "░░", "██"}, {-.5, "░█", "░░"}, {.5, "░░", "█░"}, {9, "░░", "██"}} {
		if left, right := balance(c.value, 2); left != c.left || right != c.right {
			t.Errorf("%v: %q %q", c.value, left, right)
		}
	}
}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{0: "0.0 %", .0004: "<0.1 %", .001: "0.1 %", .5: "50.0 %", .999: "99.9 %", .9995: ">99.9 %", 1: "100.0 %"} {
		if got := percent(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{{"billing", 7, "billing"}, {"billing", 6, "billi…"}, {"返金してください", 7, "返金し…"}, {" a \n b ", 3, "a b"}, {"a", 1, "a"}, {"ab", 1, "…"}} {
		if got := fit(c.text, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
