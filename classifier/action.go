package classifier

import (
	"time"

	"switchyard/models"
)

// Action is what to do with an answer.
type Action string

// The actions.
const (
	Apply   Action = "apply"   // without a human: the certificate covers it
	Suggest Action = "suggest" // show it to a human
	Human   Action = "human"   // there is no answer to rely on
)

// Why an answer is suggested and not applied, in the order they are looked
// for.
const (
	NoCertificate     Reason = "no_certificate"      // the bundle carries none
	Expired           Reason = "expired"             // it has run out
	LanguageUnknown   Reason = "language_unknown"    // nobody can tell whether the text is like those it was made with
	GroupNotCertified Reason = "group_not_certified" // it leaves texts like this one out
	BelowThreshold    Reason = "below_threshold"     // the answer is not sure enough for it
)

// Held is why an answer that Action would apply is suggested all the same: what
// the model says is not trusted at present. Whoever asks Action knows that.
const Held Reason = "held"

// Action says what to do at the given time with an answer to a text in the
// given language (the tag that the answer was asked with: "und" where it was
// looked for in vain, "" where nobody looked), and why it is not applied: in a
// model that names its languages, an answer to a text of "und" never is. It looks at nothing but its arguments and the manifest, allocates
// nothing, and is safe for use by many goroutines.
//
// Human comes with the reason to abstain: no_text, language_not_covered or
// out_of_scope. An answer that abstains for another reason is a suggestion,
// and never applied.
func (c *Classifier) Action(a *Answer, language string, now time.Time) (Action, Reason) {
	switch a.Reason {
	case NoText, LanguageNotCovered, OutOfScope:
		return Human, a.Reason
	}
	certificate := c.model.Manifest().Certificate
	switch {
	case certificate == nil:
		return Suggest, NoCertificate
	case certificate.Expired(now):
		return Suggest, Expired
	}
	if !c.model.Manifest().Told(language) {
		return Suggest, LanguageUnknown
	}
	return act(certificate.Group(language, a.Label), a)
}

func act(group *models.CertifiedGroup, a *Answer) (Action, Reason) {
	switch {
	case group == nil, !group.Certified():
		return Suggest, GroupNotCertified
	case a.Abstained, a.Probability < group.Threshold:
		return Suggest, BelowThreshold
	}
	return Apply, ""
}
