package main

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"switchyard/classifier"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/models/modelstest"
)

// fixedEngine gives every text the same answers.
func fixedEngine(t testing.TB) *triage.Engine {
	t.Helper()
	labels := []string{"billing", "shipping", "returns", "account", "outage", "sales", "praise"}
	set, err := models.NewSet(
		modelstest.Fixed(t, models.Manifest{Task: models.Category, Labels: labels, Languages: []string{"en"}}, .6, .2, .1, .04, .02, .005, .005, .03),
		modelstest.Fixed(t, models.Manifest{Task: models.Priority, Labels: []string{"low", "normal", "high", "urgent"}, Thresholds: models.Thresholds{Confidence: .9}}, .1, .7, .1996, .0004),
		modelstest.Fixed(t, models.Manifest{Task: models.Sentiment, Labels: []string{"negative", "neutral", "positive"}}, .7, .1, .2),
		modelstest.Fixed(t, models.Manifest{Task: models.Anger, Labels: []string{"false", "true"}, Thresholds: models.Thresholds{Flag: .25}}, .6, .4),
		modelstest.Fixed(t, models.Manifest{Task: models.Spam, Labels: []string{"false", "true"}, Thresholds: models.Thresholds{Flag: .9995}}, .98, .02),
	)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := triage.New(set, nil, .05)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func decide(t testing.TB, item triage.Item) triage.Decision {
	t.Helper()
	item.Explain = true
	d, err := fixedEngine(t).Decide(item, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// saying is evidence for words of an item, each where it first stands.
func saying(item triage.Item, weights map[string]float64, order ...string) *triage.Explanation {
	e := &triage.Explanation{}
	for _, text := range order {
		v := triage.Evidence{Text: text, Weight: weights[text]}
		if at := strings.Index(item.Subject, text); at >= 0 {
			v.Field, v.Start, v.End = "subject", at, at+len(text)
		} else if at := strings.Index(item.Body, text); at >= 0 {
			v.Field, v.Start, v.End = "body", at, at+len(text)
		}
		if v.Weight < 0 {
			e.Against = append(e.Against, v)
		} else {
			e.For = append(e.For, v)
		}
	}
	return e
}

var (
	ticket = triage.Item{Subject: "Invoice 88", Language: "en",
		Body: "I was charged twice.\r\n\r\n\r\n\r\nPlease send\tthe money\x1b[2J back: 返金してください。 Thank you very much for looking into this so quickly, é\u0301 \xff"}
	ticketWeights = map[string]float64{"charged twice": 2, "Invoice": 1, "money": .7, "返金": .5, "quickly": .01, "Please": -.8, "gone": .4}
)

func ticketDecision(t testing.TB) triage.Decision {
	d := decide(t, ticket)
	d.Category.Explanation = saying(ticket, ticketWeights, "charged twice", "Invoice", "money", "返金", "gone", "quickly", "Please")
	d.Priority.Explanation = saying(ticket, map[string]float64{"quickly": .25}, "quickly")
	d.Anger.Explanation = &triage.Explanation{Approximate: true, For: []triage.Evidence{{Text: "a run of words\nthat is rather longer than a line", Weight: 1}}}
	return d
}

func TestPlainView(t *testing.T) {
	want := `
Language    English (en), as stated
Category    billing, suggest it to a person: the bundle carries no certificate
  billing      ████████████████████████                   60.0 %
  shipping     ████████                                   20.0 %
  returns      ████                                       10.0 %
  account      █▋                                          4.0 %
  outage       ▊                                           2.0 %
  2 others     ▍                                           1.0 %
  out of scope █▎                                          3.0 %
Priority    normal 70.0 %, high 20.0 %, low 10.0 %, urgent <0.1 %; suggest it to
            a person: no label is likely enough
Sentiment   negative ░░░░░░██████|░░░░░░░░░░░░ positive -0.50
Anger       40.0 %, flagged (from 25.0 % on)
Spam        2.0 %, not flagged (from >99.9 % on)

Text        [word] speaks for billing, [-word] against it
  [Invoice] 88

  I was [charged twice].

  [-Please] send    the [money]␛[2J back: [返金]してください。 Thank you very
  much for looking into this so quickly, é` + "\u0301" + ` �

Evidence    what the strongest words add to the log-odds of each answer
  category  "charged twice" +2.00, "Invoice" +1.00, "money" +0.70, "返金" +0.50,
            "Please" -0.80
  priority  "quickly" +0.25
  anger     "a run of words that is rather…" +1.00 (approximate)
`
	got := "\n" + draw(screen{width: 80}, ticket, ticketDecision(t))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestNarrowViewOfAnEmptyText(t *testing.T) {
	d := decide(t, triage.Item{})
	d.Category.Ranked = append([]classifier.Ranked{{Label: "a label that is longer than half of a narrow screen", Probability: .6}}, d.Category.Ranked[1:2]...)
	d.Sentiment.Valence = .3
	want := `
Language    not known: language
            detection is off
Category    leave it to a person: there
            is nothing to read
  a label that … ████████▍        60.0 %
  shipping       ██▊              20.0 %
  out of scope   ▍                 3.0 %
Priority    normal 70.0 %, high 20.0 %,
            low 10.0 %, urgent <0.1 %;
            leave it to a person: there
            is nothing to read
Sentiment   negative ░|░ positive +0.30
Anger       40.0 %, not flagged (from
            25.0 % on)
Spam        2.0 %, not flagged (from
            >99.9 % on)

Text        empty
`
	if diff := cmp.Diff(want, "\n"+draw(screen{width: leastWidth}, triage.Item{}, d)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestColoursShowStrengthAndSide(t *testing.T) {
	page := draw(screen{width: 80, colour: true}, ticket, ticketDecision(t))
	for _, want := range []string{
		"\x1b[1;30;42mcharged twice\x1b[0m.", "\x1b[1;32mInvoice\x1b[0m 88", "\x1b[32m返金\x1b[0mして", "\x1b[1;4;31mPlease\x1b[0m send",
		"so quickly", "\x1b[1;31mflagged\x1b[0m (", "\x1b[33msuggest it",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%q", want, page)
		}
	}
	if strings.Contains(page, "[-") || strings.Contains(page, "[charged") {
		t.Error("brackets beside colours")
	}
}

func TestAnswersInWords(t *testing.T) {
	for _, c := range []struct {
		action classifier.Action
		reason classifier.Reason
		ink    ink
		want   string
	}{
		{classifier.Apply, "", goodInk, "apply it: the certificate covers it"},
		{classifier.Suggest, classifier.BelowThreshold, unsureInk, "suggest it to a person: the answer is not sure enough for the certificate"},
		{classifier.Human, classifier.LanguageNotCovered, alarmInk, "leave it to a person: the model never learnt this language"},
		{classifier.Human, "some_new_reason", alarmInk, "leave it to a person: some new reason"},
	} {
		if ink, got := verdict(&triage.Choice{Action: c.action, Reason: c.reason}); got != c.want || ink != c.ink {
			t.Errorf("%s for %s: %q in %q; want %q in %q", c.action, c.reason, got, ink, c.want, c.ink)
		}
	}
	d := decide(t, triage.Item{Body: "x"})
	d.Category.Action, d.Category.Likely = classifier.Apply, []string{"billing", "shipping"}
	d.Category.OutOfScope = .9 // then the explanation is why nothing fits
	d.Category.Explanation = saying(triage.Item{Body: "x"}, map[string]float64{"x": 1}, "x")
	page := draw(screen{width: 80}, triage.Item{Body: "x"}, d)
	for _, want := range []string{"the certificate says one of billing, shipping", "speaks for out of scope"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// ours are the only sequences that a page may hold.
var ours = regexp.MustCompile(`\x1b\[(0|1|2|32|33|36|1;31|1;32|1;30;42|4;31|1;4;31|1;4;30;41)m`)

// unsafe says what in a page could steer a terminal, or "".
func unsafe(page string) string {
	if !utf8.ValidString(page) {
		return "a byte that is no UTF-8"
	}
	for _, r := range ours.ReplaceAllString(page, "") {
		if r != '\n' && unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) && r >= '\u202a' {
			return string(r)
		}
	}
	return ""
}

func TestUnsafeSeesWhatItShould(t *testing.T) {
	for page, want := range map[string]bool{
		"\x1b[1;32mgreen\x1b[0m\n": false, "אב\u200fג": false, "\x1b[2J": true, "a\rb": true, "\u009b2J": true, "\x7f": true, "\u202eabc": true, "\xff": true,
	} {
		if got := unsafe(page) != ""; got != want {
			t.Errorf("%q: %v", page, got)
		}
	}
}

// texts are made of what upsets terminals and line breaking.
var texts = rapid.Custom(func(t *rapid.T) string {
	pieces := []string{"a", "word ", " ", "\n", "\r\n", "\r", "\t", "\x1b[2J", "\x1b]0;title\a", "\u009b31m", "\x00", "\x7f", "\xff", "\xed\xa0\x80", "é\u0301",
		"\u0301", "返金", "ล้าง", "क्षि", "שלום", "\u202e", "\u2066", "\u200f", "👩‍💻", "🇩🇪", "[", "]", "\u2028", "\u0085", "\ufeff", "\u00a0", "unbreakable-and-long/word_that.goes,on", "<b>", "&amp;"}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, "pieces"), "")
})

// explanations point anywhere.
func explanations(item triage.Item) *rapid.Generator[*triage.Explanation] {
	return rapid.Custom(func(t *rapid.T) *triage.Explanation {
		e := &triage.Explanation{Approximate: rapid.Bool().Draw(t, "approximate")}
		for range rapid.IntRange(0, 6).Draw(t, "evidence") {
			v := triage.Evidence{Text: texts.Draw(t, "text"), Weight: rapid.Float64Range(-5, 5).Draw(t, "weight"),
				Start: rapid.IntRange(-1, len(item.Body)+1).Draw(t, "start"), End: rapid.IntRange(-1, len(item.Body)+1).Draw(t, "end")}
			if rapid.Bool().Draw(t, "in the body") {
				v.Field = "body"
			} else {
				v.Field = "subject"
			}
			e.For = append(e.For, v)
		}
		return e
	})
}

func TestNothingSteersTheTerminal(t *testing.T) {
	whole := ticketDecision(t)
	rapid.Check(t, func(t *rapid.T) {
		item := triage.Item{Subject: texts.Draw(t, "subject"), Body: texts.Draw(t, "body")}
		d, category, spam := whole, *whole.Category, *whole.Spam
		d.Category, d.Spam = &category, &spam
		d.Language.Tag = rapid.SampledFrom([]string{"de", "und", "xx-\x1b", "\x1b[2J"}).Draw(t, "tag")
		d.Language.Reason = texts.Draw(t, "why no language")
		d.Category.Label = texts.Draw(t, "label")
		d.Category.Ranked = []classifier.Ranked{{Label: texts.Draw(t, "first"), Probability: 1}, {Label: texts.Draw(t, "second")}}
		d.Category.Reason = classifier.Reason(texts.Draw(t, "reason"))
		d.Category.Likely = []string{texts.Draw(t, "likely"), "b"}
		d.Category.Explanation = explanations(item).Draw(t, "explanation")
		d.Spam.Explanation = explanations(item).Draw(t, "explanation of spam")
		on := screen{width: rapid.IntRange(leastWidth, 120).Draw(t, "width"), colour: rapid.Bool().Draw(t, "colour")}
		page := draw(on, item, d)
		if found := unsafe(page); found != "" {
			t.Fatalf("%q in\n%q", found, page)
		}
		if !on.colour && strings.Contains(page, "\x1b") {
			t.Fatal("colours where there are none")
		}
		for line := range strings.Lines(ours.ReplaceAllString(page, "")) {
			line = strings.TrimSuffix(line, "\n")
			if n := uniseg.StringWidth(line); n > on.width {
				t.Fatalf("a line of %d columns on a screen of %d: %q", n, on.width, line)
			}
			if strings.TrimRight(line, " ") != line {
				t.Fatalf("space at the end of %q", line)
			}
		}
	})
}

// Whatever is sent, through the models too.
func FuzzView(f *testing.F) {
	for _, s := range []string{"", "hello", "\x1b[31mred\x1b[0m", "\x1b]8;;http://x\x07y", "\u009b2J", "\xff\xfe", "a\u0301\u0301", "<p>a<br>b</p>", "שלום \u202eabc", strings.Repeat("é\u0301 ", 3000), strings.Repeat("\u0301", 9000)} {
		f.Add("Re: "+s, s, 80)
	}
	engine := fixedEngine(f)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, subject, body string, width int) {
		item := triage.Item{Subject: subject, Body: body, Explain: true}
		d, err := engine.Decide(item, now)
		if err != nil {
			t.Fatal(err)
		}
		on := screen{width: min(max(width, leastWidth), 500), colour: width%2 == 0}
		if found := unsafe(draw(on, item, d)); found != "" {
			t.Errorf("%q reaches the terminal", found)
		}
	})
}
