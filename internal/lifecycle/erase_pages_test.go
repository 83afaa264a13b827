package lifecycle_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

// Rows that grow, shrink and move between pages leave copies where they were. None
// may hold the words of somebody who is erased, nor may the index of words, however
// it was merged before.
func TestErasedPages(t *testing.T) {
	b := bases["sqlite"](t)
	s, err := openBase(t.Context(), b.name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	d := newEraseDesk(t, s)
	r := rand.New(rand.NewPCG(7, 8))
	d.rita = d.requester(ticket.Requester{Name: d.planted.word(), Addresses: []string{d.planted.word() + "@example.org"}})
	otto := d.requester(ticket.Requester{Name: "Otto", Addresses: []string{"otto@example.org"}})
	filler := func() string { return strings.Repeat("some words of no matter ", r.IntN(300)) }
	say := func(theirs bool) string {
		if theirs {
			return filler() + d.planted.word() + filler()
		}
		return filler()
	}
	var all []ticket.Ticket
	for i := range pagesTickets {
		theirs := r.IntN(3) == 0
		all = append(all, d.open("a matter "+d.mark(theirs), func(in *lifecycle.Intake) {
			in.Requester, in.Text = otto, "x"+say(theirs)
			if theirs {
				in.Requester = d.rita
				in.Fields = map[string]any{"order": d.planted.word()}
			}
			in.Reading = &lifecycle.Reading{Language: "en", Analysis: analysisOf(strings.Repeat("y", r.IntN(3000)) + say(theirs))}
		}))
		one := all[r.IntN(len(all))]
		theirs = one.Requester == d.rita.ID
		switch r.IntN(4) {
		case 0:
			d.must(ada, one.ID, lifecycle.Edit{Subject: ref(strings.Repeat("changed ", r.IntN(100)) + d.mark(theirs)), AddTags: []string{"t" + d.mark(theirs)}})
		case 1:
			d.must(ada, one.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "x" + say(theirs)}})
		case 2:
			d.must(ticket.Actor{Kind: ticket.ByRequester, ID: one.Requester}, one.ID, lifecycle.Answer{Words: lifecycle.Words{Text: "x" + say(theirs)}})
		}
		if i%(pagesTickets/4) == 1 {
			d.settled()
			if err := s.Scrub(t.Context()); err != nil { // the index is one piece
				t.Fatal(err)
			}
		}
	}
	d.settled()
	if _, err := d.Erase(t.Context(), d.rita.ID, boss, nil); err != nil {
		t.Fatal(err)
	}
	left := d.planted.in(b.bytes(t))
	t.Logf("%d words were planted in %d bytes, %d are left", len(d.planted.words), len(b.bytes(t)), len(left))
	d.clean(b)
	if _, err := d.store.Ticket(t.Context(), uuid.Nil); !ticket.IsKind(err, ticket.NotFound) {
		t.Error(err)
	}
}

// pagesTickets is how many tickets there are.
const pagesTickets = 150

func (d *eraseDesk) mark(theirs bool) string {
	if theirs {
		return d.planted.word()
	}
	return "nothing"
}
