// Package lifecycle changes tickets, and nothing else does. What can be done
// to a ticket is a Command, a value; the Desk applies commands to the ticket
// as it stands and commits it with its events in one write.
package lifecycle
