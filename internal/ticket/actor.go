package ticket

import "github.com/google/uuid"

// ActorKind says who acts.
type ActorKind string

// Who may act on a ticket.
const (
	ByAgent     ActorKind = "agent"
	ByToken     ActorKind = "token" // a program with an API token
	ByRequester ActorKind = "requester"
	ByMachine   ActorKind = "machine" // a model, the router or a rule
	BySystem    ActorKind = "system"  // the clock: deadlines, snoozes, windows
)

// ActorKinds lists every kind.
func ActorKinds() []ActorKind { return []ActorKind{ByAgent, ByToken, ByRequester, ByMachine, BySystem} }

// Actor is who did something. ID is the agent, token or requester; the
// machine and the system have none.
type Actor struct {
	Kind ActorKind `json:"kind" enum:"agent,token,requester,machine,system"`
	ID   uuid.UUID `json:"id,omitzero"`
}

// Human says whether a person is behind it. What a program does with a token
// counts as human: it acts on somebody's order, and the machine must not undo it.
func (a Actor) Human() bool { return a.Kind == ByAgent || a.Kind == ByToken || a.Kind == ByRequester }
