// Package corpus holds the support-ticket rows written for this project and turns the hand-written stories and lines
// under written/ into the JSONL rows under train/, heldout/ and test/.
//
// A story is one hand-written ticket, a line one short message; a family is either with its variants. A family lives in exactly one split,
// so a model measured on test/ has met neither the story nor the greetings and closings around it.
//
// Everything here is a pure function of its arguments and safe for concurrent use.
package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// Row is one ticket in the JSONL form that training reads; its fields marshal in the documented key order.
type Row struct {
	ID         string `json:"id"`
	Subject    string `json:"subject,omitempty"`
	Body       string `json:"body"`
	Language   string `json:"language"` // BCP-47
	OutOfScope bool   `json:"out_of_scope,omitempty"`
	Labels     Labels `json:"labels"`
	Meta       Meta   `json:"meta"`
}

// Labels are what a careful reader says about a row. Category is empty exactly when the row is out of scope.
type Labels struct {
	Category  string `json:"category,omitempty"`
	Priority  string `json:"priority"`
	Sentiment string `json:"sentiment"`
	Anger     bool   `json:"anger"`
	Spam      bool   `json:"spam"`
}

// Meta says where a row comes from: the hand-written story and the channel it imitates.
type Meta struct {
	Family  string `json:"family"`
	Channel string `json:"channel"`
}

// OutOfScope is the section name for rows that are no support request; such rows, and spam, carry no category.
const OutOfScope = "out_of_scope"

// Categories returns the category labels in alphabetical order.
func Categories() []string {
	return []string{
		"account_access", "billing_payment", "cancellation", "complaint_feedback",
		"feature_request", "how_to", "order_shipping", "outage",
		"refund_return", "sales_inquiry", "security_privacy", "technical_problem",
	}
}

// Priorities returns the priority labels from the least to the most pressing.
func Priorities() []string { return []string{"low", "normal", "high", "urgent"} }

// Sentiments returns the sentiment labels from the most negative to the most positive.
func Sentiments() []string { return []string{"negative", "neutral", "positive"} }

// Channels returns the channels that rows imitate, in alphabetical order.
func Channels() []string { return []string{"chat", "email", "form", "review", "sms", "social"} }

func oneOf(field, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s %q is not known: write one of %s", field, value, strings.Join(allowed, ", "))
}
