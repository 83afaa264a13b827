package triage_test

import (
	"strings"
	"testing"

	"switchyard/internal/text"
	"switchyard/internal/triage"
)

// Evidence points at the words where the customer wrote them.
func TestEvidenceStandsInTheTicketAsSent(t *testing.T) {
	engine := newEngine(t)
	for _, item := range []triage.Item{
		{Subject: "Re: [Ticket #4711] Invoice wrong", Body: "Hello,<br>my <b>invoice</b> shows the wrong amount &amp; the VAT number is missing.<br>I am furious!!! This is the third time."},
		{Subject: "Passwort", Body: "> Haben Sie es versucht?\nJa, das Passwort wird   nicht angenommen.\n\nAm Mo., 5. Jan. 2026 um 09:00 schrieb Support <help@example.com>:\n> Bitte Passwort zurücksetzen"},
		{Body: "मेरा रिफंड अभी तक नहीं आया है, कृपया पैसे वापस करें"},
		{Body: "我的退款还没有到账，请尽快处理"},
	} {
		item.Explain = true
		d, err := engine.Decide(item, today)
		if err != nil {
			t.Fatal(err)
		}
		source := map[text.Field]string{text.Subject: item.Subject, text.Body: item.Body}
		for part, e := range map[string]*triage.Explanation{
			"category": d.Category.Explanation, "priority": d.Priority.Explanation, "sentiment": d.Sentiment.Explanation,
			"anger": d.Anger.Explanation, "spam": d.Spam.Explanation,
		} {
			if e == nil || e.Approximate || len(e.For)+len(e.Against) == 0 {
				t.Fatalf("%q: %s is explained by %+v", item.Body, part, e)
			}
			for i, evidence := range e.For {
				if i > 0 && evidence.Weight > e.For[i-1].Weight || evidence.Weight <= 0 {
					t.Errorf("%s: evidence %d weighs %v", part, i, evidence.Weight)
				}
				if evidence.Field == "" {
					t.Errorf("%s: %q was not found in the ticket", part, evidence.Text)
					continue
				}
				if got := source[evidence.Field][evidence.Start:evidence.End]; strings.Join(strings.Fields(got), " ") != evidence.Text && !strings.ContainsAny(got, "<&") {
					t.Errorf("%s: %q stands at %q", part, evidence.Text, got)
				}
			}
		}
	}
	d, err := engine.Decide(triage.Item{Body: "hello"}, today)
	if err != nil || d.Category.Explanation != nil {
		t.Errorf("nobody asked, but the category is explained: %v", err)
	}
}

// An empty text has nothing to point at.
func TestNothingIsExplainedByNothing(t *testing.T) {
	d, err := newEngine(t).Decide(triage.Item{Explain: true}, today)
	if err != nil {
		t.Fatal(err)
	}
	if e := d.Category.Explanation; e == nil || e.For == nil || len(e.For) != 0 || e.Against == nil {
		t.Errorf("%+v", e)
	}
}
