package lifecycle

import (
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/microcosm-cc/bluemonday"

	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// Words are what somebody writes. HTML is sanitised before it is kept; with
// HTML alone the text is what can be read of it.
type Words struct {
	Text        string
	HTML        string
	Channel     ticket.Channel // that of the ticket when empty
	External    string
	Attachments []ticket.Attachment
	// Token passed on what a requester wrote; none where nobody did. The event
	// names it, as its actor is the requester.
	Token uuid.UUID
	// Suggestion is what this reply came from, nil for nothing.
	Suggestion *Suggestion
}

// Suggestion is what was suggested before a reply was sent, and what of it was.
type Suggestion struct {
	Text string
	Use  ticket.SuggestionUse
}

// Limits of a message.
const (
	MaxText        = 1 << 20 // bytes, of the text and of the HTML
	MaxAttachments = 50
	maxExternal    = 998 // a line of a mail's head
)

// sanitiser keeps the markup of ordinary mail and nothing that runs or loads.
// It may be used by many goroutines.
var sanitiser = func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}()

// message makes a message of the draft's ticket from words.
func (d *draft) message(w Words, public bool) (ticket.Message, error) {
	m := ticket.Message{
		ID: d.newID(), Ticket: d.ticket.ID, Author: d.actor, Public: public, At: d.now, Channel: w.Channel, External: w.External,
		Text: readText(w.Text), Attachments: w.Attachments,
	}
	if m.Channel == "" {
		m.Channel = d.ticket.Channel
	}
	if w.Suggestion != nil {
		m.Suggested = readText(w.Suggestion.Text)
	}
	if _, err := ticket.ParseChannel(string(m.Channel)); err != nil {
		return m, err
	}
	if len(w.Text) > MaxText || len(w.HTML) > MaxText {
		return m, ticket.Errorf(ticket.TooLarge, "text", "has more than %d bytes: send it as an attachment", MaxText)
	}
	if len(w.External) > maxExternal {
		return m, ticket.Errorf(ticket.Invalid, "external", "must have at most %d bytes", maxExternal)
	}
	if w.HTML != "" {
		m.HTML = sanitiser.Sanitize(strings.ToValidUTF8(w.HTML, "\uFFFD"))
		if m.Text == "" {
			m.Text = text.Clean(w.HTML)
		}
	}
	if strings.TrimSpace(m.Text) == "" && m.HTML == "" && len(m.Attachments) == 0 {
		return m, ticket.Errorf(ticket.Invalid, "text", "is empty: write something or attach a file")
	}
	return m, d.attachments(m.Attachments)
}

// attachments checks names, sizes and number. A name is only ever shown and
// offered for download: a path in it is cut off.
func (d *draft) attachments(all []ticket.Attachment) error {
	if len(all) > MaxAttachments {
		return ticket.Errorf(ticket.TooLarge, "attachments", "a message has at most %d, not %d", MaxAttachments, len(all))
	}
	for i := range all {
		a := &all[i]
		a.Name = ticket.FileName(a.Name)
		if d.plan.Rules.refuses(a.Name) {
			return ticket.Errorf(ticket.Invalid, "attachments", "%s is of a type that is not taken: pack it into an archive, or ask your administrator", a.Name)
		}
		if a.Size > d.plan.Rules.MaxAttachment {
			return ticket.Errorf(ticket.TooLarge, "attachments", "%s has %d bytes, at most %d are allowed", a.Name, a.Size, d.plan.Rules.MaxAttachment)
		}
	}
	return nil
}

// readText keeps line breaks and tabs, and drops other control characters,
// which databases and terminals refuse.
func readText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n"))
}
