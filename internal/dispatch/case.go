package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"slices"

	"github.com/google/uuid"
	"github.com/klauspost/compress/s2"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing"
)

// Case is a decision with everything it was made on.
type Case struct {
	Desk     routing.Desk     `json:"desk,omitzero"`
	Decision routing.Decision `json:"decision"`
	// With is the ticket whose decision, of the same seed, holds the desk: one
	// round decides on many tickets, and keeps what it saw once. None where Desk is set.
	With uuid.UUID `json:"with,omitzero"`
}

// Replay decides a case again. By the policy it was decided with, the decision
// is the same to the byte.
func (c *Case) Replay(p *routing.Policy) (routing.Decision, error) {
	desk := c.Desk
	desk.Policy = *p
	for _, d := range p.Assign(&desk).Decisions {
		if d.Request == c.Decision.Request {
			return d, nil
		}
	}
	return routing.Decision{}, fmt.Errorf("the case does not hold ticket %s, which it is about", c.Decision.Request)
}

// largestCase is how many bytes a case may unfold to.
const largestCase = 256 << 20

func unfold(packed []byte) ([]byte, error) {
	if n, err := s2.DecodedLen(packed); err != nil || n > largestCase {
		return nil, s2.ErrCorrupt
	}
	return s2.Decode(nil, packed)
}

// ReadCase unfolds the case of an assignment.
func ReadCase(packed []byte) (*Case, error) {
	raw, err := unfold(packed)
	if err != nil {
		return nil, fmt.Errorf("the case of the decision cannot be unfolded: %w", err)
	}
	var c Case
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, fmt.Errorf("the case of the decision cannot be read: %w", err)
	}
	return &c, nil
}

// pack folds up a case. A decision whose case cannot be written, which takes a
// number that is none, is stored without it.
func (d *Dispatcher) pack(ctx context.Context, c *Case) []byte {
	raw, err := json.Marshal(c)
	if err != nil {
		d.log.LogAttrs(ctx, slog.LevelError, "a decision is stored without what it was made on", slog.String("ticket", c.Decision.Request), slog.Any("error", err))
		return nil
	}
	return s2.Encode(nil, raw)
}

// OpenCase unfolds the case of a stored decision, with the desk that it may
// share with another one.
func OpenCase(ctx context.Context, tickets store.Tickets, d *ticket.Decision) (*Case, error) {
	return (&desks{tickets: tickets}).open(ctx, d)
}

// desks remembers the desk that was shared last: decisions that share one come
// one after the other.
type desks struct {
	tickets store.Tickets
	with    uuid.UUID
	seed    uint64
	desk    routing.Desk
	carrier uuid.UUID // the ticket whose decision holds the desk of the case opened last
}

func (s *desks) open(ctx context.Context, d *ticket.Decision) (*Case, error) {
	if d.Assignment == nil || len(d.Assignment.Case) == 0 {
		return nil, fmt.Errorf("decision %s keeps no case: it says nothing about who gets the ticket, or was made by a version that kept none", d.ID)
	}
	c, err := ReadCase(d.Assignment.Case)
	if s.carrier = d.Ticket; err != nil || c.With == uuid.Nil {
		return c, err
	}
	s.carrier = c.With
	if c.With != s.with || c.Decision.Seed != s.seed {
		if err := s.find(ctx, c.With, c.Decision.Seed); err != nil {
			return nil, err
		}
	}
	c.Desk, c.With = s.desk, uuid.Nil
	return c, nil
}

// find looks for the desk of a seed among the decisions of a ticket.
func (s *desks) find(ctx context.Context, with uuid.UUID, seed uint64) error {
	others, err := s.tickets.Decisions(ctx, with, mostDecisions)
	if err != nil {
		return err
	}
	for i := range others {
		if a := others[i].Assignment; a != nil && uint64(a.Seed) == seed && len(a.Case) > 0 {
			c, err := ReadCase(a.Case)
			if err != nil {
				return err
			}
			s.with, s.seed, s.desk = with, seed, c.Desk
			return nil
		}
	}
	return fmt.Errorf("the desk that was decided on is kept with ticket %s, which is there no more", with)
}

// mostDecisions is how many decisions of one ticket are looked through.
const mostDecisions = 1000

// shown is how many candidates an assignment lists; the case has all.
const shown = 10

// Assignment is a decision as it is stored with a ticket, but for its case.
func Assignment(d *routing.Decision, team uuid.UUID) ticket.Assignment {
	a := ticket.Assignment{
		Policy: d.Policy, Predictor: d.Predictor, Agent: idOf(d.Agent), Team: team, Reason: d.Reason,
		Propensity: d.Propensity, Explored: d.Explored, Seed: ticket.Seed(d.Seed), Weighed: len(d.Candidates),
	}
	if d.Otherwise != nil {
		a.Otherwise = &ticket.Otherwise{Agent: idOf(d.Otherwise.Agent), Gain: d.Otherwise.Gain, If: d.Otherwise.If}
	}
	a.Candidates = Candidates(d.Candidates[:min(shown, len(d.Candidates))])
	return a
}

// Candidates are those of a decision as the desk knows them.
func Candidates(all []routing.Candidate) []ticket.Candidate {
	out := slices.Grow([]ticket.Candidate(nil), len(all))
	for i := range all {
		c := &all[i]
		out = append(out, ticket.Candidate{
			Agent: idOf(c.Agent), Score: short(c.Score), Success: c.Success, Sd: c.Sd, Hours: c.Hours, Seen: c.Seen,
			Parts: shortParts(c.Parts), Removed: c.Removed, Propensity: short(c.Propensity),
		})
	}
	return out
}

// short leaves six decimals: what is shown and stored with each ticket need not
// be longer. The case has the numbers to the last bit.
func short(x float64) float64 { return rounded(x, 1e6) }

// rounded keeps as many decimals as a scale has noughts.
func rounded(x, scale float64) float64 { return math.Round(finite(x)*scale) / scale }

func shortParts(p routing.Parts) ticket.Parts {
	for _, x := range []*float64{&p.Success, &p.Rules, &p.Price, &p.Crowd, &p.Known, &p.Failed, &p.Fair, &p.Balance} {
		*x = short(*x)
	}
	return ticket.Parts(p)
}

// idOf reads an id that this package wrote, none for an empty one.
func idOf(text string) uuid.UUID {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}
