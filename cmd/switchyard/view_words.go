package main

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"switchyard/classifier"
	"switchyard/internal/triage"
)

// reasons in words.
var reasons = map[classifier.Reason]string{
	classifier.NoText:             "there is nothing to read",
	classifier.LanguageNotCovered: "the model never learnt this language",
	classifier.OutOfScope:         "the text fits no label",
	classifier.LowConfidence:      "no label is likely enough",
	classifier.ThinMargin:         "the second label is nearly as likely",
	classifier.NoCertificate:      "the bundle carries no certificate",
	classifier.Expired:            "the certificate has run out",
	classifier.LanguageUnknown:    "its language could not be told",
	classifier.GroupNotCertified:  "the certificate leaves texts like this one out",
	classifier.BelowThreshold:     "the answer is not sure enough for the certificate",
}

// verdict says what to do with an answer, and why.
func verdict(c *triage.Choice) (ink, string) {
	why := reasons[c.Reason]
	if why == "" {
		why = strings.ReplaceAll(string(c.Reason), "_", " ")
	}
	if why != "" {
		why = ": " + why
	}
	switch c.Action {
	case classifier.Apply:
		return goodInk, "apply it: the certificate covers it"
	case classifier.Suggest:
		return unsureInk, "suggest it to a person" + why
	}
	return alarmInk, "leave it to a person" + why
}

// tongue names a language, and says how sure that is.
func tongue(l triage.Language) string {
	tag, err := language.Parse(l.Tag)
	if err != nil || tag == language.Und {
		if l.Reason == "" {
			return "not known"
		}
		return "not known: " + l.Reason
	}
	name := display.English.Tags().Name(tag) + " (" + l.Tag + ")"
	if l.Given {
		return name + ", as stated"
	}
	return name + ", " + percent(l.Confidence)
}
