package ticket

// Sealed is an event that belongs to no ticket, and so to no chain, with its hash.
func (e Event) Sealed() Event {
	e.Hash = e.Sum()
	return e
}
