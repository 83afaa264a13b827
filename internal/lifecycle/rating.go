package lifecycle

import (
	"time"

	"switchyard/internal/ticket"
)

// AskRating asks the requester how satisfied they are.
type AskRating struct{}

// Rate is the requester's answer: a score from 1 to 5, and words.
type Rate struct {
	Score   int
	Comment string
}

// maxComment is the longest comment to a rating, in bytes.
const maxComment = 10_000

func (AskRating) apply(d *draft) error {
	t := &d.ticket
	if t.Status != ticket.Resolved && t.Status != ticket.Closed {
		return ticket.Errorf(ticket.Invalid, "status", "a rating is asked for once the ticket is resolved; it is %s", t.Status)
	}
	if t.Rating != nil {
		return nil
	}
	t.Rating = &ticket.Rating{RequestedAt: d.now}
	d.event(ticket.RatingRequested, struct{}{})
	return nil
}

func (c Rate) apply(d *draft) error {
	t := &d.ticket
	switch {
	case c.Score < 1 || c.Score > 5:
		return ticket.Errorf(ticket.Invalid, "score", "must be 1 (bad) to 5 (good), not %d", c.Score)
	case len(c.Comment) > maxComment:
		return ticket.Errorf(ticket.TooLarge, "comment", "has %d bytes, at most %d are allowed", len(c.Comment), maxComment)
	case t.Status != ticket.Resolved && t.Status != ticket.Closed:
		return ticket.Errorf(ticket.Invalid, "status", "a ticket is rated once it is resolved; it is %s", t.Status)
	}
	if t.Rating == nil {
		t.Rating = &ticket.Rating{RequestedAt: d.now}
	}
	t.Rating.Score, t.Rating.Comment, t.Rating.AnsweredAt = c.Score, readText(c.Comment), d.now
	if last := t.LastTouch(); last != nil && last.End == ticket.Solved {
		last.Rating, last.RatedAt = c.Score, d.now
	}
	d.event(ticket.RatingAnswered, struct {
		Score int       `json:"score"`
		At    time.Time `json:"at"`
	}{c.Score, d.now})
	return nil
}
