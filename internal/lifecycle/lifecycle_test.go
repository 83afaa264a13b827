package lifecycle_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

func TestOpenStoresAllAtOnce(t *testing.T) {
	d := newDesk(t)
	got := d.open("  Charged\r\n twice ", func(in *lifecycle.Intake) {
		in.Reading = &lifecycle.Reading{
			Language: "en", Apply: map[string]string{"category": "billing_payment", "priority": "high"},
			Mood: &ticket.Mood{Valence: -.5, Anger: .7, Angry: true}, Analysis: json.RawMessage(`{}`),
		}
		in.Choice = &lifecycle.Choice{Assignment: ticket.Assignment{Policy: "least_loaded", Agent: ada.ID, Reason: "free"}, Capacity: 1}
		in.Tags = []string{"VIP", "vip", " two  words "}
	})
	want := ticket.Ticket{
		ID: got.ID, Number: 1, Version: 1, Subject: "Charged twice", Status: ticket.Open, Priority: ticket.High, Category: "billing_payment", Language: "en",
		Channel: ticket.API, Requester: got.Requester, Assignee: ada.ID, Tags: []string{"two words", "vip"},
		Triage:    ticket.Triage{State: ticket.TriageDone, Decision: got.Triage.Decision},
		Mood:      []ticket.Mood{{Message: d.messages(got)[0].ID, Valence: -.5, Anger: .7, Angry: true}},
		Touches:   []ticket.Touch{{Agent: ada.ID, At: monday, Decision: got.Triage.Decision}},
		CreatedAt: monday, UpdatedAt: monday, StatusAt: monday, Events: 4, Chain: got.Chain,
	}
	if diff := cmp.Diff(want, d.ticket(got.ID)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ticket.EventType{ticket.TicketCreated, ticket.TicketTriaged, ticket.TicketAssigned, ticket.TicketMoved}, d.history(got.ID)); diff != "" {
		t.Error(diff)
	}
	decisions, err := d.store.Decisions(t.Context(), got.ID, 10)
	if err != nil || len(decisions) != 1 || decisions[0].Assignment == nil || decisions[0].Assignment.Agent != ada.ID || decisions[0].Applied["priority"] != "high" {
		t.Errorf("decisions %+v, %v", decisions, err)
	}
	if loads, err := d.store.Loads(t.Context()); err != nil || loads[store.Slot{Agent: ada.ID, Channel: ticket.API}] != 1 {
		t.Errorf("loads %v, %v", loads, err)
	}
}

// An assignment over an agent's capacity stores nothing at all.
func TestOpenOverCapacity(t *testing.T) {
	d := newDesk(t)
	choice := &lifecycle.Choice{Assignment: ticket.Assignment{Agent: ada.ID}, Capacity: 1}
	d.open("one", func(in *lifecycle.Intake) { in.Choice = choice })
	in := lifecycle.Intake{Actor: bob, Requester: ticket.Requester{ID: uuid.UUID{9}, Addresses: []string{"new@example.org"}}, Words: lifecycle.Words{Text: "x"}, Choice: choice}
	if _, _, err := d.Open(t.Context(), in); !ticket.IsKind(err, ticket.Full) {
		t.Errorf("got %v, want an error of kind full", err)
	}
	if _, err := d.store.RequesterByAddress(t.Context(), "new@example.org"); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("the requester was stored without a ticket: %v", err)
	}
}

func TestWhatPeopleSetTheMachineLeaves(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", func(in *lifecycle.Intake) { in.Priority = ticket.Low })
	d.must(ada, got.ID, lifecycle.Edit{Category: ref("billing_payment")})
	late := lifecycle.Reading{Language: "de", Apply: map[string]string{"category": "outage", "priority": "urgent"}}
	after := d.must(model, got.ID, late, lifecycle.Edit{Priority: ref(ticket.Urgent), Category: ref("outage")})
	if after.Category != "billing_payment" || after.Priority != ticket.Low || after.Language != "de" {
		t.Errorf("category %s, priority %s, language %s: a late reading must not undo what people set", after.Category, after.Priority, after.Language)
	}
	if after = d.must(model, got.ID, lifecycle.Assign{Agent: bob.ID}); after.Assignee != bob.ID {
		t.Errorf("nobody had chosen an assignee, yet the machine could not")
	}
	d.must(ada, got.ID, lifecycle.Assign{Agent: ada.ID})
	if after = d.must(model, got.ID, lifecycle.Assign{Agent: bob.ID}, lifecycle.Unassign{}); after.Assignee != ada.ID {
		t.Errorf("the machine took a ticket from whom a person gave it to")
	}
	d.must(ada, got.ID, lifecycle.Unassign{})
	if after = d.must(model, got.ID, lifecycle.Assign{Agent: bob.ID}); after.Assignee != bob.ID {
		t.Errorf("a ticket that was put back could not be assigned again")
	}
}

func TestAnswersOpenAgain(t *testing.T) {
	d := newDesk(t)
	rita := ticket.Actor{Kind: ticket.ByRequester}
	hear := func(id uuid.UUID) ticket.Ticket {
		t.Helper()
		after, err := d.Hear(t.Context(), lifecycle.Order{Actor: rita, Ticket: id}, lifecycle.Answer{Words: lifecycle.Words{Text: "still broken"}})
		if err != nil {
			t.Fatal(err)
		}
		return after
	}
	got := d.open("printer", nil)
	d.must(ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "try this"}, Status: ticket.Pending})
	if after := hear(got.ID); after.Status != ticket.Open || after.ID != got.ID {
		t.Errorf("an answer left a pending ticket %s", after.Status)
	}
	d.must(ada, got.ID, lifecycle.Move{To: ticket.Resolved})
	d.pass(6 * 24 * time.Hour)
	if after := hear(got.ID); after.Status != ticket.Open || after.ID != got.ID {
		t.Errorf("an answer within the window left a resolved ticket %s", after.Status)
	}
	d.must(ada, got.ID, lifecycle.Move{To: ticket.Resolved})
	d.pass(8 * 24 * time.Hour) // and nothing has closed it yet
	follow := hear(got.ID)
	if follow.ID == got.ID || follow.Status != ticket.New || follow.Requester != got.Requester || follow.Subject != "printer" {
		t.Errorf("after the window: %+v, want a new ticket that follows", follow)
	}
	if diff := cmp.Diff([]ticket.Link{{Kind: ticket.FollowUpOf, Ticket: got.ID}}, follow.Links); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ticket.Link{{Kind: ticket.FollowedUpBy, Ticket: follow.ID}}, d.ticket(got.ID).Links); diff != "" {
		t.Error(diff)
	}
}

func TestMergeAndUnmerge(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.open("a", nil), d.open("b", nil), d.open("c", nil)
	order := func(x ticket.Ticket) lifecycle.Order { return lifecycle.Order{Actor: ada, Ticket: x.ID} }
	merge := func(from, into ticket.Ticket, kind ticket.Kind) {
		t.Helper()
		if _, err := d.Merge(t.Context(), order(from), into.ID); (kind == "") != (err == nil) || kind != "" && !ticket.IsKind(err, kind) {
			t.Errorf("merging %s into %s: %v, want %q", from.Subject, into.Subject, err, kind)
		}
	}
	d.must(ada, b.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "on it"}, Status: ticket.Pending})
	merge(a, a, ticket.Invalid)
	merge(c, b, "")
	merge(b, c, ticket.Invalid) // c lives on in b
	merge(b, a, "")
	merge(b, a, "") // twice is once
	if n := len(d.messages(d.ticket(a.ID))); n != 4 {
		t.Errorf("the survivor shows %d messages, want those of all three: 4", n)
	}
	// An answer to c goes by b to a.
	after, err := d.Hear(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester}, Ticket: c.ID}, lifecycle.Answer{Words: lifecycle.Words{Text: "me again"}})
	if err != nil || after.ID != a.ID {
		t.Errorf("the answer went to %s, %v; want the survivor", after.Subject, err)
	}
	if _, err := d.Unmerge(t.Context(), order(b)); err != nil {
		t.Fatal(err)
	}
	if got := d.ticket(b.ID); got.Status != ticket.Pending || got.MergedInto != uuid.Nil || len(d.messages(got)) != 3 {
		t.Errorf("unmerged: %s, into %s, %d messages; want it as it was: pending, 3 with c's", got.Status, got.MergedInto, len(d.messages(got)))
	}
	if n := len(d.messages(d.ticket(a.ID))); n != 2 {
		t.Errorf("the survivor still shows %d messages, want 2", n)
	}
	if _, err := d.Unmerge(t.Context(), order(b)); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("unmerged twice: %v", err)
	}
	for _, x := range []ticket.Ticket{a, b, c} {
		d.history(x.ID)
	}
}

func TestSplitCopiesMessages(t *testing.T) {
	d := newDesk(t)
	got := d.open("two things", nil)
	d.must(ada, got.ID, lifecycle.Note{Words: lifecycle.Words{Text: "the other thing"}})
	all := d.messages(d.ticket(got.ID))
	order := lifecycle.Order{Actor: ada, Ticket: got.ID}
	if _, err := d.Split(t.Context(), order, "", []uuid.UUID{{1, 2, 3}}); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("split off a message that is not there: %v", err)
	}
	part, err := d.Split(t.Context(), order, "the other", []uuid.UUID{all[1].ID})
	if err != nil {
		t.Fatal(err)
	}
	own := d.messages(part)
	if len(own) != 1 || own[0].Text != "the other thing" || own[0].CopyOf != all[1].ID || own[0].Public || part.Subject != "the other" {
		t.Errorf("split off %+v", own)
	}
	if len(d.messages(d.ticket(got.ID))) != 2 {
		t.Error("the first ticket lost a message")
	}
	if diff := cmp.Diff([]ticket.Link{{Kind: ticket.SplitFrom, Ticket: got.ID}}, part.Links); diff != "" {
		t.Error(diff)
	}
	events, err := d.store.Events(t.Context(), store.EventQuery{Ticket: part.ID, Limit: 1})
	if err != nil || len(events) != 1 || !strings.Contains(string(events[0].Data), own[0].ID.String()) {
		t.Errorf("it began with %s, which names no message of it: %v", events[0].Data, err)
	}
	file := ticket.Attachment{Name: "photo.png", Hash: strings.Repeat("0", 64)} // and no words
	d.must(ada, got.ID, lifecycle.Note{Words: lifecycle.Words{Attachments: []ticket.Attachment{file}}})
	all = d.messages(d.ticket(got.ID))
	if part, err = d.Split(t.Context(), order, "", []uuid.UUID{all[2].ID}); err != nil || len(d.messages(part)) != 1 {
		t.Errorf("a file alone is split off as %+v: %v", part, err)
	}
}

func TestLinksMakeNoCircle(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.open("a", nil), d.open("b", nil), d.open("c", nil)
	link := func(from ticket.Ticket, kind ticket.LinkKind, to ticket.Ticket) error {
		_, err := d.Link(t.Context(), lifecycle.Order{Actor: ada, Ticket: from.ID}, kind, to.ID)
		return err
	}
	for _, err := range []error{link(a, ticket.Parent, b), link(b, ticket.Parent, c), link(a, ticket.Parent, b), link(a, ticket.DuplicateOf, c)} {
		if err != nil {
			t.Error(err)
		}
	}
	for _, err := range []error{link(c, ticket.Parent, a), link(a, ticket.Child, c), link(a, ticket.Parent, a), link(a, "friend", b)} {
		if !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("got %v, want it refused", err)
		}
	}
	if _, err := d.Unlink(t.Context(), lifecycle.Order{Actor: ada, Ticket: b.ID}, ticket.Child, a.ID); err != nil {
		t.Error(err)
	}
	if err := link(c, ticket.Parent, a); err != nil {
		t.Errorf("after the link was removed: %v", err)
	}
}

func TestRefused(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	many := make([]string, 10_000)
	for i := range many {
		many[i] = strings.Repeat("t", 1+i%50) + string(rune('a'+i%26))
	}
	for _, c := range []lifecycle.Command{
		lifecycle.Move{To: "done"}, lifecycle.Move{To: ticket.Closed}, lifecycle.Move{To: ticket.Merged},
		lifecycle.Edit{Priority: ref(ticket.Priority("p1"))}, lifecycle.Edit{Language: ref("english please")}, lifecycle.Edit{Subject: ref(strings.Repeat("x", 1001))},
		lifecycle.Edit{AddTags: []string{"a,b"}}, lifecycle.Edit{AddTags: many}, lifecycle.Edit{Fields: map[string]any{"unknown": "x"}}, lifecycle.Edit{Fields: map[string]any{"order": 7.}},
		lifecycle.Note{}, lifecycle.Reply{Words: lifecycle.Words{Text: " \x00\n"}},
		lifecycle.Reply{Words: lifecycle.Words{Text: "x"}, Status: ticket.Merged}, lifecycle.Reply{Words: lifecycle.Words{Text: "x"}, Status: "done"},
		lifecycle.Edit{CutTags: many}, lifecycle.Edit{Tags: &many},
		lifecycle.Snooze{Until: monday}, lifecycle.Rate{Score: 6}, lifecycle.Rate{Score: 3}, lifecycle.AskRating{},
	} {
		d.refused(ticket.Invalid, ada, got.ID, c)
	}
	d.refused(ticket.TooLarge, ada, got.ID, lifecycle.Note{Words: lifecycle.Words{Text: strings.Repeat("x", 1<<20+1)}})
	d.refused(ticket.TooLarge, ada, got.ID, lifecycle.Note{Words: lifecycle.Words{Attachments: []ticket.Attachment{{Name: "big", Size: 2 << 30}}}})
	d.refused(ticket.Forbidden, ticket.Actor{Kind: ticket.ByRequester}, got.ID, lifecycle.Move{To: ticket.Resolved})
	// One that is refused takes the others of its order with it.
	d.refused(ticket.Invalid, ada, got.ID, lifecycle.Edit{AddTags: []string{"fine"}}, lifecycle.Move{To: "done"})
}

func TestWordsAreMadeSafe(t *testing.T) {
	d := newDesk(t)
	got := d.open("<script>alert(1)</script>", func(in *lifecycle.Intake) {
		in.Words = lifecycle.Words{HTML: `<p onclick="x()">Hi<script>alert(1)</script> <img src=x onerror=y> <a href="javascript:z">there</a></p>`,
			Attachments: []ticket.Attachment{{Name: "../../etc/passwd"}, {Name: "C:\\temp\\a\u202Eexe.txt\r\nX: y"}, {Name: ".."}}}
	})
	m := d.messages(got)[0]
	for _, bad := range []string{"script", "onclick", "onerror", "javascript"} {
		if strings.Contains(m.HTML, bad) {
			t.Errorf("%s is left in %s", bad, m.HTML)
		}
	}
	if m.Text != "Hi there" {
		t.Errorf("text %q", m.Text)
	}
	var names []string
	for _, a := range m.Attachments {
		names = append(names, a.Name)
	}
	if diff := cmp.Diff([]string{"passwd", "a_exe.txt__X_ y", "file"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestKeyMakesTwiceOnce(t *testing.T) {
	d := newDesk(t)
	key := &store.Key{Owner: ada.ID, Value: "k", Fingerprint: ticket.Hash{1}}
	got := d.open("x", func(in *lifecycle.Intake) { in.Key = key })
	var replay *store.ReplayError
	_, err := d.Do(t.Context(), lifecycle.Order{Actor: ada, Ticket: got.ID, Key: key}, lifecycle.Note{Words: lifecycle.Words{Text: "x"}})
	if !errors.As(err, &replay) || replay.Ticket != got.ID {
		t.Errorf("the same key again: %v, want a replay", err)
	}
	other := *key
	other.Fingerprint = ticket.Hash{2}
	if _, err = d.Do(t.Context(), lifecycle.Order{Actor: ada, Ticket: got.ID, Key: &other}, lifecycle.Note{Words: lifecycle.Words{Text: "x"}}); !ticket.IsKind(err, ticket.Reused) {
		t.Errorf("the key with another request: %v", err)
	}
	if n := len(d.messages(got)); n != 1 {
		t.Errorf("there are %d messages, want 1", n)
	}
	// What a key was used for may be impossible since; what changed nothing counts as done too.
	for i, c := range []lifecycle.Command{lifecycle.Move{To: ticket.New}, lifecycle.Reply{Words: lifecycle.Words{Text: "Done."}, Status: ticket.Resolved}, lifecycle.Move{To: ticket.Closed}} {
		order := lifecycle.Order{Actor: ada, Ticket: got.ID, Version: d.ticket(got.ID).Version, Key: &store.Key{Owner: ada.ID, Value: string(rune('a' + i)), Fingerprint: ticket.Hash{1}}}
		if _, err := d.Do(t.Context(), order, c); err != nil {
			t.Error(err)
		}
		d.Bulk(t.Context(), ada, nil, []uuid.UUID{got.ID}, lifecycle.Note{Words: lifecycle.Words{Text: "between"}})
		if _, err := d.Do(t.Context(), order, c); !errors.As(err, &replay) || replay.Ticket != got.ID {
			t.Errorf("%#v again: %v, want a replay", c, err)
		}
	}
}

// Whoever comes second works on what the first has left: nothing is lost.
func TestManyAtOnce(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	var group sync.WaitGroup
	var want []string
	for i := range 26 {
		tag := string(rune('a' + i))
		want = append(want, tag)
		group.Go(func() {
			if _, err := d.Do(t.Context(), lifecycle.Order{Actor: bob, Ticket: got.ID}, lifecycle.Edit{AddTags: []string{tag}}); err != nil {
				t.Errorf("%s is turned away: %v", tag, err)
			}
		})
	}
	group.Wait()
	if diff := cmp.Diff(want, d.ticket(got.ID).Tags); diff != "" {
		t.Error(diff)
	}
	d.history(got.ID)
}

func TestStaleVersion(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	d.must(ada, got.ID, lifecycle.Edit{AddTags: []string{"one"}})
	ctx, other, first, old := t.Context(), d.open("y", nil), d.messages(got)[0].ID, lifecycle.Order{Actor: bob, Ticket: got.ID, Version: got.Version}
	for name, do := range map[string]func() (ticket.Ticket, error){
		"edit": func() (ticket.Ticket, error) { return d.Do(ctx, old, lifecycle.Edit{AddTags: []string{"two"}}) },
		"hear": func() (ticket.Ticket, error) {
			return d.Hear(ctx, old, lifecycle.Answer{Words: lifecycle.Words{Text: "x"}})
		},
		"split": func() (ticket.Ticket, error) { return d.Split(ctx, old, "", []uuid.UUID{first}) },
		"merge": func() (ticket.Ticket, error) { return d.Merge(ctx, old, other.ID) },
		"link":  func() (ticket.Ticket, error) { return d.Link(ctx, old, ticket.Parent, other.ID) },
	} {
		if _, err := do(); !ticket.IsKind(err, ticket.Conflict) {
			t.Errorf("%s: %v, want a conflict", name, err)
		}
	}
	if now := d.ticket(got.ID); now.Version != got.Version+1 {
		t.Errorf("what was refused changed the ticket: %+v", now)
	}
}

func TestWake(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} })
	woken := func(after time.Duration) ticket.Ticket {
		t.Helper()
		d.pass(after)
		return d.must(clock, got.ID, lifecycle.Wake{})
	}
	until := monday.Add(time.Hour)
	if after := d.must(ada, got.ID, lifecycle.Snooze{Until: until}); after.Status != ticket.OnHold || !after.WakeAt.Equal(until) {
		t.Errorf("snoozed: %s, alarm %s", after.Status, after.WakeAt)
	}
	if after := woken(time.Hour - time.Microsecond); after.Status != ticket.OnHold {
		t.Error("woken early")
	}
	if after := woken(time.Microsecond); after.Status != ticket.Open || !after.SnoozedUntil.IsZero() || !after.WakeAt.IsZero() {
		t.Errorf("woken: %+v", after)
	}
	version := d.ticket(got.ID).Version
	if woken(0).Version != version {
		t.Error("woken twice, changed twice")
	}
	if after := d.must(ada, got.ID, lifecycle.Move{To: ticket.Resolved}); !after.WakeAt.Equal(d.clock().Add(7 * 24 * time.Hour)) {
		t.Errorf("resolved: alarm at %s", after.WakeAt)
	}
	if after := woken(7 * 24 * time.Hour); after.Status != ticket.Closed || !after.WakeAt.IsZero() {
		t.Errorf("a week later it is %s", after.Status)
	}
	d.refused(ticket.Invalid, ada, got.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "one more thing"}})
}

// A clock that is set back must not let a ticket's history run backwards.
func TestClockSetBack(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	d.pass(-24 * time.Hour)
	if after := d.must(ada, got.ID, lifecycle.Edit{AddTags: []string{"x"}}); after.UpdatedAt.Before(got.UpdatedAt) {
		t.Errorf("updated %s after %s", after.UpdatedAt, got.UpdatedAt)
	}
}

// Of two nodes that read the same ticket one comes second: nothing is read
// twice, and a failure undoes no success.
func TestReadOnce(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	d.must(model, got.ID, lifecycle.Reading{Language: "en", Apply: map[string]string{"category": "outage"}})
	after := d.must(model, got.ID, lifecycle.Reading{Language: "de"}, lifecycle.Unread{Reason: "late"})
	if after.Version != 2 || after.Language != "en" || after.Triage.State != ticket.TriageDone {
		t.Errorf("read twice: version %d, %s, %s", after.Version, after.Language, after.Triage.State)
	}
}

// A second message does not pass for the first one's reading.
func TestAnswerLeavesTheTicketToBeRead(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	after, err := d.Hear(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByRequester}, Ticket: got.ID},
		lifecycle.Answer{Words: lifecycle.Words{Text: "hello?"}, Reading: &lifecycle.Reading{Language: "en", Mood: &ticket.Mood{Anger: .5}}})
	if err != nil || after.Triage.State != ticket.TriagePending || after.WakeAt.IsZero() || len(after.Mood) != 1 {
		t.Errorf("%+v, %v", after, err)
	}
	if after = d.must(model, got.ID, lifecycle.Reading{Language: "fr"}); after.Language != "fr" || after.Triage.State != ticket.TriageDone {
		t.Errorf("read later: %+v", after)
	}
}

// What a person confirms is theirs, though it stays as it was.
func TestConfirmedIsSet(t *testing.T) {
	d := newDesk(t)
	got := d.open("x", nil)
	d.must(ada, got.ID, lifecycle.Edit{Priority: ref(ticket.Normal)})
	if after := d.must(model, got.ID, lifecycle.Reading{Apply: map[string]string{"priority": "urgent"}}); after.Priority != ticket.Normal {
		t.Errorf("the models made it %s", after.Priority)
	}
}

func TestMergedTicketsSleep(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.open("a", func(in *lifecycle.Intake) { in.Reading = &lifecycle.Reading{} }), d.open("b", nil), d.open("c", nil)
	order := func(x ticket.Ticket) lifecycle.Order { return lifecycle.Order{Actor: ada, Ticket: x.ID} }
	until := monday.Add(time.Hour)
	snoozed := d.must(ada, a.ID, lifecycle.Snooze{Until: until})
	for _, step := range []struct{ from, into ticket.Ticket }{{a, b}, {b, c}} {
		if _, err := d.Merge(t.Context(), order(step.from), step.into.ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.ticket(a.ID); !got.WakeAt.IsZero() {
		t.Errorf("a merged ticket rings at %s", got.WakeAt)
	}
	stale := order(a)
	stale.Version = snoozed.Version
	if _, err := d.Do(t.Context(), stale, lifecycle.Note{Words: lifecycle.Words{Text: "x"}}); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("a version of before the merge: %v, want a conflict", err)
	}
	if _, err := d.Unmerge(t.Context(), order(a)); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("unmerged from within a chain: %v", err)
	}
	for _, x := range []ticket.Ticket{b, a} {
		if _, err := d.Unmerge(t.Context(), order(x)); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.ticket(a.ID); got.Status != ticket.OnHold || !got.WakeAt.Equal(until) {
		t.Errorf("unmerged it is %s and rings at %s, want it as it was", got.Status, got.WakeAt)
	}
}
