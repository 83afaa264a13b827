package demo

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/ticket"
)

// people are those who write in. Some write more than once.
type people struct {
	names  map[string][]string
	firms  []ticket.Organisation
	known  map[string][]history.Requester // by language
	number int
}

// comesAgain is the chance that a ticket is of somebody who wrote before.
const comesAgain = .45

// next is who writes a ticket in a language.
func (p *people) next(language string, at time.Time, r *rand.Rand) history.Requester {
	if known := p.known[language]; len(known) > 0 && r.Float64() < comesAgain {
		return known[r.IntN(len(known))]
	}
	p.number++
	name := p.names[language][r.IntN(len(p.names[language]))]
	who := history.Requester{ID: idAt(at, r), Name: name, Language: language, CreatedAt: at}
	domain := "mail.example"
	if r.Float64() < .2 {
		firm := p.firms[r.IntN(len(p.firms))]
		who.Organisation, who.Tier, domain = firm.ID, firm.Tier, firm.Domains[0]
	}
	who.Addresses = []string{fmt.Sprintf("%s.%d@%s", local(name), p.number, domain)}
	p.known[language] = append(p.known[language], who)
	return who
}

// local is a name as the first part of an address.
func local(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, " ", "."))
	if strings.ContainsFunc(name, func(r rune) bool { return r > 'z' }) {
		return "customer"
	}
	return name
}

// idAt is a UUIDv7 of an instant (RFC 9562), drawn from r.
func idAt(at time.Time, r *rand.Rand) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|uint64(r.Uint32N(1<<12)))
	binary.BigEndian.PutUint64(id[8:], r.Uint64())
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}
