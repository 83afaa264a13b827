package incident

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike"
	"switchyard/internal/ticket"
)

// Similar is a ticket that is nearly the same as another.
type Similar struct {
	Ticket     uuid.UUID      `json:"ticket"`
	Number     int64          `json:"number"`
	Subject    string         `json:"subject"`
	Status     ticket.Status  `json:"status"`
	Channel    ticket.Channel `json:"channel"`
	Assignee   uuid.UUID      `json:"assignee,omitzero"`
	CreatedAt  time.Time      `json:"created_at"`
	Similarity float64        `json:"similarity" minimum:"0" maximum:"1" doc:"What the two texts share of what they say together; what many tickets say counts less"`
	Requester  string         `json:"requester" enum:"same,other"`
	// OtherChannel says that the same person wrote the same by another channel.
	OtherChannel bool   `json:"same_customer_in_another_channel,omitempty"`
	Offer        *Offer `json:"offer,omitempty" doc:"A request that brings the two together; none where they are already"`
}

// Offer is a request to this server.
type Offer struct {
	Action string         `json:"action" enum:"merge,link"`
	Method string         `json:"method" example:"POST"`
	Path   string         `json:"path" example:"/v1/tickets/0198.../merge"`
	Body   map[string]any `json:"body"`
}

// Found is what is like a ticket.
type Found struct {
	Ready    bool      `json:"ready" doc:"false while the tickets of the past are still being read after a start"`
	Data     []Similar `json:"data" nullable:"false"`
	Incident uuid.UUID `json:"incident,omitzero" doc:"The incident that it belongs to"`
}

// Similar gives the tickets of the window that are nearly the same as one, most
// alike first, at most most. Spam and what was removed is left out.
func (w *Watch) Similar(ctx context.Context, t *ticket.Ticket, most int) (Found, error) {
	out := Found{Ready: w.Ready(), Data: []Similar{}}
	matches, err := w.matches(ctx, t, 4*most)
	if err != nil {
		return out, err
	}
	for _, m := range matches {
		if len(out.Data) == most {
			break
		}
		other, err := w.config.Store.Ticket(ctx, m.ID)
		switch {
		case ticket.IsKind(err, ticket.NotFound): // it was erased, or ran out
			w.mu.Lock()
			w.window.Remove(m.ID)
			w.mu.Unlock()
		case err != nil:
			return out, err
		case other.Status != ticket.Spam:
			out.Data = append(out.Data, similar(t, &other, m.Similarity))
		}
	}
	live, err := w.List(ctx, Proposed, Open)
	for i := range live {
		if slices.Contains(live[i].Tickets, t.ID) {
			out.Incident = live[i].ID
		}
	}
	return out, err
}

func (w *Watch) matches(ctx context.Context, t *ticket.Ticket, most int) ([]alike.Match, error) {
	w.mu.Lock()
	sketch, held := w.window.Sketch(t.ID)
	w.mu.Unlock()
	var words string
	if !held { // it is older than the window, or new
		var err error
		if words, err = w.text(ctx, t); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !held {
		sketch = w.reader.Read(words)
	}
	found := w.window.Find(&sketch, most+1)
	return slices.DeleteFunc(found, func(m alike.Match) bool { return m.ID == t.ID }), nil
}

// similar shows another ticket from the side of one. The younger is merged into
// the older; tickets of different people are linked, as nobody should read what
// another wrote.
func similar(t, other *ticket.Ticket, similarity float64) Similar {
	s := Similar{
		Ticket: other.ID, Number: other.Number, Subject: other.Subject, Status: other.Status, Channel: other.Channel, Assignee: other.Assignee,
		CreatedAt: other.CreatedAt, Similarity: similarity, Requester: "other",
	}
	if other.Requester == t.Requester {
		s.Requester, s.OtherChannel = "same", other.Channel != t.Channel
	}
	from, into := t, other
	if other.Number > t.Number {
		from, into = other, t
	}
	linked := slices.ContainsFunc(from.Links, func(l ticket.Link) bool { return l.Ticket == into.ID })
	path := "/v1/tickets/" + from.ID.String()
	switch {
	case from.Status == ticket.Merged || into.Status == ticket.Merged || from.Status == ticket.Spam || into.Status == ticket.Spam:
	case s.Requester == "same" && from.Status.Active() && into.Status != ticket.Closed:
		s.Offer = &Offer{"merge", "POST", path + "/merge", map[string]any{"into": into.ID}}
	case !linked:
		s.Offer = &Offer{"link", "POST", path + "/links", map[string]any{"kind": ticket.DuplicateOf, "ticket": into.ID}}
	}
	return s
}
