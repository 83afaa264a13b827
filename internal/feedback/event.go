package feedback

import (
	"encoding/json"
	"time"

	"switchyard/internal/ticket"
)

// told is what a ticket.triaged says of the answers of a first reading.
type told struct {
	At       time.Time              `json:"-"`
	Language string                 `json:"language"`
	Said     map[string]ticket.Said `json:"machine"`
	Blind    []string               `json:"judged_blindly"`
}

// news is what an event says.
type news struct {
	told    *told
	changed map[string]string // fields and what they were changed to
	judged  *ticket.Feedback
	said    *told // what the machine had said of the ticket that was changed
}

// read takes what counts from an event.
func read(e *ticket.Event) (n news, err error) {
	switch e.Type {
	case ticket.TicketTriaged:
		n.told = &told{At: e.At}
		err = json.Unmarshal(e.Data, n.told)
	case ticket.TicketJudged:
		n.judged = new(ticket.Feedback)
		err = json.Unmarshal(e.Data, n.judged)
	case ticket.TicketChanged:
		var data struct {
			Changes map[string]struct{ To any }
		}
		err = json.Unmarshal(e.Data, &data)
		for _, field := range ticket.FeedbackFields() {
			if c, ok := data.Changes[field]; ok {
				if n.changed == nil {
					n.changed = map[string]string{}
				}
				n.changed[field], _ = c.To.(string)
			}
		}
	}
	if err != nil {
		err = ticket.Wrap(ticket.Unavailable, err, "event %d of the log is not readable: check the log with switchyard audit verify", e.Seq)
	}
	return n, err
}
