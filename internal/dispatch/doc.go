// Package dispatch takes a ticket from its arrival to somebody's desk: the
// models read it, an Assigner chooses among the agents who may have it, and
// lifecycle stores all of that in one write. It also goes after what could not
// be done at once: tickets unread, unassigned, or with an alarm that is due.
package dispatch
