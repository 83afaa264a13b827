package history

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/language"

	"switchyard/internal/ticket"
)

// Limits of what is taken. They are wider than those of the API: what another
// helpdesk let through is history, and so is what redaction made longer.
const (
	maxSubject = 10_000  // bytes
	maxText    = 4 << 20 // bytes of a message
	maxName    = 1000    // bytes of a category, a tag and so on
	maxParts   = 100_000 // messages, steps and so on of a ticket
)

// Check says what is wrong with a line, nil for nothing. It brings times to UTC
// and fills in what follows from the rest, such as the ticket of a message.
func (l *Line) Check() *LineError {
	var err *LineError
	switch {
	case l.Organisation != nil:
		err = checkNamed(l.Organisation.ID, "name", l.Organisation.Name)
	case l.Team != nil:
		err = checkNamed(l.Team.ID, "name", l.Team.Name)
	case l.Agent != nil:
		l.Agent.Email = strings.ToLower(strings.TrimSpace(l.Agent.Email))
		err = checkNamed(l.Agent.ID, "email", l.Agent.Email)
	case l.File != nil:
		if sum := ticket.Hash(sha256.Sum256(l.File.Data)); sum != l.File.Hash {
			err = bad("hash", "export again", "is not that of the data")
		}
	case l.Ticket != nil:
		err = l.Ticket.check()
	}
	if err != nil {
		err.Line = l.Number
	}
	return err
}

func checkNamed(id uuid.UUID, field, name string) *LineError {
	switch {
	case id == uuid.Nil:
		return bad("id", "give it one, a UUID", "is missing")
	case strings.TrimSpace(name) == "" || len(name) > maxName:
		return bad(field, fmt.Sprintf("give one of at most %d bytes", maxName), "is missing or too long")
	}
	return nil
}

func (t *Ticket) check() *LineError {
	if t.ID == uuid.Nil {
		return bad("id", "give it one, a UUID", "is missing")
	}
	if t.Number < 0 {
		return bad("number", "give a number from 1, or none", "is %d", t.Number)
	}
	if t.Channel == "" {
		t.Channel = ticket.API
	}
	if t.Language == "" {
		t.Language = "und"
	}
	for _, c := range []struct {
		field string
		err   error
	}{
		{"status", errOf(ticket.ParseStatus(string(t.Status)))},
		{"priority", errOf(ticket.ParsePriority(string(t.Priority)))},
		{"channel", errOf(ticket.ParseChannel(string(t.Channel)))},
	} {
		if c.err != nil {
			return bad(c.field, "mend it, or map it by values in a mapping file", "%s", strings.TrimPrefix(c.err.Error(), c.field+": "))
		}
	}
	if _, err := language.Parse(t.Language); err != nil && t.Language != "und" {
		return bad("language", "write a tag such as en or pt-BR, or und", "%.40q is not a BCP-47 language tag", t.Language)
	}
	if len(t.Subject) > maxSubject || len(t.Category) > maxName {
		return bad("subject", "make it shorter", "it or the category is too long")
	}
	if t.Requester.ID == uuid.Nil {
		return bad("requester.id", "say who wrote in", "is missing")
	}
	for i, address := range t.Requester.Addresses {
		if address == "" || address != strings.ToLower(strings.TrimSpace(address)) || len(address) > maxName {
			return bad(fmt.Sprintf("requester.addresses[%d]", i), "write it in lower case, without spaces around it", "%.60q is no address as it is kept", address)
		}
	}
	if err := t.checkTimes(); err != nil {
		return err
	}
	if err := t.checkParts(); err != nil {
		return err
	}
	return t.checkLabels()
}

func errOf[T any](_ T, err error) error { return err }

func (t *Ticket) checkTimes() *LineError {
	if t.CreatedAt.IsZero() {
		return bad("created_at", "say when it came in", "is missing")
	}
	if t.UpdatedAt.IsZero() {
		t.UpdatedAt = t.CreatedAt
	}
	for _, at := range []*time.Time{&t.CreatedAt, &t.UpdatedAt, &t.StatusAt, &t.FirstResponseAt, &t.ResolvedAt, &t.ClosedAt, &t.SnoozedUntil, &t.WakeAt, &t.Requester.CreatedAt} {
		if y := at.Year(); !at.IsZero() && (y < 1970 || y > 2200) {
			return bad("created_at", "mend the times of the ticket: they lie from 1970 to 2200", "or another time lies in the year %d", y)
		}
		*at = at.UTC()
	}
	if t.UpdatedAt.Before(t.CreatedAt) {
		return bad("updated_at", "mend one of them", "lies before created_at")
	}
	return nil
}

func (t *Ticket) checkParts() *LineError {
	if max(len(t.Messages), len(t.Steps), len(t.Decisions), len(t.Touches)) > maxParts {
		return bad("messages", "split the ticket", "or another list has more than %d parts", maxParts)
	}
	for i := range t.Messages {
		if err := t.checkMessage(i); err != nil {
			err.Field = strings.TrimSuffix(fmt.Sprintf("messages[%d].%s", i, err.Field), ".")
			return err
		}
	}
	for i := range t.Decisions {
		d := &t.Decisions[i]
		switch {
		case d.ID == uuid.Nil:
			return bad(fmt.Sprintf("decisions[%d].id", i), "give it one, a UUID", "is missing")
		case d.Ticket != uuid.Nil && d.Ticket != t.ID:
			return bad(fmt.Sprintf("decisions[%d].ticket", i), "leave it out", "is not the id of the ticket")
		case i > 0 && slices.Compare(t.Decisions[i-1].ID[:], d.ID[:]) >= 0:
			return bad(fmt.Sprintf("decisions[%d].id", i), "put them in order of id, each once", "does not follow the one before it")
		}
		d.Ticket, d.At = t.ID, d.At.UTC()
	}
	for i := range t.Touches {
		if t.Touches[i].Agent == uuid.Nil {
			return bad(fmt.Sprintf("touches[%d].agent", i), "say who had it", "is missing")
		}
	}
	if err := t.checkFeedback(); err != nil {
		return err
	}
	for i := range t.Steps {
		if !slices.Contains(ticket.ActorKinds(), t.Steps[i].By.Kind) {
			return bad(fmt.Sprintf("steps[%d].by.kind", i), "take agent, token, requester, machine or system", "%.40q is nobody who acts", t.Steps[i].By.Kind)
		}
		t.Steps[i].At = t.Steps[i].At.UTC()
	}
	return nil
}

func (t *Ticket) checkMessage(i int) *LineError {
	m := &t.Messages[i]
	if m.Channel == "" {
		m.Channel = t.Channel
	}
	switch {
	case m.ID == uuid.Nil:
		return bad("id", "give it one, a UUIDv7", "is missing")
	case i > 0 && slices.Compare(t.Messages[i-1].ID[:], m.ID[:]) >= 0:
		return bad("id", "put messages in order of id, each once", "does not follow the one before it")
	case m.Ticket != uuid.Nil && m.Ticket != t.ID:
		return bad("ticket", "leave it out", "is not the id of the ticket")
	case !slices.Contains(ticket.ActorKinds(), m.Author.Kind):
		return bad("author.kind", "take agent, token, requester, machine or system", "%.40q is nobody who writes", m.Author.Kind)
	case !slices.Contains(ticket.Channels(), m.Channel):
		return bad("channel", "take one of email, chat, web, phone, api", "%.40q is not a channel", m.Channel)
	case m.At.IsZero():
		return bad("at", "say when it was said", "is missing")
	case len(m.Text) > maxText || len(m.HTML) > maxText:
		return bad("text", "put it into an attachment", "has more than %d bytes", maxText)
	case len(m.Suggested) > maxText:
		return bad("suggested", "leave it out", "has more than %d bytes", maxText)
	}
	for j := range m.Attachments {
		if h, err := hex.DecodeString(m.Attachments[j].Hash); err != nil || len(h) != len(ticket.Hash{}) {
			return bad(fmt.Sprintf("attachments[%d].hash", j), "give the SHA-256 of the content in hex", "%.70q is no hash", m.Attachments[j].Hash)
		}
	}
	m.Ticket, m.At = t.ID, m.At.UTC()
	if m.HTML != "" { // it is shown to agents, and anybody can write a file
		m.HTML = sanitiser.Sanitize(m.HTML)
	}
	return nil
}

// sanitiser keeps the markup of ordinary mail and nothing that runs or loads, as
// that of messages which come in does. It may be used by many goroutines.
var sanitiser = func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	return p
}()

// checkLabels refuses a file in which somebody changed a label and not the
// field, or the other way: it cannot be known which was meant.
func (t *Ticket) checkLabels() *LineError {
	for i := range t.Labels {
		l := &t.Labels[i]
		value, known := "", true
		switch l.Field {
		case "category":
			value = t.Category
		case "priority":
			value = string(t.Priority)
		case "language":
			value = t.Language
		case "spam":
			value = spam(t.Status == ticket.Spam)
		default:
			known = false
		}
		if !known || l.Value != value {
			return bad(fmt.Sprintf("labels[%d]", i), "change the field of the ticket alone and leave the label out: it is worked out anew", "%.40s=%.40q is not what the ticket says", l.Field, l.Value)
		}
	}
	return nil
}
