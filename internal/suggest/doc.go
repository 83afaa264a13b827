// Package suggest has the reply that is most likely to solve a ticket ready, with
// where it comes from. Each node reads resolved tickets, macros and articles into
// memory in the background and follows the log of events; what was shown and what
// was sent is in that log too, so every node learns the same from it.
package suggest
