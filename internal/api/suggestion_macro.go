package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/suggest/slots"
	"switchyard/internal/ticket"
)

// MacroToUse names a macro, and what to say instead of its reply.
type MacroToUse struct {
	Macro uuid.UUID `json:"macro" format:"uuid"`
	Body  *string   `json:"body,omitempty" doc:"The reply as it was edited; that of the macro where nothing is sent"`
	Try   bool      `json:"try,omitempty" doc:"Only show what it would say"`
}

// MacroRendered is what a macro says in a ticket.
type MacroRendered struct {
	Text     string       `json:"text"`
	Slots    []slots.Slot `json:"slots" nullable:"false"`
	Sendable bool         `json:"sendable" doc:"Whether every slot is filled"`
	Done     bool         `json:"done" doc:"Whether it was used, and not only tried"`
	Ticket   *Ticket      `json:"ticket,omitempty" doc:"As it is then"`
}

func (a *API) registerMacroUse() {
	op := orderOp("use-macro", http.MethodPost, "/macro", "Use a macro",
		"Sends its reply, filled from this ticket, and does what it sets: all of it, or nothing. Where the ticket does not fill a slot, body has to be sent.")
	endpoint[MacroToUse, MacroRendered](a, access.TicketsWrite, op, a.useMacro)
}

func (a *API) useMacro(r *http.Request, in *request[MacroToUse]) (reply, error) {
	if a.config.Suggest == nil {
		return reply{}, errNoSuggestions
	}
	record, err := a.named(r.Context(), store.Macros, "macro", in.body.Macro)
	if err != nil {
		return reply{}, err
	}
	var m ticket.Macro
	if err := json.Unmarshal(record.Body, &m); err != nil {
		return reply{}, err
	}
	t, err := a.find(r)
	if err != nil {
		return reply{}, err
	}
	template := m.Reply
	if in.body.Body != nil {
		template = *in.body.Body
	}
	var out MacroRendered
	if out.Text, out.Slots, err = a.config.Suggest.Render(r.Context(), &t, principal(r.Context()).Actor, template); err != nil {
		return reply{}, err
	}
	if out.Sendable = !slots.Open(out.Slots); in.body.Try {
		return reply{body: out}, nil
	}
	if !out.Sendable {
		return reply{}, ticket.Errorf(ticket.Invalid, "body", "this ticket does not fill %s: fill it, and send the reply as body", strings.Join(unfilled(out.Slots), ", "))
	}
	commands, err := a.macroCommands(r, &m, out.Text)
	if err != nil {
		return reply{}, err
	}
	done, err := a.do(r, in.members, commands...)
	if view, ok := done.body.(Ticket); ok {
		out.Done, out.Ticket = true, &view
	}
	done.body = out
	return done, err
}

func unfilled(all []slots.Slot) (names []string) {
	for _, s := range all {
		if !s.Filled {
			names = append(names, "{{"+s.Name+"}}")
		}
	}
	return names
}

// macroCommands are what a macro does: the reply first, so that a status it sets
// is the last word.
func (a *API) macroCommands(r *http.Request, m *ticket.Macro, text string) ([]lifecycle.Command, error) {
	var commands []lifecycle.Command
	if strings.TrimSpace(text) != "" {
		commands = append(commands, lifecycle.Reply{Words: lifecycle.Words{Text: text}})
	}
	change := TicketChange{AddTags: m.Tags, Reason: "macro " + m.Name}
	if len(change.Reason) > longestReason {
		change.Reason = "macro"
	}
	if v, set := m.Set["priority"]; set {
		change.Priority = ref(ticket.Priority(v))
	}
	if v, set := m.Set["category"]; set {
		change.Category = patched[string]{Sent: true, Value: &v}
	}
	if v, set := m.Set["status"]; set {
		change.Status = ref(ticket.Status(v))
	}
	if v, set := m.Set["team"]; set {
		id, err := uuid.Parse(v)
		if err != nil {
			return nil, err
		}
		change.Team = patched[uuid.UUID]{Sent: true, Value: &id}
	}
	more, err := a.commands(r.Context(), &change)
	return append(commands, more...), err
}
