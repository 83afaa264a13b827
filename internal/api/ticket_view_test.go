package api

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// An answer is what encoding/json would make of it, but for the order.
func TestEncodeTicket(t *testing.T) {
	view := Ticket{ID: uuid.New(), Subject: "<b>&</b>", Decision: &ticket.Decision{
		ID: uuid.New(), At: started, Analysis: json.RawMessage(`{"spam": [1e-3, "\u2028"]}`), Applied: map[string]string{"category": "a&b"},
		Assignment: &ticket.Assignment{Reason: "knows it"},
	}}
	for _, d := range []*ticket.Decision{view.Decision, {ID: uuid.New()}, nil} {
		view.Decision = d
		want, err := json.Marshal(view)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := encode(&b, view); err != nil {
			t.Fatal(err)
		}
		var got, wanted any
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v in %s", err, b.Bytes())
		}
		if err := json.Unmarshal(want, &wanted); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Error(diff)
		}
		if view.Decision != d {
			t.Error("the ticket was changed")
		}
	}
}
