package ticket

import (
	"fmt"
	"slices"
	"strings"
)

// Status says where a ticket stands.
type Status string

// The statuses of a ticket.
const (
	New      Status = "new"      // nobody has it yet
	Open     Status = "open"     // an agent has to act
	Pending  Status = "pending"  // the requester has to answer
	OnHold   Status = "on_hold"  // a third party has to act
	Resolved Status = "resolved" // answered; a reply within the window opens it again
	Closed   Status = "closed"   // over; a reply opens a linked follow-up
	Spam     Status = "spam"     // in quarantine, never deleted by itself
	Merged   Status = "merged"   // lives on in another ticket
)

// Statuses lists every status, in the order a ticket usually meets them.
func Statuses() []Status {
	return []Status{New, Open, Pending, OnHold, Resolved, Closed, Spam, Merged}
}

// Active says whether work on a ticket is not over: it counts for its
// assignee's load unless it waits for somebody else.
func (s Status) Active() bool { return s == New || s == Open || s == Pending || s == OnHold }

// Working says whether a ticket takes a place of its assignee's capacity.
func (s Status) Working() bool { return s == New || s == Open }

// move is one row of the transition table: who may take a ticket from one
// status to others.
type move struct {
	from Status
	to   []Status
	by   []ActorKind
}

// Who may move what. People are agents and API tokens; the machine is a model
// or a rule; the system is the clock. docs/lifecycle.md draws this table.
var moves = []move{
	{New, []Status{Open, Pending, OnHold, Resolved, Spam, Merged}, people},
	{New, []Status{Open, Spam}, []ActorKind{ByMachine}},
	{New, []Status{Open}, []ActorKind{BySystem}},
	{Open, []Status{Pending, OnHold, Resolved, Spam, Merged}, people},
	{Open, []Status{New}, []ActorKind{ByAgent, ByToken, ByMachine, BySystem}}, // nobody has it any more
	{Pending, []Status{Open, OnHold, Resolved, Spam, Merged}, people},
	{Pending, []Status{Open}, []ActorKind{ByRequester, BySystem}},
	{Pending, []Status{Resolved}, []ActorKind{BySystem}}, // no answer for long
	{OnHold, []Status{Open, Pending, Resolved, Spam, Merged}, people},
	{OnHold, []Status{Open}, []ActorKind{ByRequester, BySystem}},
	{Resolved, []Status{Open, Closed, Merged}, people},
	{Resolved, []Status{Open}, []ActorKind{ByRequester}},
	{Resolved, []Status{Closed}, []ActorKind{BySystem}},
	{Spam, []Status{New, Closed}, people},
	{Merged, []Status{New, Open, Pending, OnHold, Resolved}, people}, // unmerge
}

var people = []ActorKind{ByAgent, ByToken}

// Move says whether an actor may take a ticket from one status to another.
// Staying is always allowed. The error is Forbidden when somebody else may,
// and Invalid, naming what can be reached, when nobody may.
func Move(from, to Status, by ActorKind) error {
	if from == to {
		return nil
	}
	var reachable []Status
	others := false
	for _, m := range moves {
		if m.from != from {
			continue
		}
		if slices.Contains(m.to, to) {
			if slices.Contains(m.by, by) {
				return nil
			}
			others = true
		}
		if slices.Contains(m.by, by) {
			reachable = append(reachable, m.to...)
		}
	}
	if others {
		return Errorf(Forbidden, "status", "%s may not move a ticket from %s to %s", by, from, to)
	}
	if len(reachable) == 0 {
		return Errorf(Invalid, "status", "a %s ticket cannot become %s: it stays as it is; open a follow-up instead", from, to)
	}
	slices.Sort(reachable)
	return Errorf(Invalid, "status", "a %s ticket cannot become %s; it can become %s", from, to, join(slices.Compact(reachable)))
}

// ParseStatus reads a status; the error names those there are.
func ParseStatus(s string) (Status, error) {
	if slices.Contains(Statuses(), Status(s)) {
		return Status(s), nil
	}
	return "", Errorf(Invalid, "status", "%.40q is not a status: take one of %s", s, join(Statuses()))
}

// Diagram draws the transition table as a Mermaid state diagram.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n  [*] --> new\n")
	for _, from := range Statuses() {
		for _, to := range Statuses() {
			var who []string
			for _, by := range ActorKinds() {
				if from != to && Move(from, to, by) == nil && by != ByToken { // a token may what an agent may
					who = append(who, string(by))
				}
			}
			if len(who) > 0 {
				fmt.Fprintf(&b, "  %s --> %s: %s\n", from, to, strings.Join(who, ", "))
			}
		}
	}
	b.WriteString("  closed --> [*]\n")
	return b.String()
}

func join[S ~string](all []S) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}
