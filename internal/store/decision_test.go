package store_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// A decision comes back from its document as it was, its analysis to the byte.
func TestDecisionDocument(t *testing.T) {
	for _, analysis := range []string{"", `{}`, `null`, `{"b": 1,  "a":"ä <&> \u0000"}`, `[` + strings.Repeat(`"x",`, 5000) + `0]`} {
		d := ticket.Decision{ID: uuid.New(), Ticket: uuid.New(), Applied: map[string]string{"a": "}"}, Assignment: &ticket.Assignment{Reason: "}\n"}}
		if analysis != "" {
			d.Analysis = json.RawMessage(analysis)
		}
		doc, err := store.DecisionDocument(&d)
		if err != nil {
			t.Fatal(err)
		}
		var got ticket.Decision
		if err := json.Unmarshal(doc, &got); err != nil {
			t.Fatalf("%v in %s", err, doc)
		}
		if diff := cmp.Diff(d, got); diff != "" {
			t.Error(diff)
		}
		if string(d.Analysis) != analysis {
			t.Error("the decision was changed")
		}
	}
}
