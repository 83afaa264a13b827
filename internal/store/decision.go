package store

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"

	"switchyard/internal/ticket"
)

// WriteDecision appends a decision as JSON to a buffer. It is what encoding/json
// makes of it, but that the analysis stands at the end as it is: looking through
// that again cost more than writing all the rest. So it must be JSON, which what
// the models say always is. After an error the buffer holds a part.
func WriteDecision(b *bytes.Buffer, d *ticket.Decision) error {
	rest := *d
	rest.Analysis = nil
	if err := json.NewEncoder(b).Encode(&rest); err != nil {
		return err
	}
	b.Truncate(b.Len() - len("}\n"))
	if len(d.Analysis) > 0 {
		b.WriteString(`,"analysis":`)
		b.Write(d.Analysis)
	}
	b.WriteByte('}')
	return nil
}

var decisionBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// DecisionDocument is a decision as WriteDecision writes it.
func DecisionDocument(d *ticket.Decision) ([]byte, error) {
	b := decisionBuffers.Get().(*bytes.Buffer)
	defer decisionBuffers.Put(b)
	b.Reset()
	if err := WriteDecision(b, d); err != nil {
		return nil, err
	}
	return slices.Clone(b.Bytes()), nil
}
