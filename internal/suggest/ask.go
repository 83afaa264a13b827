package suggest

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/slots"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// Offered is how many suggestions there are at most.
const Offered = 3

// looked is how many candidates are looked at for those.
const looked = 20

// mostRare is the largest share of words in a template that too few people have:
// one with more tells of a single case.
const mostRare = .15

// matter is what is known of the ticket that wants an answer.
type matter struct {
	ticket   ticket.Ticket
	messages []ticket.Message
	people   slots.People // Agents[0] is who asks
	values   slots.Values
	written  string // by the requester, all of it
}

// For suggests up to three replies for a ticket to an agent or a program, best
// first, none where there is nothing likely enough, and records what it showed.
func (l *Live) For(ctx context.Context, t *ticket.Ticket, by ticket.Actor) ([]Suggestion, error) {
	m, err := l.matter(ctx, t, by)
	if err != nil {
		return nil, err
	}
	found, offers, err := l.find(m)
	if err != nil {
		return nil, err
	}
	found, offers = l.drafted(ctx, m, found, offers)
	return found, l.record(ctx, t.ID, by, offers)
}

func (l *Live) matter(ctx context.Context, t *ticket.Ticket, by ticket.Actor) (*matter, error) {
	messages, err := l.config.Store.Messages(ctx, t.Conversation(), uuid.Nil, mostMessages)
	if err != nil {
		return nil, err
	}
	m := &matter{ticket: *t, messages: messages, written: writtenBy(messages, ticket.ByRequester)}
	if m.people, err = l.people(ctx, t, messages); err != nil {
		return nil, err
	}
	asks := ""
	if by.Kind == ticket.ByAgent {
		if asks, err = l.agent(ctx, by.ID); err != nil {
			return nil, err
		}
	}
	others := m.people
	m.people.Agents = append([]string{asks}, slices.DeleteFunc(m.people.Agents, func(name string) bool { return name == asks })...)
	about := slots.About{Number: t.Number, Subject: t.Subject, Written: t.Subject + "\n" + m.written, People: others}
	about.People.Agents = []string{asks}
	if len(others.Addresses) > 0 {
		about.Address = others.Addresses[0]
	}
	m.values = slots.ValuesOf(&about)
	return m, nil
}

// find asks the library. The latest word of the requester counts along with the
// first.
func (l *Live) find(m *matter) ([]Suggestion, []offer, error) {
	desk, _ := l.desks.Get().(*library.Desk)
	if desk == nil {
		var err error
		if desk, err = library.NewDesk(); err != nil {
			return nil, nil, err
		}
	}
	defer l.desks.Put(desk)
	t := &m.ticket
	q := library.Query{Title: t.Subject, Body: text.Clean(m.written), Language: t.Language, Category: t.Category, At: l.config.Now(), Limit: looked}
	l.mu.RLock()
	defer l.mu.RUnlock()
	out, offers := []Suggestion{}, []offer{}
	left := 1. // chance that none of the better ones is sent
	for _, match := range l.library.Find(desk, &q) {
		if len(out) == Offered {
			break
		}
		chance := l.chance(match.Score)
		template := match.Text
		if match.Kind == library.Reply {
			masked, rare, all := l.vocabulary.Mask(template)
			if float64(rare) > mostRare*float64(all) || slices.Contains(match.Sources, t.ID.String()) {
				continue
			}
			template = masked
		}
		if chance < l.config.Least {
			continue
		}
		s := Suggestion{
			ID: l.config.NewID(), Kind: match.Kind, Title: match.Title, Language: match.Language, Chance: chance * left, Measured: l.answered >= enough, Support: match.Support,
			Sources: sourcesOf(&match), Parts: partsOf(&match, &l.model),
		}
		left *= 1 - chance
		s.Text, s.Slots = slots.Fill(template, m.values)
		s.Sendable = !slots.Open(s.Slots)
		offers = append(offers, offer{ID: s.ID, Kind: s.Kind, Group: match.Group, Template: template, Score: match.Score, Chance: s.Chance, Rank: len(out) + 1, Sources: s.Sources})
		out = append(out, s)
	}
	return out, offers, nil
}

// chance is that of a score where nothing better is shown. l.mu must be held.
func (l *Live) chance(score float64) float64 { return 1 / (1 + math.Exp(-(l.slope*score + l.bias))) }

func sourcesOf(m *library.Match) []Origin {
	all := []Origin{}
	for _, s := range m.Sources {
		if id, err := uuid.Parse(s); err == nil {
			all = append(all, Origin{m.Kind, id})
		}
	}
	return all
}

// record writes what was shown to the log. It belongs to no ticket's chain: who
// looks does not change the ticket.
func (l *Live) record(ctx context.Context, id uuid.UUID, by ticket.Actor, offers []offer) error {
	if len(offers) == 0 {
		return nil
	}
	data := shown{id, offers}
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	event := ticket.Event{ID: l.config.NewID(), Type: Shown, Actor: by, At: l.config.Now().UTC(), Data: raw}.Sealed()
	if _, err := l.config.Store.Commit(ctx, &store.Write{Events: []ticket.Event{event}}); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep(&data)
	return nil
}

// Sent says what becomes of a suggestion that a reply names: the use to record with
// it, and the text that was shown. An id that was not shown for this ticket is
// refused.
func (l *Live) Sent(ctx context.Context, t *ticket.Ticket, by ticket.Actor, id uuid.UUID, sent string) (use ticket.SuggestionUse, was string, err error) {
	l.mu.RLock()
	o, known := l.offers[id]
	l.mu.RUnlock()
	if !known { // another node showed it just now
		if err := l.catchUp(ctx); err != nil {
			return use, "", err
		}
		l.mu.RLock()
		o, known = l.offers[id]
		l.mu.RUnlock()
	}
	if !known || o.ticket != t.ID {
		return use, "", ticket.Errorf(ticket.Invalid, "suggestion", "%s was not suggested for this ticket: send an id from POST /v1/tickets/{id}/suggestions, or leave it out", id)
	}
	m, err := l.matter(ctx, t, by)
	if err != nil {
		return use, "", err
	}
	was, _ = slots.Fill(o.Template, m.values)
	use = Compare(was, sent)
	use.ID, use.Group, use.Score, use.Rank = id, o.Group, o.Score, o.Rank
	return use, strings.TrimSpace(was), nil
}

// justNow is how many of the latest events are searched for what another node
// showed.
const justNow = 2000

func (l *Live) catchUp(ctx context.Context) error {
	head, err := l.config.Store.Head(ctx)
	if err != nil {
		return err
	}
	events, err := l.config.Store.Events(ctx, store.EventQuery{After: max(0, head-justNow), Types: []ticket.EventType{Shown}, Limit: justNow})
	for i := range events {
		l.remember(&events[i])
	}
	return err
}

// Render fills a template, such as that of a macro, from a ticket for whoever
// would send it. What the ticket does not say stays as a slot.
func (l *Live) Render(ctx context.Context, t *ticket.Ticket, by ticket.Actor, template string) (string, []slots.Slot, error) {
	m, err := l.matter(ctx, t, by)
	if err != nil {
		return "", nil, err
	}
	rendered, all := slots.Fill(template, m.values)
	return rendered, all, nil
}
