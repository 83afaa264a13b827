package ticket_test

import (
	"os"
	"strings"
	"testing"

	"switchyard/internal/ticket"
)

func TestMove(t *testing.T) {
	for _, c := range []struct {
		from, to ticket.Status
		by       ticket.ActorKind
		kind     ticket.Kind // of the error, empty for none
	}{
		{ticket.New, ticket.Open, ticket.ByAgent, ""},
		{ticket.New, ticket.New, ticket.ByRequester, ""},
		{ticket.New, ticket.Spam, ticket.ByMachine, ""},
		{ticket.Open, ticket.Spam, ticket.ByMachine, ticket.Forbidden},
		{ticket.Pending, ticket.Open, ticket.ByRequester, ""},
		{ticket.Pending, ticket.Resolved, ticket.ByRequester, ticket.Forbidden},
		{ticket.Resolved, ticket.Closed, ticket.BySystem, ""},
		{ticket.Resolved, ticket.Pending, ticket.ByAgent, ticket.Invalid},
		{ticket.Closed, ticket.Open, ticket.ByAgent, ticket.Invalid},
		{ticket.Merged, ticket.Pending, ticket.ByAgent, ""},
	} {
		err := ticket.Move(c.from, c.to, c.by)
		if ok := err == nil; ok != (c.kind == "") || !ok && !ticket.IsKind(err, c.kind) {
			t.Errorf("%s moves %s to %s: %v, want kind %q", c.by, c.from, c.to, err, c.kind)
		}
	}
}

// A ticket must never be stuck but at its end, and a token may what an agent may.
func TestMovesLeadOn(t *testing.T) {
	for _, from := range ticket.Statuses() {
		onward := 0
		for _, to := range ticket.Statuses() {
			agent, token := ticket.Move(from, to, ticket.ByAgent), ticket.Move(from, to, ticket.ByToken)
			if (agent == nil) != (token == nil) {
				t.Errorf("%s to %s: agent %v, token %v", from, to, agent, token)
			}
			if from != to && agent == nil {
				onward++
			}
		}
		if (onward == 0) != (from == ticket.Closed) {
			t.Errorf("%s: an agent has %d ways on", from, onward)
		}
	}
}

func TestErrorNamesWhatCanBeReached(t *testing.T) {
	err := ticket.Move(ticket.Resolved, ticket.Pending, ticket.ByAgent)
	if err == nil || !strings.Contains(err.Error(), "it can become closed, merged, open") {
		t.Errorf("got %v", err)
	}
}

// The diagram in the documentation is the table's own.
func TestDiagramIsInTheDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../docs/lifecycle.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), ticket.Diagram()) {
		t.Errorf("docs/lifecycle.md does not hold the transition table as it is; put this in it:\n%s", ticket.Diagram())
	}
}
