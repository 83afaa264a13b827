package history

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// conversation reads what was said in a ticket, oldest first.
func (s *foreign) conversation(r record, t *Ticket) *LineError {
	requester := ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester.ID}
	var said []record
	field := "messages"
	for _, list := range s.dialect.said {
		if all := r.list(list); len(all) > 0 {
			said, field = all, list
			break
		}
	}
	if len(said) == 0 {
		said = s.index.said[t.External]
	}
	first := plain(s.field(r, "text"), s.field(r, "html"))
	if first != "" && (s.dialect.opened || len(said) == 0) {
		t.Messages = append(t.Messages, Message{Message: ticket.Message{Author: requester, Public: true, Text: first, At: t.CreatedAt}})
	}
	for i, one := range said {
		m, wrong := s.message(one, t, requester)
		if wrong != nil {
			wrong.Field = strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", field, i, wrong.Field), ".")
			return wrong
		}
		if strings.TrimSpace(m.Text) == "" { // a change of a field, or files alone
			continue
		}
		t.Messages = append(t.Messages, Message{Message: m})
	}
	slices.SortStableFunc(t.Messages, func(a, b Message) int { return a.At.Compare(b.At) })
	for i := range t.Messages {
		m := &t.Messages[i]
		m.ID, m.Channel, m.Ticket = s.messageID(t, i, m.At), t.Channel, t.ID
		if i > 0 && slices.Compare(t.Messages[i-1].ID[:], m.ID[:]) >= 0 {
			return bad(field, "split the ticket", "has more than 4096 messages of the same millisecond")
		}
	}
	return nil
}

func (s *foreign) message(r record, t *Ticket, requester ticket.Actor) (ticket.Message, *LineError) {
	w := &s.dialect.words
	m := ticket.Message{Public: true, External: r.text(w.external)}
	if external := or(m.External, r.text(w.id)); len(external) <= 998 {
		m.External = external
	}
	html := r.text(w.html)
	if w.kind != "" && strings.Contains(r.text(w.kind), "html") {
		html = r.text(w.text)
		m.Text = plain("", html)
	} else {
		m.Text = plain(or(r.text(w.text), r.text(w.plain)), html)
	}
	var wrong *LineError
	if m.At, wrong = s.when.read(r.text(w.at)); wrong != nil {
		wrong.Field = w.at
		return m, wrong
	}
	if m.At.IsZero() {
		m.At = t.CreatedAt
	}
	public, _ := s.f.Mapping.value("public", r.text(w.public))
	m.Public = !no(public) && !yes(r.text(w.private))
	m.Author, wrong = s.author(r, t, requester)
	return m, wrong
}

// yes and no read a flag as people write it; what is neither is not said.
func yes(s string) bool {
	return slices.Contains([]string{"true", "yes", "1", "y"}, strings.ToLower(strings.TrimSpace(s)))
}

func no(s string) bool {
	return slices.Contains([]string{"false", "no", "0", "n", "private", "internal", "note"}, strings.ToLower(strings.TrimSpace(s)))
}

// author is who said something.
func (s *foreign) author(r record, t *Ticket, requester ticket.Actor) (ticket.Actor, *LineError) {
	w := &s.dialect.words
	sender, mapped := s.f.Mapping.value("author", r.text(w.sender))
	id := r.text(w.author)
	one, known := s.index.people[id]
	if !known {
		if by := s.index.byEmail[strings.ToLower(r.text(w.email))]; by != "" {
			id = by
			one, known = s.index.people[by]
		}
	}
	agent := ticket.Actor{Kind: ticket.ByAgent}
	if known && (one.staff || s.index.agents[id]) {
		agent.ID = s.id("person", id)
	} else if s.f.Format == "csv" {
		agent.ID = t.Assignee
	}
	switch strings.ToLower(sender) {
	case "agent", "user", "staff":
		return agent, nil
	case "customer", "requester", "client", "contact":
		return requester, nil
	case "system":
		return ticket.Actor{Kind: ticket.BySystem}, nil
	case "":
	default:
		if s.f.Format == "csv" && !mapped {
			return agent, bad("author", "write requester or agent, or map it (values: {author: {...}})", "%.60q is nobody who writes", sender)
		}
	}
	switch {
	case yes(r.text(w.incoming)), id != "" && s.id("person", id) == t.Requester.ID:
		return requester, nil
	case known && agent.ID == uuid.Nil: // somebody else from outside
		return requester, nil
	case known, id == "" || s.f.StandIns, strings.ToLower(r.text(w.incoming)) == "false":
		return agent, nil
	}
	return agent, bad(w.author, "export the users too and give their file along, or make nameless ones with --unknown-people stand-in", "author %q is not in the files", id)
}

// messageID is a UUIDv7 of when something was said and where: the same at every
// reading, and in the order of time.
func (s *foreign) messageID(t *Ticket, place int, at time.Time) uuid.UUID {
	var id uuid.UUID
	sum := sha256.Sum256([]byte(t.ID.String() + "\x00" + strconv.Itoa(place)))
	copy(id[:], sum[:16])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(at.UnixMilli(), 0)))
	copy(id[:6], ms[2:])
	binary.BigEndian.PutUint16(id[6:], 0x7000|uint16(place&0xfff))
	id[8] = id[8]&0x3f | 0x80
	return id
}
