package suggest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/slots"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// exchange is a ticket with its first answer, without personal data.
type exchange struct {
	ticket uuid.UUID
	person uint64
	name   string // of the customer
	entry  library.Entry
}

// worthKeeping is the shortest reply that is kept, in bytes: a shorter one
// solves nothing by itself.
const worthKeeping = 20

// mostMessages of a ticket are read.
const mostMessages = 200

// gather reads what a ticket teaches; ok is false for one without an answer that
// can be used.
func (l *Live) gather(ctx context.Context, t *ticket.Ticket) (x exchange, ok bool, err error) {
	if t.Status != ticket.Resolved && t.Status != ticket.Closed {
		return x, false, nil
	}
	messages, err := l.config.Store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, mostMessages)
	if err != nil {
		return x, false, err
	}
	people, err := l.people(ctx, t, messages)
	if err != nil {
		return x, false, err
	}
	written := writtenBy(messages, ticket.ByRequester)
	at := slices.IndexFunc(messages, func(m ticket.Message) bool {
		return m.Public && (m.Author.Kind == ticket.ByAgent || m.Author.Kind == ticket.ByToken) && len(m.Text) >= worthKeeping
	})
	if at < 0 {
		return x, false, nil
	}
	said := slots.Clean(messages[at].Text, t.Subject+"\n"+written, people)
	if len(said) < worthKeeping {
		return x, false, nil
	}
	held := library.Solved
	if t.Rating != nil && t.Rating.Score > 0 && t.Rating.Score < 3 || slices.ContainsFunc(t.Touches, func(t ticket.Touch) bool { return !t.ReopenedAt.IsZero() }) {
		held = library.Failed
	}
	return exchange{ticket: t.ID, person: binary.BigEndian.Uint64(t.Requester[8:]), name: people.Customer, entry: library.Entry{
		ID: t.ID.String(), Kind: library.Reply, Source: t.ID.String(), Ticket: slots.Hide(text.Join(t.Subject, first(messages)), people), Text: said,
		Language: t.Language, Category: t.Category, At: messages[at].At, Held: held,
	}}, true, nil
}

// first is what the requester wrote first.
func first(messages []ticket.Message) string {
	for i := range messages {
		if messages[i].Author.Kind == ticket.ByRequester && messages[i].Public {
			return messages[i].Text
		}
	}
	return ""
}

// writtenBy joins the public messages of some.
func writtenBy(messages []ticket.Message, kind ticket.ActorKind) string {
	var out strings.Builder
	for i := range messages {
		if messages[i].Author.Kind == kind && messages[i].Public {
			out.WriteString(messages[i].Text)
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// people are those whom the record of a ticket names.
func (l *Live) people(ctx context.Context, t *ticket.Ticket, messages []ticket.Message) (slots.People, error) {
	var p slots.People
	requester, err := l.config.Store.Requester(ctx, t.Requester)
	if err != nil && !ticket.IsKind(err, ticket.NotFound) {
		return p, err
	}
	p.Customer, p.Addresses = requester.Name, requester.Addresses
	agents := []uuid.UUID{t.Assignee}
	for i := range t.Touches {
		agents = append(agents, t.Touches[i].Agent)
	}
	for i := range messages {
		if messages[i].Author.Kind == ticket.ByAgent {
			agents = append(agents, messages[i].Author.ID)
		}
	}
	for _, id := range agents {
		name, err := l.agent(ctx, id)
		if err != nil {
			return p, err
		}
		if name != "" && !slices.Contains(p.Agents, name) {
			p.Agents = append(p.Agents, name)
		}
	}
	return p, nil
}

// agent is the name of one, empty for nobody.
func (l *Live) agent(ctx context.Context, id uuid.UUID) (string, error) {
	if id == uuid.Nil {
		return "", nil
	}
	r, err := l.config.Store.Record(ctx, store.Agents, id)
	if ticket.IsKind(err, ticket.NotFound) {
		return "", nil
	}
	var a ticket.Agent
	if err == nil {
		err = json.Unmarshal(r.Body, &a)
	}
	return a.Name, err
}

// put takes an exchange into the library, and the oldest out of one that is full.
// l.mu must be held.
func (l *Live) put(x *exchange) {
	if !l.counted[x.ticket] {
		l.counted[x.ticket] = true
		l.vocabulary.Add(x.entry.Text+"\n"+x.entry.Ticket, x.person)
		l.vocabulary.Name(x.name)
		l.order = append(l.order, x.ticket)
	}
	l.library.Add(x.entry)
	for len(l.order) > l.config.Most {
		l.library.Remove(l.order[0].String())
		delete(l.counted, l.order[0])
		l.order = l.order[1:]
	}
}

// shelve takes the macros and articles as they are now.
func (l *Live) shelve(ctx context.Context) error {
	macros, err := records[ticket.Macro](ctx, l.config.Store, store.Macros)
	if err != nil {
		return err
	}
	articles, err := records[ticket.Article](ctx, l.config.Store, store.Articles)
	if err != nil {
		return err
	}
	searched, err := newPages(articles)
	if err != nil {
		return err
	}
	l.pages.Store(searched)
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range l.shelved {
		l.library.Remove(id)
	}
	l.shelved = nil
	add := func(e library.Entry) {
		e.ID = string(e.Kind) + " " + e.Source
		e.Group = e.ID
		l.vocabulary.Allow(e.Title + "\n" + e.Text)
		l.library.Add(e)
		l.shelved = append(l.shelved, e.ID)
	}
	for _, r := range macros {
		if m := &r.value; m.Reply != "" {
			add(library.Entry{Kind: library.Macro, Source: r.id.String(), Title: m.Name, Text: m.Reply, Language: m.Language, Category: m.Category})
		}
	}
	for _, r := range articles {
		add(library.Entry{Kind: library.Article, Source: r.id.String(), Title: r.value.Title, Text: r.value.Body, Language: r.value.Language})
	}
	return nil
}

// shelved is a record with its id.
type shelved[T any] struct {
	id    uuid.UUID
	value T
}

func records[T any](ctx context.Context, s store.Records, kind store.RecordKind) ([]shelved[T], error) {
	all, err := s.RecordsOf(ctx, kind)
	if err != nil {
		return nil, err
	}
	out := make([]shelved[T], 0, len(all))
	for _, r := range all {
		var value T
		if err := json.Unmarshal(r.Body, &value); err != nil {
			return nil, err
		}
		out = append(out, shelved[T]{r.ID, value})
	}
	return out, nil
}
