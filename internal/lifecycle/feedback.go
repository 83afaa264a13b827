package lifecycle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// Judge takes what a person says of an answer of the machine. What is right is
// set as by an Edit or a Move; an answer that is wrong, without one that is
// right, is noted alone. On a ticket that is judged blindly the value is all that
// is said, and what the machine said is compared with it.
type Judge struct {
	Field   string
	Verdict ticket.Verdict // may be empty with a Value
	Value   string         // true or false for spam and anger
	// Said is what the machine said of the field, nil for nothing, and Decision
	// where. They are not asked where the ticket is judged blindly.
	Said     *ticket.Said
	Decision uuid.UUID
}

func (Judge) toMerged() {}

func (c Judge) apply(d *draft) error {
	t := &d.ticket
	if !slices.Contains(ticket.FeedbackFields(), c.Field) {
		return ticket.Errorf(ticket.Invalid, "field", "%.40q cannot be judged: take one of %s", c.Field, strings.Join(ticket.FeedbackFields(), ", "))
	}
	if c.Verdict != "" && c.Verdict != ticket.Right && c.Verdict != ticket.Wrong {
		return ticket.Errorf(ticket.Invalid, "verdict", "%.40q is no verdict: send right or wrong", c.Verdict)
	}
	if t.Status == ticket.Closed || t.Status == ticket.Merged {
		return ticket.Errorf(ticket.Invalid, "status", "a %s ticket cannot be judged", t.Status)
	}
	if t.Triage.Audit.Hidden() && slices.Contains(ticket.AuditFields(), c.Field) {
		return c.blindly(d)
	}
	if c.Said == nil || c.Said.Value == "" {
		return ticket.Errorf(ticket.Invalid, "field", "the machine said nothing of %s: set it by changing the ticket", c.Field)
	}
	f := ticket.Feedback{Field: c.Field, Verdict: c.Verdict, Said: *c.Said, Decision: c.Decision, By: d.actor, At: d.now}
	var err error
	if f.Value, err = c.right(); err != nil {
		return err
	}
	if f.Verdict == "" {
		f.Verdict = verdict(f.Value, f.Said.Value)
	}
	if f.Value != "" {
		if err := d.correct(f.Field, f.Value); err != nil {
			return err
		}
	}
	f.Language = t.Language
	if was := t.Triage.Told(f.Field); was != nil && was.Verdict == f.Verdict && was.Value == f.Value && was.Decision == f.Decision && was.By == f.By {
		return nil
	}
	t.Triage.Note(f)
	d.event(ticket.TicketJudged, f)
	return nil
}

// blindly takes the value of a field whose answer is hidden.
func (c Judge) blindly(d *draft) error {
	switch a := d.ticket.Triage.Audit; {
	case !slices.Contains(a.Fields, c.Field):
		return ticket.Errorf(ticket.Invalid, "field", "what the machine said of %s is shown once somebody has judged %s", c.Field, strings.Join(a.Waiting(), " and "))
	case c.Verdict != "":
		return ticket.Errorf(ticket.Invalid, "verdict", "this ticket is judged blindly: leave verdict out, and send what is right as value")
	case strings.TrimSpace(c.Value) == "":
		return ticket.Errorf(ticket.Invalid, "value", "is missing: this ticket is judged blindly, so say what is right")
	}
	return d.correct(c.Field, c.Value)
}

// right is what is right by a judgement, empty where that is not known.
func (c *Judge) right() (string, error) {
	value, err := readAnswer(c.Field, c.Value)
	said := c.Said.Value
	yesOrNo := c.Field == "spam" || c.Field == "anger"
	switch {
	case err != nil:
		return "", err
	case c.Verdict == "" && value == "":
		return "", ticket.Errorf(ticket.Invalid, "verdict", "is missing: send right or wrong, or what is right as value")
	case c.Verdict == ticket.Right && value != "" && value != said:
		return "", ticket.Errorf(ticket.Invalid, "value", "is %.40q, but the machine said %.40q: send wrong, or leave value out", value, said)
	case c.Verdict == ticket.Wrong && value == said:
		return "", ticket.Errorf(ticket.Invalid, "value", "is what the machine said: send right, or another value")
	case c.Verdict == ticket.Right:
		return said, nil
	case value == "" && yesOrNo:
		return strconv.FormatBool(said != "true"), nil
	}
	return value, nil
}

// readAnswer is a value of a field in the one form in which it is kept, empty
// for none.
func readAnswer(field, value string) (string, error) {
	if value = strings.TrimSpace(value); value == "" {
		return "", nil
	}
	switch field {
	case "category":
		return named(readCategory(value))
	case "priority":
		p, err := ticket.ParsePriority(value)
		return named(string(p), err)
	case "language":
		return named(readLanguage(value))
	}
	if value != "true" && value != "false" {
		return "", ticket.Errorf(ticket.Invalid, "value", "%.40q is not an answer to %s: send true or false", value, field)
	}
	return value, nil
}

// named is a reader's result with its error about the value.
func named(value string, err error) (string, error) {
	if err != nil {
		return "", ticket.Errorf(ticket.Invalid, "value", "%s", err.Error())
	}
	return value, nil
}

// correct sets a field to what a person says it is.
func (d *draft) correct(field, value string) error {
	t := &d.ticket
	value, err := readAnswer(field, value)
	if err != nil {
		return err
	}
	switch field {
	case "category":
		return Edit{Category: &value}.apply(d)
	case "priority":
		return Edit{Priority: (*ticket.Priority)(&value)}.apply(d)
	case "language":
		return Edit{Language: &value}.apply(d)
	case "anger":
		if n := len(t.Mood); n > 0 {
			t.Mood[n-1].Angry = value == "true"
		}
	case "spam":
		switch is := t.Status == ticket.Spam; {
		case value == "true" && !is:
			err = Move{To: ticket.Spam, Reason: "judged to be spam"}.apply(d)
		case value == "false" && is:
			err = Move{To: ticket.New, Reason: "judged not to be spam"}.apply(d)
		}
	}
	if err == nil {
		d.set(field)
	}
	return err
}

// verdict compares what is right with what the machine said.
func verdict(right, said string) ticket.Verdict {
	if right == said {
		return ticket.Right
	}
	return ticket.Wrong
}
