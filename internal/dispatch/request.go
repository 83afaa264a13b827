package dispatch

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/experience"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/routing"
)

// facts are what routing wants to know of a ticket and its document does not say.
type facts struct {
	category []routing.Chance // as the models read it; nil where none did
	length   int              // bytes that the requester wrote first
}

// unlikely is the probability below which a category is left out.
const unlikely = .01

// chances are what a text may be about. Where the models were asked about a
// language that they never learnt, or about nothing, they know nothing.
func chances(c *triage.Choice) []routing.Chance {
	if c == nil || c.Reason == classifier.LanguageNotCovered || c.Reason == classifier.NoText {
		return nil
	}
	var out []routing.Chance
	fits := max(0, 1-finite(c.OutOfScope))
	for _, r := range c.Ranked {
		if p := r.Probability * fits; p >= unlikely {
			out = append(out, routing.Chance{Label: r.Label, P: p})
		}
	}
	if len(out) == 0 && c.Label != "" && c.Probability > 0 {
		out = []routing.Chance{{Label: c.Label, P: min(1, c.Probability) * fits}}
	}
	return out
}

// chancesIn are those of an analysis as it is stored.
func chancesIn(analysis json.RawMessage) []routing.Chance {
	var d struct {
		Category *triage.Choice `json:"category"`
	}
	if json.Unmarshal(analysis, &d) != nil { // of a version that wrote it otherwise: as good as none
		return nil
	}
	return chances(d.Category)
}

// readings is how many decisions of a ticket are searched for what the models
// read in its first message.
const readings = 20

// recall finds the facts of a stored ticket.
func (d *Dispatcher) recall(ctx context.Context, t *ticket.Ticket) (facts, error) {
	var f facts
	decisions, err := d.store.Decisions(ctx, t.ID, readings)
	if err != nil {
		return f, err
	}
	for i := range decisions { // later messages are read without the subject: the first reading counts
		if found := chancesIn(decisions[i].Analysis); found != nil {
			f.category = found
		}
	}
	messages, err := d.store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, 1)
	if len(messages) > 0 {
		f.length = len(messages[0].Text)
	}
	return f, err
}

// requestOf is what routing asks for a ticket at an instant, but for its age and
// its prospects.
func (d *Dispatcher) requestOf(t *ticket.Ticket, f *facts, s *inForce, now time.Time) routing.Request {
	r := routing.Request{
		ID: t.ID.String(), Category: f.category, Priority: routing.Priority(t.Priority), Language: t.Language, Channel: string(t.Channel),
		Tier: t.Tier, Tags: t.Tags, Fields: t.Fields, Signals: experience.Signals(t, f.length, f.category),
		Attempt: t.Attempts(), Excluded: texts(t.Excluded(now)), Failed: texts(t.Failed()), Reopened: t.Reopens() > 0,
		VIP: s.vip(t.Tier), Known: d.experience.Known(t.Requester),
	}
	if n := len(t.Mood); n > 0 {
		r.Angry = t.Mood[n-1].Angry
	}
	if t.Category != "" && (t.HumanSet("category") || len(f.category) == 0) {
		r.Category = []routing.Chance{{Label: t.Category, P: 1}}
	}
	if t.Team != uuid.Nil {
		r.Team = t.Team.String()
	}
	return r
}

// age brings the times of a request up to now.
func age(r *routing.Request, t *ticket.Ticket, plan *lifecycle.Plan, now time.Time) {
	promise := plan.Promise(t, now)
	r.Since, r.Waited, r.Target, r.Due = promise.Since.UTC(), promise.Waited, promise.Target, promise.Due
}

// assumed is a stored ticket with the team that its category starts with, where
// it has none and no person wants it so.
func (r *roster) assumed(t *ticket.Ticket) *ticket.Ticket {
	if t.Team != uuid.Nil || t.HumanSet("team") {
		return t
	}
	team := r.team(t.Category)
	if team == uuid.Nil {
		return t
	}
	with := *t
	with.Team = team
	return &with
}

func texts(ids []uuid.UUID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, id.String())
	}
	return out
}
