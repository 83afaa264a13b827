// Package postgres keeps Switchyard's data in PostgreSQL 13 or later. Several
// nodes may use one database.
//
// A node commits one group of writes at a time, in two round trips: the first
// locks the row of counters, which all nodes share, and reads what the writes
// name; the second stores what was admitted. When the connection is cut off
// within the second, the node asks the server afterwards how the transaction ended.
//
// Lists and reads go over a pool of connections and wait for no writer. Requesters
// are looked up on a connection of their own, those of messages that come in
// at once together.
package postgres
