package history

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"

	"switchyard/internal/store"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encodeLine writes a value as JSON, with <, > and & as they are and without a
// newline at the end.
func encodeLine(v any) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := appendJSON(b, v); err != nil {
		return nil, err
	}
	return slices.Clone(b.Bytes()), nil
}

func appendJSON(b *bytes.Buffer, v any) error {
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1)
	return nil
}

// appendTicket writes the line of a ticket. Decisions come last and as the store
// writes them: what the models said is most of a line, and to go through it
// once more would cost more than all the rest.
func appendTicket(b *bytes.Buffer, t *Ticket) error {
	rest := *t
	rest.Decisions = nil
	if err := appendJSON(b, &rest); err != nil {
		return err
	}
	if len(t.Decisions) > 0 {
		b.Truncate(b.Len() - 1)
		b.WriteString(`,"decisions":[`)
		for i := range t.Decisions {
			if i > 0 {
				b.WriteByte(',')
			}
			d := t.Decisions[i]
			if bytes.IndexByte(d.Analysis, '\n') >= 0 { // it would end the line
				var flat bytes.Buffer
				if err := json.Compact(&flat, d.Analysis); err != nil {
					return err
				}
				d.Analysis = flat.Bytes()
			}
			if err := store.WriteDecision(b, &d); err != nil {
				return err
			}
		}
		b.WriteString("]}")
	}
	b.WriteByte('\n')
	return nil
}
