package lifecycle_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/audit"
	"switchyard/internal/history"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var boss = ticket.Actor{Kind: ticket.ByToken, ID: uuid.UUID{0xf}}

// plant makes a desk whose every corner holds words of Rita, and some of others. It
// gives Rita's tickets, and those of others.
func (d *eraseDesk) plant() (own, others []ticket.Ticket) {
	d.t.Helper()
	p := &d.planted
	other := d.requester(ticket.Requester{Name: "Otto Other", Addresses: []string{"otto@example.org"}})
	d.rita = d.requester(ticket.Requester{Name: p.word(), Addresses: []string{p.word() + "@example.org", "r@" + p.word() + ".example"}, TimeZone: "Asia/Kathmandu", Language: "ne", Tier: p.word(), Organisation: uuid.UUID{0xc}})
	rita := ticket.Actor{Kind: ticket.ByRequester, ID: d.rita.ID}
	open := func(of ticket.Requester, subject, text, analysis string, change func(*lifecycle.Intake)) ticket.Ticket {
		d.pass(time.Minute)
		return d.open(subject, func(in *lifecycle.Intake) {
			in.Requester, in.Text = of, text
			in.Reading = &lifecycle.Reading{Language: "en", Apply: map[string]string{"category": "billing"}, Analysis: analysisOf(analysis)}
			if change != nil {
				change(in)
			}
		})
	}
	shared := d.file("a logo that everybody sends")
	first := open(d.rita, p.word(), p.word(), p.word(), func(in *lifecycle.Intake) {
		in.HTML, in.External = "<p>"+p.word()+"</p>", "<"+p.word()+"@mail.example>"
		named := d.file(p.word())
		named.Name = p.word() + ".pdf"
		in.Attachments = []ticket.Attachment{named, shared}
		in.Tags, in.Fields = []string{p.word()}, map[string]any{"order": p.word()}
		in.Key = &store.Key{Owner: uuid.UUID{7}, Value: p.word()}
	})
	id := first.ID
	d.must(ada, id, lifecycle.Edit{Subject: ref(p.word()), Category: ref("login"), AddTags: []string{p.word()}, Reason: p.word()})
	d.must(ada, id, lifecycle.Assign{Agent: bob.ID, Reason: p.word()}, lifecycle.Note{Words: lifecycle.Words{Text: p.word()}})
	d.must(bob, id, lifecycle.Reply{Words: lifecycle.Words{Text: p.word(), Suggestion: &lifecycle.Suggestion{Text: p.word()}}})
	d.must(bob, id, lifecycle.Move{To: ticket.Resolved, Reason: p.word()})
	d.must(rita, id, lifecycle.Rate{Score: 4, Comment: p.word()})

	// Merged into a ticket of another, where Rita writes on; then that one is merged too.
	into := open(other, "Otto's matter", "Otto's text", "ottosays", nil)
	last := open(other, "Otto's last matter", "Otto's last text", "ottosays", nil)
	mine := open(d.rita, p.word(), p.word(), p.word(), nil)
	long := open(d.rita, p.word(), "a long text "+p.word()+" "+fmt.Sprint(make([]int, 30_000)), p.word(), nil)
	if _, err := d.Merge(d.t.Context(), lifecycle.Order{Actor: ada, Ticket: mine.ID}, into.ID); err != nil {
		d.t.Fatal(err)
	}
	hear := func() {
		answer := lifecycle.Answer{Words: lifecycle.Words{Text: p.word(), Attachments: []ticket.Attachment{d.file(p.word()), shared}}, Reading: &lifecycle.Reading{Language: "en", Analysis: analysisOf(p.word())}}
		if _, err := d.Hear(d.t.Context(), lifecycle.Order{Actor: rita, Ticket: mine.ID}, answer); err != nil {
			d.t.Fatal(err)
		}
	}
	hear()
	if _, err := d.Merge(d.t.Context(), lifecycle.Order{Actor: ada, Ticket: into.ID}, last.ID); err != nil {
		d.t.Fatal(err)
	}
	hear()
	d.must(ada, last.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "Dear Otto"}})

	// Another's decision, made while Rita's ticket waited beside.
	beside := open(other, "Otto waits", "Otto waits too", "ottosays", func(in *lifecycle.Intake) {
		in.Attachments = []ticket.Attachment{shared}
		in.Choice = d.choice(map[uuid.UUID]string{id: p.word(), last.ID: "ottotag"})
	})
	open(d.rita, p.word(), p.word(), p.word(), func(in *lifecycle.Intake) {
		in.Choice = d.choice(map[uuid.UUID]string{id: p.word()})
	})
	// An agent opened it for her.
	open(d.rita, "she called: "+p.word(), p.word(), p.word(), func(in *lifecycle.Intake) { in.Actor = ada })

	d.log("suggestion.shown", map[string]any{"ticket": id, "suggestions": []any{map[string]any{"id": newID(), "template": p.word(), "score": 1}}})
	d.log("suggestion.shown", map[string]any{"ticket": beside.ID, "suggestions": []any{
		map[string]any{"id": newID(), "template": p.word(), "sources": []any{map[string]any{"kind": "reply", "id": id}}},
		map[string]any{"id": newID(), "template": "Otto's template"},
	}})
	d.record(store.Incidents, map[string]any{"subject": p.word(), "tickets": []uuid.UUID{id, beside.ID, last.ID}, "words": []string{"outage"}, "problem": last.ID})
	topic := d.record(store.Topics, map[string]any{"name": p.word(), "tickets": []uuid.UUID{id, mine.ID}, "words": []string{p.word()}})
	d.log("topic.proposed", map[string]any{"id": topic, "name": p.word(), "words": []string{p.word()}})
	d.settled()

	q := store.TicketQuery{Requesters: []uuid.UUID{d.rita.ID}, Order: store.Order{By: store.ByNumber}, Limit: 100}
	own, err := d.store.List(d.t.Context(), q)
	if err != nil || len(own) != 5 || long.ID == uuid.Nil {
		d.t.Fatalf("%d tickets: %v", len(own), err)
	}
	q.Requesters = []uuid.UUID{other.ID}
	if others, err = d.store.List(d.t.Context(), q); err != nil {
		d.t.Fatal(err)
	}
	return own, others
}

func (d *eraseDesk) exported() []byte {
	d.t.Helper()
	var b bytes.Buffer
	if _, err := history.Export(d.t.Context(), d.store, &b, history.ExportOptions{Plain: true, Files: true}); err != nil {
		d.t.Fatal(err)
	}
	return b.Bytes()
}

func (d *eraseDesk) head() int64 {
	d.t.Helper()
	head, err := d.store.Head(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	return head
}

// clean wants nothing of Rita to be left, and the log to be in order.
func (d *eraseDesk) clean(b base) {
	d.t.Helper()
	if len(d.planted.words) < 30 {
		d.t.Fatalf("only %d words were planted", len(d.planted.words))
	}
	if left := d.planted.in(b.bytes(d.t)); len(left) > 0 {
		d.t.Errorf("the database still holds %v", left)
	}
	if left := d.planted.in(d.exported()); len(left) > 0 {
		d.t.Errorf("an export still holds %v", left)
	}
	for _, w := range d.planted.words {
		if found, err := d.store.Search(d.t.Context(), store.SearchQuery{Text: w, Limit: 9}); err != nil || len(found) > 0 {
			d.t.Errorf("%s finds %d tickets: %v", w, len(found), err)
		}
	}
	report, err := audit.Verify(d.t.Context(), d.store, nil)
	if err != nil || len(report.Faults) > 0 || report.Erased == 0 {
		d.t.Errorf("the log: %v %+v", err, report)
	}
	if left, err := d.store.RecordsOf(d.t.Context(), store.Erasures); err != nil || len(left) > 0 {
		d.t.Errorf("%d erasures are under way: %v", len(left), err)
	}
}

// Nothing that Rita said, or that was said to her, is left in any table or page, nor
// in an export; what routing learnt from is as it was.
func TestErase(t *testing.T) {
	for name, open := range bases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			s, err := openBase(t.Context(), b.name)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			d := newEraseDesk(t, s)
			own, others := d.plant()
			if have := d.planted.in(b.bytes(t)); name == "sqlite" && len(have) < len(d.planted.words)-3 { // but for what is compressed
				t.Fatalf("only %d of %d words are there", len(have), len(d.planted.words))
			}
			done, err := d.Erase(t.Context(), d.rita.ID, boss, nil)
			if err != nil {
				t.Fatal(err)
			}
			if done.Tickets != 5 || len(done.Shared) != 2 || done.Models != 2 || d.marked != 1 {
				t.Errorf("done %+v, models were marked %d times", done, d.marked)
			}
			d.clean(b)
			d.kept(own, others)

			head := d.head()
			if again, err := d.Erase(t.Context(), d.rita.ID, boss, nil); err != nil || again.Tickets != 0 || d.head() != head || d.marked != 1 {
				t.Errorf("erased again: %+v, %d events more: %v", again, d.head()-head, err)
			}
			if _, err := d.Erase(t.Context(), newID(), boss, nil); !ticket.IsKind(err, ticket.NotFound) || d.head() != head {
				t.Errorf("erasing nobody: %v", err)
			}
			// What she writes later is erased by another erasure.
			late := d.planted.word()
			d.must(ticket.Actor{Kind: ticket.ByRequester, ID: d.rita.ID}, own[len(own)-1].ID, lifecycle.Answer{Words: lifecycle.Words{Text: late}})
			if _, err := d.Erase(t.Context(), d.rita.ID, boss, nil); err != nil {
				t.Fatal(err)
			}
			d.clean(b)
			d.takenBack()
		})
	}
}

// kept wants all but words to be as it was.
func (d *eraseDesk) kept(own, others []ticket.Ticket) {
	d.t.Helper()
	for i := range own {
		was, is := own[i], d.ticket(own[i].ID)
		if is.Subject != ticket.ErasedText || is.ErasedAt.IsZero() || is.Tags != nil || is.Fields != nil || is.Organisation != uuid.Nil {
			d.t.Errorf("ticket %d is %+v", is.Number, is)
		}
		if is.Category != was.Category || is.Status != was.Status || is.Priority != was.Priority || !is.CreatedAt.Equal(was.CreatedAt) || !is.ResolvedAt.Equal(was.ResolvedAt) ||
			!is.UpdatedAt.Equal(was.UpdatedAt) || is.Assignee != was.Assignee || !cmp.Equal(is.Touches, was.Touches) || !cmp.Equal(is.Links, was.Links) {
			d.t.Errorf("ticket %d was %+v, is %+v", is.Number, was, is)
		}
		if was.Rating != nil && is.Rating.Score != was.Rating.Score {
			d.t.Errorf("the rating was %+v, is %+v", was.Rating, is.Rating)
		}
	}
	written := map[string]int{}
	for i := range others {
		if is := d.ticket(others[i].ID); is.Subject != others[i].Subject || !is.ErasedAt.IsZero() {
			d.t.Errorf("ticket %d of another is %+v", is.Number, is)
		}
		messages, err := d.store.Messages(d.t.Context(), []uuid.UUID{others[i].ID}, uuid.Nil, 100)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, m := range messages {
			written[m.Text]++
		}
	}
	if want := map[string]int{"Otto's text": 1, "Otto's last text": 1, "Otto waits too": 1, "Dear Otto": 1, ticket.ErasedText: 2}; !cmp.Equal(written, want) {
		d.t.Errorf("others' tickets say %v, want %v", written, want)
	}
	all := d.exported()
	for _, text := range []string{"Otto's text", "ottosays", `"label":"billing","probability":0.910000`, "a logo that"} {
		if !bytes.Contains(all, []byte(text)) && text != "a logo that" {
			d.t.Errorf("%q is gone", text)
		}
	}
	shown, err := d.store.Events(d.t.Context(), store.EventQuery{Types: []ticket.EventType{"suggestion.shown"}, Limit: 9})
	if err != nil || len(shown) != 2 || !bytes.Contains(shown[1].Data, []byte("Otto's template")) {
		d.t.Errorf("what was suggested for others: %v %v", shown, err)
	}
	d.casesKept(others)
}

// casesKept wants what others' tickets say to stand in cases as before.
func (d *eraseDesk) casesKept(others []ticket.Ticket) {
	d.t.Helper()
	found := false
	for i := range others {
		decisions, err := d.store.Decisions(d.t.Context(), others[i].ID, 9)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, one := range decisions {
			if one.Assignment != nil && len(one.Assignment.Case) > 0 {
				raw := unpacked(d.t, one.Assignment.Case)
				found = true
				if left := d.planted.in(raw); len(left) > 0 || !bytes.Contains(raw, []byte("ottotag")) || !bytes.Contains(raw, []byte("18446744073709551615")) {
					d.t.Errorf("the case holds %v: %s", left, raw)
				}
			}
		}
	}
	if !found {
		d.t.Error("no case of another's decision is left")
	}
}

// takenBack wants an export to come back from an import as it went.
func (d *eraseDesk) takenBack() {
	d.t.Helper()
	file := d.exported()
	into := newEraseDesk(d.t, newDesk(d.t).store)
	_, err := history.Import(d.t.Context(), into.store, history.ImportOptions{Now: monday, NewID: newID, Open: sourceOf(file)})
	if err != nil {
		d.t.Fatal(err)
	}
	if again := into.exported(); !bytes.Equal(again, file) {
		d.t.Errorf("what came back differs: %s", cmp.Diff(bytes.Split(file, []byte("\n")), bytes.Split(again, []byte("\n"))))
	}
	if dirty, err := into.Begin(d.t.Context(), d.rita.ID, boss); err != nil || dirty {
		d.t.Errorf("what came back is to be erased again: %v %v", dirty, err)
	}
	var first map[string]any
	for line := range bytes.SplitSeq(file, []byte("\n")) {
		if bytes.Contains(line, []byte(d.rita.ID.String())) {
			if err := json.Unmarshal(line, &first); err != nil || first["erased_at"] == nil {
				d.t.Errorf("a line does not say that it was erased: %s", line)
			}
			break
		}
	}
}
