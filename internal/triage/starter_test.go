package triage_test

import (
	"strings"
	"testing"

	"switchyard/internal/triage"
)

// What a desk without history gets on its first day.
func TestFirstDay(t *testing.T) {
	engine := newEngine(t)
	for body, want := range map[string]struct {
		category string
		angry    bool
	}{
		"cancel my order, please":                                                                {"cancellation", false},
		"Please cancel my subscription at the end of the month.":                                 {"cancellation", false},
		"THANK YOU SO MUCH!!! you saved my day":                                                  {"complaint_feedback", false},
		"I forgot my password and the reset mail does not arrive":                                {"account_access", false},
		"This is the third time I ask for my refund. You are a disgrace, I will call my lawyer.": {"refund_return", true},
		"Wo bleibt mein Paket? Es sollte gestern kommen.":                                        {"order_shipping", false},
		"Je voudrais un devis pour 50 utilisateurs":                                              {"sales_inquiry", false},
		"La aplicación se cierra sola al abrirla desde la actualización":                         {"technical_problem", false},
		"मेरे कार्ड से दो बार पैसे कट गए":                                                        {"billing_payment", false},
		"我想退货，请告诉我怎么退款":                                                                          {"refund_return", false},
	} {
		d, err := engine.Decide(triage.Item{Body: body, Language: ""}, today)
		if err != nil {
			t.Fatal(err)
		}
		if d.Category.Label != want.category || d.Anger.Flagged != want.angry {
			t.Errorf("%q is %s (%.2f), angry %v (%.2f of %.2f)", body, d.Category.Label, d.Category.Probability, d.Anger.Flagged, d.Anger.Probability, d.Anger.Threshold)
		}
	}
}

// Nothing that a person would wonder at is applied without one.
func TestStrangeTicketsAreNotApplied(t *testing.T) {
	engine := newEngine(t)
	now := engine.Models().All()[0].Manifest().CreatedAt
	for name, item := range map[string]triage.Item{
		"empty": {}, "spaces": {Body: " \n\t"}, "one emoji": {Body: "👍"}, "a digit": {Body: "7"}, "rubbish": {Body: "asdf qwer zxcv"},
		"Korean": {Body: "내 노트북이 오늘 아침부터 작동하지 않아요, 도와주세요"}, "Finnish, stated": {Body: "Tilaukseni ei ole saapunut", Language: "fi"},
		"small talk": {Body: "how was your weekend?"}, "200 pages": {Body: strings.Repeat("Lorem ipsum dolor sit amet. ", 20_000)},
	} {
		d, err := engine.Decide(item, now)
		if err != nil {
			t.Fatal(err)
		}
		if d.Category.Action == "apply" {
			t.Errorf("%s: %s is applied at %.3f", name, d.Category.Label, d.Category.Probability)
		}
	}
	// A subject alone can say enough to be read.
	d, err := engine.Decide(triage.Item{Subject: "Forgot my password, cannot log in"}, now)
	if err != nil || d.Category.Label != "account_access" {
		t.Errorf("a telling subject: %+v, %v", d.Category, err)
	}
}
