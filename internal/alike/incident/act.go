package incident

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
)

// Result is what one call did. Left says for how many tickets it has to be
// called again.
type Result struct {
	Incident Incident
	Outcomes []lifecycle.Outcome
	Left     int
}

// Begin opens an incident with a problem ticket: the one given, or a new one.
// Then it links the tickets to it, at most most of them by one call; the next
// call goes on. Two who begin at once get the same problem ticket.
func (w *Watch) Begin(ctx context.Context, by ticket.Actor, id, problem uuid.UUID, most int) (Result, error) {
	i, err := w.Get(ctx, id)
	if err != nil {
		return Result{}, err
	}
	if err := i.mayBegin(problem); err != nil {
		return Result{}, err
	}
	if i.State != Open {
		if i, err = w.begin(ctx, by, &i, problem); err != nil {
			return Result{}, err
		}
	}
	due := i.Tickets[i.Linked:min(len(i.Tickets), i.Linked+most)]
	done := w.config.Desk.Attach(ctx, by, i.Problem, due)
	i, err = w.advance(ctx, id, i.Linked+final(done), func(i *Incident) *int { return &i.Linked })
	return Result{i, done, len(i.Tickets) - i.Linked}, err
}

func (i *Incident) mayBegin(problem uuid.UUID) error {
	switch {
	case i.State == Dismissed || i.State == Over:
		return ticket.Errorf(ticket.Invalid, "state", "the incident is %s: link its tickets by hand, or wait for the next one", i.State)
	case i.State == Open && problem != uuid.Nil && problem != i.Problem:
		return ticket.Errorf(ticket.Conflict, "problem", "the incident has the problem ticket %s already: leave problem out, or name that one", i.Problem)
	}
	return nil
}

// begin gives an incident its problem ticket. Whoever comes second takes the
// first one's.
func (w *Watch) begin(ctx context.Context, by ticket.Actor, i *Incident, problem uuid.UUID) (Incident, error) {
	if problem == uuid.Nil {
		var err error
		if problem, err = w.problem(ctx, by, i); err != nil {
			return *i, err
		}
	} else if t, err := w.config.Store.Ticket(ctx, problem); err != nil {
		if ticket.IsKind(err, ticket.NotFound) {
			err = ticket.Errorf(ticket.Invalid, "problem", "there is no ticket %s: name one that there is, or leave problem out for a new one", problem)
		}
		return *i, err
	} else if !t.Status.Active() {
		return *i, ticket.Errorf(ticket.Invalid, "problem", "ticket %d is %s: name one that is worked on, or leave problem out for a new one", t.Number, t.Status)
	}
	return w.alter(ctx, i.ID, by, func(i *Incident) (bool, error) {
		if err := i.mayBegin(uuid.Nil); err != nil || i.State == Open {
			return false, err
		}
		i.Problem = problem
		i.step(w.now(), by, Open, "")
		return true, nil
	})
}

// deskAddress is that of the requester of the problem tickets made here: nobody's address.
const deskAddress = "incidents@switchyard.invalid"

// problem opens the problem ticket of an incident, once.
func (w *Watch) problem(ctx context.Context, by ticket.Actor, i *Incident) (uuid.UUID, error) {
	first, err := w.first(ctx, i)
	if err != nil {
		return uuid.Nil, err
	}
	words := fmt.Sprintf("%d alike tickets came within an hour, where %.1f were to be expected.", i.LastHour, i.Expected)
	if len(i.Words) > 0 {
		words += "\nWhat they have in common: " + strings.Join(i.Words, ", ") + "."
	}
	intake := lifecycle.Intake{
		Actor: by, Subject: "Incident: " + i.Subject, Words: lifecycle.Words{Text: words + "\n\n" + first.words},
		Language: first.Language, Category: first.Category, Priority: ticket.High, Tags: []string{problemTag},
		Key: &store.Key{Owner: i.ID, Value: "problem", Fingerprint: ticket.Hash(sha256.Sum256(i.ID[:]))},
	}
	var opened ticket.Ticket
	for range attempts { // another node may make the requester at the same time
		if intake.Requester, err = w.requester(ctx); err != nil {
			return uuid.Nil, err
		}
		if opened, _, err = w.config.Desk.Open(ctx, intake); !ticket.IsKind(err, ticket.Conflict) {
			break
		}
	}
	if replay := (*store.ReplayError)(nil); errors.As(err, &replay) {
		return replay.Ticket, nil
	}
	return opened.ID, err
}

// requester of problem tickets, new where there is none.
func (w *Watch) requester(ctx context.Context) (ticket.Requester, error) {
	known, err := w.config.Store.RequesterByAddress(ctx, deskAddress)
	if ticket.IsKind(err, ticket.NotFound) {
		return ticket.Requester{ID: w.config.NewID(), Name: "Incidents", Addresses: []string{deskAddress}, CreatedAt: w.now()}, nil
	}
	return known, err
}

// example is a ticket of an incident with its redacted text.
type example struct {
	ticket.Ticket
	words string
}

// first is the first of its tickets that there still is, empty where the first
// ones are gone.
func (w *Watch) first(ctx context.Context, i *Incident) (e example, err error) {
	for _, id := range i.Tickets[:min(len(i.Tickets), examples)] {
		t, err := w.config.Store.Ticket(ctx, id)
		if ticket.IsKind(err, ticket.NotFound) {
			continue
		}
		if err != nil {
			return e, err
		}
		words, err := w.text(ctx, &t)
		return example{t, text.Redact(words, text.RedactOptions{}).Text}, err
	}
	return e, nil
}

// Tell sends one public reply to every ticket that is linked to an incident's
// problem, each as its own message, at most most of them by one call; the next
// call with the same words goes on. No ticket gets the same words twice.
func (w *Watch) Tell(ctx context.Context, by ticket.Actor, id uuid.UUID, reply lifecycle.Reply, most int) (Result, error) {
	digest := ticket.Hash(sha256.Sum256([]byte(reply.Text + "\x00" + reply.HTML + "\x00" + string(reply.Status))))
	i, err := w.alter(ctx, id, by, func(i *Incident) (bool, error) {
		switch {
		case i.State != Open:
			return false, ticket.Errorf(ticket.Invalid, "state", "the incident is %s: open it first", i.State)
		case strings.TrimSpace(reply.Text) == "" && strings.TrimSpace(reply.HTML) == "":
			return false, ticket.Errorf(ticket.Invalid, "body", "is empty: send what the customers are to read")
		case i.answer(digest) != nil:
			return false, nil
		case len(i.Answers) >= mostAnswers:
			return false, ticket.Errorf(ticket.Invalid, "incident", "has %d answers, the most there can be: answer its tickets themselves", mostAnswers)
		}
		i.Answers = append(i.Answers, Told{Digest: digest, At: w.now(), By: by})
		return true, nil
	})
	if err != nil {
		return Result{}, err
	}
	from := i.answer(digest).Done
	due := i.Tickets[from:min(i.Linked, from+most)]
	outcomes := w.tell(ctx, by, &i, digest, due, reply)
	i, err = w.advance(ctx, id, from+final(outcomes), func(i *Incident) *int { return &i.answer(digest).Done })
	return Result{i, outcomes, i.Linked - i.answer(digest).Done}, err
}

// mostAnswers is how many different replies an incident gets.
const mostAnswers = 50

func (i *Incident) answer(digest ticket.Hash) *Told {
	for n := range i.Answers {
		if i.Answers[n].Digest == digest {
			return &i.Answers[n]
		}
	}
	return nil
}

// tell replies to those of some tickets that are linked to the problem.
func (w *Watch) tell(ctx context.Context, by ticket.Actor, i *Incident, digest ticket.Hash, due []uuid.UUID, reply lifecycle.Reply) []lifecycle.Outcome {
	out := make([]lifecycle.Outcome, len(due))
	var send []uuid.UUID
	var at []int
	for n, id := range due {
		out[n].Ticket = id
		t, err := w.config.Store.Ticket(ctx, id)
		switch {
		case err != nil:
			out[n].Err = err
		case t.Status == ticket.Merged:
			out[n].Err = ticket.Errorf(ticket.Invalid, "ticket", "ticket %d was merged: the one it lives on in is answered if it is linked", t.Number)
		case !causedBy(&t, i.Problem):
			out[n].Err = ticket.Errorf(ticket.Invalid, "ticket", "ticket %d is not linked to the problem", t.Number)
		default:
			send, at = append(send, id), append(at, n)
		}
	}
	key := &store.Key{Owner: i.ID, Value: fmt.Sprintf("answer %x", digest[:]), Fingerprint: digest}
	for k, outcome := range w.config.Desk.Bulk(ctx, by, key, send, reply) {
		out[at[k]] = outcome
	}
	return out
}

func causedBy(t *ticket.Ticket, problem uuid.UUID) bool {
	for _, link := range t.Links {
		if link.Kind == ticket.CausedBy && link.Ticket == problem {
			return true
		}
	}
	return false
}

// Dismiss says that a proposal is no incident, or that an open one is over. Its
// tickets keep their links.
func (w *Watch) Dismiss(ctx context.Context, by ticket.Actor, id uuid.UUID, why string) (Incident, error) {
	return w.alter(ctx, id, by, func(i *Incident) (bool, error) {
		switch i.State {
		case Open:
			i.step(w.now(), by, Over, why)
		case Proposed, Passed:
			i.step(w.now(), by, Dismissed, why)
		default:
			return false, nil
		}
		return true, nil
	})
}

// advance moves a count of an incident on, never back.
func (w *Watch) advance(ctx context.Context, id uuid.UUID, to int, count func(*Incident) *int) (Incident, error) {
	return w.alter(ctx, id, machine, func(i *Incident) (bool, error) {
		at := count(i)
		if *at >= to {
			return false, nil
		}
		*at = to
		return true, nil
	})
}

// final is how many outcomes, from the first, need not be tried again.
func final(all []lifecycle.Outcome) int {
	for n := range all {
		if err := all[n].Err; err != nil && !lifecycle.IsFinal(err) {
			return n
		}
	}
	return len(all)
}
