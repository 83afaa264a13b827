package api

import (
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/language"

	"switchyard/internal/triage"
)

const (
	maxTexts = 1000
	maxID    = 256
	// maxEarlier bounds the earlier messages of a text.
	maxEarlier = 20
)

// Text is one text to triage.
type Text struct {
	ID       string `json:"id,omitempty" nullable:"true" maxLength:"256" doc:"Your identifier, repeated in the decision" example:"4711"`
	Subject  string `json:"subject,omitempty" nullable:"true" doc:"Subject line" example:"VPN broken since the update"`
	Body     string `json:"body,omitempty" nullable:"true" doc:"Message: plain text or HTML, quoted replies and signature included" example:"I cannot connect any more and need it today."`
	Language string `json:"language,omitempty" nullable:"true" doc:"BCP-47 tag where you know the language; absent, empty or und has it detected" example:"en"`

	Earlier []string `json:"earlier,omitempty" nullable:"true" maxItems:"20" doc:"The same writer's earlier messages, oldest first; anger then gets a course"`
}

// Batch is several texts.
type Batch struct {
	Texts []Text `json:"texts" minItems:"1" maxItems:"1000" nullable:"false" doc:"1 to 1,000 texts"`
}

// Decisions answer a Batch.
type Decisions struct {
	Decisions []triage.Decision `json:"decisions" nullable:"false" doc:"One decision a text, in the order of the texts"`
}

// setField puts a value into the field of that JSON name. fault is empty or
// says why the value cannot be; known is false where there is no such field.
func setField(item *triage.Item, name, value string) (fault string, known bool) {
	switch name {
	case "id":
		if len(value) > maxID && utf8.RuneCountInString(value) > maxID {
			return fmt.Sprintf("id is longer than %d characters: shorten it", maxID), true
		}
		item.ID = value
	case "subject":
		item.Subject = value
	case "body":
		item.Body = value
	case "language":
		tag, err := language.Parse(value)
		if value != "" && err != nil {
			return fmt.Sprintf("language %s is not a BCP-47 tag: give one such as en or pt-BR, or leave it out to have it detected", brief(value)), true
		}
		if tag != language.Und {
			item.Language = tag.String()
		}
	default:
		return "", false
	}
	return "", true
}
