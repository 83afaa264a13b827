package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// TicketChange is a JSON merge patch for a ticket: what is left out stays as
// it is, null clears.
type TicketChange struct {
	Subject  patched[string]    `json:"subject,omitzero" maxLength:"1000"`
	Status   *ticket.Status     `json:"status,omitempty" enum:"new,open,pending,on_hold,resolved,closed,spam"`
	Priority *ticket.Priority   `json:"priority,omitempty" enum:"low,normal,high,urgent"`
	Category patched[string]    `json:"category,omitzero" maxLength:"100"`
	Language patched[string]    `json:"language,omitzero" doc:"BCP-47"`
	Tier     patched[string]    `json:"tier,omitzero" maxLength:"40"`
	Assignee patched[uuid.UUID] `json:"assignee,omitzero" doc:"Agent; null puts the ticket back into the queue"`
	Team     patched[uuid.UUID] `json:"team,omitzero" doc:"Team; the assignee loses the ticket unless assignee is sent too"`
	Cause    ticket.Cause       `json:"cause,omitempty" enum:"not_my_skill,no_time,conflict_of_interest,shift_end,away,load,other" doc:"Why an agent hands the ticket on, with team or assignee. not_my_skill counts against the agent's skill, and so does giving it to a team or an agent oneself without a cause; everything else does not"`
	Tags     patched[[]string]  `json:"tags,omitzero" maxItems:"100" doc:"In place of all"`
	AddTags  []string           `json:"add_tags,omitempty" nullable:"false" maxItems:"100"`
	CutTags  []string           `json:"remove_tags,omitempty" nullable:"false" maxItems:"100"`
	Fields   map[string]any     `json:"fields,omitempty" doc:"Custom fields by key; null clears one"`
	Reason   string             `json:"reason,omitempty" maxLength:"500" doc:"Kept with the change"`
}

// longestReason is the longest reason for a change, in bytes.
const longestReason = 500

// always are members that a ticket is never without. Null for one of them, or
// for all custom fields at once, is more likely a mistake than meant.
var always = []string{"status", "priority", "fields"}

func noNulls(members object, path string) error {
	for _, name := range always {
		if string(members[name]) == "null" {
			return ticket.Errorf(ticket.Invalid, path+name, "cannot be cleared: send a value, or leave it out")
		}
	}
	return nil
}

// commands are what a change asks for, in an order in which they go together:
// a ticket that is opened again can be assigned by the same request.
func (a *API) commands(ctx context.Context, c *TicketChange) ([]lifecycle.Command, error) {
	if len(c.Reason) > longestReason {
		return nil, ticket.Errorf(ticket.Invalid, "reason", "has %d bytes, at most %d are allowed", len(c.Reason), longestReason)
	}
	if c.Cause != "" {
		if _, err := ticket.ParseCause(string(c.Cause), ticket.EveryCause()); err != nil {
			return nil, err
		}
	}
	if c.Language.Sent && c.Language.Value == nil {
		c.Language.Value = ref("und")
	}
	commands := []lifecycle.Command{lifecycle.Edit{
		Subject: c.Subject.orEmpty(), Priority: c.Priority, Category: c.Category.orEmpty(), Language: c.Language.Value, Tier: c.Tier.orEmpty(),
		Tags: c.Tags.orEmpty(), AddTags: c.AddTags, CutTags: c.CutTags, Fields: c.Fields, Reason: c.Reason,
	}}
	give, err := a.giving(ctx, c)
	if err != nil || c.Status == nil {
		return append(commands, give...), err
	}
	move := lifecycle.Move{To: *c.Status, Reason: c.Reason}
	if c.Status.Active() {
		return append(append(commands, move), give...), nil
	}
	return append(append(commands, give...), move), nil
}

// giving are the commands for team and assignee.
func (a *API) giving(ctx context.Context, c *TicketChange) (commands []lifecycle.Command, err error) {
	if c.Team.Sent {
		transfer := lifecycle.Transfer{Keep: c.Assignee.Sent, Reason: c.Reason, Cause: c.Cause}
		if c.Team.Value != nil {
			transfer.Team = *c.Team.Value
			if err := a.exists(ctx, store.Teams, "team", transfer.Team); err != nil {
				return nil, err
			}
		}
		commands = append(commands, transfer)
	}
	switch {
	case !c.Assignee.Sent:
	case c.Assignee.Value == nil:
		commands = append(commands, lifecycle.Unassign{Reason: c.Reason, Cause: c.Cause})
	default:
		if err := a.works(ctx, *c.Assignee.Value); err != nil {
			return nil, err
		}
		commands = append(commands, lifecycle.Assign{Agent: *c.Assignee.Value, Reason: c.Reason, Cause: c.Cause})
	}
	return commands, nil
}

// works says whether an agent can be given tickets by somebody.
func (a *API) works(ctx context.Context, id uuid.UUID) error {
	record, err := a.named(ctx, store.Agents, "assignee", id)
	if err != nil {
		return err
	}
	var agent ticket.Agent
	if err := json.Unmarshal(record.Body, &agent); err != nil {
		return err
	}
	if agent.Disabled {
		return ticket.Errorf(ticket.Invalid, "assignee", "%s is disabled: name somebody else", agent.Name)
	}
	return nil
}

// BulkChange is one change for many tickets.
type BulkChange struct {
	Tickets []uuid.UUID  `json:"tickets" nullable:"false" minItems:"1" maxItems:"1000" doc:"Ids; one listed twice is changed once"`
	Change  TicketChange `json:"change,omitzero"`
	Message *NewMessage  `json:"message,omitempty" doc:"To add to each"`
}

// BulkResult is what became of each ticket.
type BulkResult struct {
	Data []BulkOutcome `json:"data" nullable:"false"`
}

// BulkOutcome is what became of one.
type BulkOutcome struct {
	Ticket  uuid.UUID `json:"ticket"`
	Version int64     `json:"version,omitempty" doc:"After the change"`
	Error   string    `json:"error,omitempty" doc:"Why it was not changed"`
}

func (a *API) registerTicketChange() {
	change := orderOp("change-ticket", http.MethodPatch, "", "Change a ticket", "A JSON merge patch. All of it is done, or none.")
	endpoint[TicketChange, Ticket](a, access.TicketsWrite, change, func(r *http.Request, in *request[TicketChange]) (reply, error) {
		if err := noNulls(in.members, ""); err != nil {
			return reply{}, err
		}
		commands, err := a.commands(r.Context(), &in.body)
		if err != nil {
			return reply{}, err
		}
		return a.do(r, in.members, commands...)
	})
	endpoint[BulkChange, BulkResult](a, access.TicketsWrite, &huma.Operation{
		OperationID: "change-tickets", Method: http.MethodPost, Path: "/v1/tickets/bulk", Tags: []string{"Tickets"},
		Summary: "Change up to 1,000 tickets alike", Description: "Each is changed on its own; the answer says which were not, and why.",
		Parameters: []*huma.Param{bulkKeyParameter()},
	}, a.changeTickets)
}

func (a *API) changeTickets(r *http.Request, in *request[BulkChange]) (reply, error) {
	if n := len(in.body.Tickets); n < 1 || n > lifecycle.MaxBulk {
		return reply{}, ticket.Errorf(ticket.Invalid, "tickets", "has %d ids: send 1 to %d", n, lifecycle.MaxBulk)
	}
	key, err := requestKey(r, in.members)
	if err != nil {
		return reply{}, err
	}
	var change object
	if err := json.Unmarshal(in.members["change"], &change); in.members["change"] != nil && err != nil {
		return reply{}, err
	}
	if err := noNulls(change, "change."); err != nil {
		return reply{}, err
	}
	commands, err := a.commands(r.Context(), &in.body.Change)
	if err != nil {
		return reply{}, err
	}
	if in.body.Message != nil {
		if in.body.Message.FromRequester {
			return reply{}, ticket.Errorf(ticket.Invalid, "message.from_requester", "cannot be said of many tickets at once: their requesters differ")
		}
		message, err := a.message(r.Context(), in.body.Message)
		if err != nil {
			return reply{}, err
		}
		commands = append([]lifecycle.Command{message}, commands...)
	}
	out := BulkResult{Data: []BulkOutcome{}}
	for _, o := range a.config.Desk.Bulk(r.Context(), principal(r.Context()).Actor, key, once(in.body.Tickets), commands...) {
		outcome := BulkOutcome{Ticket: o.Ticket, Version: o.Version}
		if o.Err != nil {
			outcome.Error = a.told(r, o.Err)
		}
		out.Data = append(out.Data, outcome)
	}
	return reply{body: out}, nil
}

// once leaves out ids that came before: a message must not be sent twice.
func once(ids []uuid.UUID) []uuid.UUID {
	var out []uuid.UUID
	came := map[uuid.UUID]bool{}
	for _, id := range ids {
		if !came[id] {
			out = append(out, id)
		}
		came[id] = true
	}
	return out
}

// do applies commands in the name of whoever asks.
func (a *API) do(r *http.Request, members object, commands ...lifecycle.Command) (reply, error) {
	order, err := a.order(r, members)
	if err != nil {
		return reply{}, err
	}
	t, err := a.config.Desk.Do(r.Context(), order, commands...)
	return a.after(r, order, t, err)
}
