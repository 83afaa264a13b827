package history

import (
	"bytes"
	"testing"
)

// SetBatch makes imports store so many tickets at a time, and gives a function
// that undoes it.
func SetBatch(n int) (undo func()) {
	was := batchTickets
	batchTickets = n
	return func() { batchTickets = was }
}

// LabelsOf is what a file says of who set which label.
var LabelsOf = labelsOf

// LineOf is a ticket as a line, without its newline.
func LineOf(t testing.TB, ticket *Ticket) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := appendTicket(&b, ticket); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
