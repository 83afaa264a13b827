package watch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/training/topic"
)

// Proposal is a category that tickets seem to ask for.
type Proposal struct {
	ID      uuid.UUID `json:"id" format:"uuid"`
	Version int64     `json:"version"`
	At      time.Time `json:"at" doc:"When it was noticed"`
	Model   string    `json:"model" doc:"The model that its tickets fit no label of"`

	Name  string   `json:"name" doc:"Its most telling words"`
	Words []string `json:"words" nullable:"false"`
	// Tickets is cut to the last ones.
	Tickets  []uuid.UUID `json:"tickets" nullable:"false" doc:"That belong to it, oldest first, the last 200"`
	Size     int         `json:"size" doc:"How many belong to it by now"`
	Examples []uuid.UUID `json:"examples" nullable:"false" doc:"Tickets at its centre, nearest first"`
	Growth   string      `json:"growth" doc:"How many came lately and before, in words"`
	Chance   float64     `json:"chance" doc:"Of so many tickets alike lately, if nothing had changed"`

	State    ProposalState `json:"state" enum:"proposed,accepted,dismissed"`
	Category string        `json:"category,omitempty" doc:"What it was accepted as"`
	By       *ticket.Actor `json:"by,omitempty" doc:"Who accepted or dismissed it"`
	Settled  time.Time     `json:"settled_at,omitzero"`
}

// ProposalState says what became of a proposal.
type ProposalState string

// The states of a proposal.
const (
	Proposed  ProposalState = "proposed"
	Accepted  ProposalState = "accepted"
	Dismissed ProposalState = "dismissed"
)

// mostTickets bounds the tickets that a proposal lists.
const mostTickets = 200

// group lets the finder see a ticket, and says whether it found a topic.
func (w *Watch) group(t *watched, id string, a *answer, score float64) bool {
	switch {
	case t.finder == nil:
		return false
	case !t.finder.Unfit(score):
		t.finder.Pass()
		return false
	}
	number, found := t.finder.Add(id, a.text, guess(a.choice))
	switch {
	case found != nil:
		t.found = append(t.found, w.proposal(t, found))
		return true
	case number > 0:
		j := t.joined[number]
		j.tickets = append(j.tickets, id)
		t.joined[number] = j
	}
	return false
}

// proposalID is that of a topic by its number: the same on every node.
func proposalID(s *Sheet, number int) uuid.UUID {
	return idOf("topic", fmt.Sprintf("%s %s %d", s.Model, s.Since.Format(time.RFC3339Nano), number))
}

func (w *Watch) proposal(t *watched, g *topic.Group) Proposal {
	p := Proposal{ID: proposalID(&t.sheet, g.Topic), At: w.config.Now().UTC(), Model: t.sheet.Model, Name: g.Name, Words: g.Words,
		Tickets: ids(g.Members), Size: len(g.Members), Examples: ids(g.Examples), Chance: g.Chance, State: Proposed,
		Growth: fmt.Sprintf("%d of the last %d tickets, %d of the %d before", g.Lately, g.Window, g.Before, g.History)}
	if p.Name == "" {
		p.Name = "unnamed"
	}
	p.Tickets = p.Tickets[max(0, len(p.Tickets)-mostTickets):]
	return p
}

func ids(names []string) []uuid.UUID {
	out := []uuid.UUID{}
	for _, name := range names {
		if id, err := uuid.Parse(name); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// propose puts a proposal into a write.
func (w *Watch) propose(write *store.Write, p *Proposal) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	write.Records = append(write.Records, store.RecordWrite{Record: store.Record{Kind: store.Topics, ID: p.ID, Key: p.ID.String(), Body: body}})
	write.Events, err = w.event(write.Events, TopicProposed, struct {
		ID    uuid.UUID `json:"id"`
		Name  string    `json:"name"`
		Size  int       `json:"size"`
		Words []string  `json:"words"`
	}{p.ID, p.Name, p.Size, p.Words}, w.config.NewID())
	return err
}

// grow tells proposals of the tickets that came to them. What another node wrote
// first stays: the count then lags behind by a few.
func (w *Watch) grow(ctx context.Context, t *watched) error {
	for number, j := range t.joined {
		p, err := w.Proposal(ctx, proposalID(&t.sheet, number))
		if err == nil {
			p.Size += len(j.tickets)
			p.Tickets = append(p.Tickets, ids(j.tickets)...)
			p.Tickets = p.Tickets[max(0, len(p.Tickets)-mostTickets):]
			err = w.put(ctx, &p, nil)
		}
		if err != nil && !ticket.IsKind(err, ticket.NotFound) && !ticket.IsKind(err, ticket.Conflict) {
			return err
		}
		delete(t.joined, number)
	}
	return nil
}

// Proposals lists what was proposed, latest first, without the tickets that are
// judged blindly.
func (w *Watch) Proposals(ctx context.Context) ([]Proposal, error) {
	records, err := w.config.Store.RecordsOf(ctx, store.Topics)
	if err != nil {
		return nil, err
	}
	all := make([]Proposal, len(records))
	for i := range records {
		if all[i], err = proposalOf(&records[i]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Proposal) int { return cmp.Or(b.At.Compare(a.At), slices.Compare(a.ID[:], b.ID[:])) })
	return all, w.veil(ctx, all)
}

// Proposal finds one.
func (w *Watch) Proposal(ctx context.Context, id uuid.UUID) (Proposal, error) {
	record, err := w.config.Store.Record(ctx, store.Topics, id)
	if ticket.IsKind(err, ticket.NotFound) {
		return Proposal{}, ticket.Errorf(ticket.NotFound, "id", "there is no topic %s: GET /v1/topics lists them", id)
	}
	if err != nil {
		return Proposal{}, err
	}
	return proposalOf(&record)
}

func proposalOf(record *store.Record) (Proposal, error) {
	var p Proposal
	if err := json.Unmarshal(record.Body, &p); err != nil {
		return p, fmt.Errorf("topic %s: %w", record.ID, err)
	}
	p.Version = record.Version
	return p, nil
}

// longestName is the longest name of a category that a ticket can have, in bytes.
const longestName = 100

// Settle dismisses a proposal, or accepts it as a category. demanded is the
// version it must have, 0 for any. Tickets of it that come later join it all the
// same, so that it is not proposed anew. The answer lists what Proposals does.
func (w *Watch) Settle(ctx context.Context, id uuid.UUID, demanded int64, state ProposalState, category string, by ticket.Actor) (Proposal, error) {
	p, err := w.decide(ctx, id, demanded, state, category, by)
	if err != nil {
		return p, err
	}
	shown := []Proposal{p}
	err = w.veil(ctx, shown)
	return shown[0], err
}

func (w *Watch) decide(ctx context.Context, id uuid.UUID, demanded int64, state ProposalState, category string, by ticket.Actor) (Proposal, error) {
	p, err := w.Proposal(ctx, id)
	if err != nil {
		return p, err
	}
	category = strings.TrimSpace(category)
	switch {
	case demanded != 0 && demanded != p.Version:
		return p, ticket.Errorf(ticket.Conflict, "", "the topic is at version %d, which is not the one in If-Match: read it again", p.Version)
	case state == Accepted && (category == "" || len(category) > longestName || strings.ContainsFunc(category, unicode.IsControl)):
		return p, ticket.Errorf(ticket.Invalid, "category", "has %d bytes: give the category a name of 1 to %d without control characters", len(category), longestName)
	case p.State == state && p.Category == category:
		return p, nil
	case p.State != Proposed:
		return p, ticket.Errorf(ticket.Conflict, "state", "the topic was %s already", p.State)
	}
	p.State, p.Category, p.By, p.Settled = state, category, &by, w.config.Now().UTC()
	raw, err := json.Marshal(struct {
		ID       uuid.UUID     `json:"id"`
		Name     string        `json:"name"`
		State    ProposalState `json:"state"`
		Category string        `json:"category,omitempty"`
	}{p.ID, p.Name, p.State, p.Category})
	if err != nil {
		return p, err
	}
	event := ticket.Event{ID: w.config.NewID(), Type: TopicSettled, Actor: by, At: p.Settled, Data: raw}.Sealed()
	if err := w.put(ctx, &p, []ticket.Event{event}); err != nil {
		return p, err
	}
	p.Version++
	return p, nil
}

// put stores a proposal in place of the version it has.
func (w *Watch) put(ctx context.Context, p *Proposal, events []ticket.Event) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = w.config.Store.Commit(ctx, &store.Write{Events: events,
		Records: []store.RecordWrite{{Expect: p.Version, Record: store.Record{Kind: store.Topics, ID: p.ID, Key: p.ID.String(), Body: body}}}})
	return err
}
