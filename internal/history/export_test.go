package history

import (
	"bytes"
	"testing"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
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
func LineOf(t testing.TB, one *Ticket) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := appendTicket(&b, one); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}

// ThereAndBack is a stored ticket after it became a line and came back.
func ThereAndBack(w *store.Whole) (ticket.Ticket, error) {
	t, err := ticketOf(w, w.Ticket.UpdatedAt)
	if err != nil {
		return ticket.Ticket{}, err
	}
	return t.stored(), nil
}
