package lifecycle

// Command is one thing that can be done to a ticket: Reply, Assign, Edit and
// so on. Commands are values: a macro is a list of them, a bulk change the
// same list for many tickets.
type Command interface {
	// apply changes the draft or says why it cannot be.
	apply(d *draft) error
}
