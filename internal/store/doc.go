// Package store says what Switchyard needs of a database and holds what its
// engines share: SQLite on one machine, PostgreSQL on more.
//
// Everything is written through Commit: a Write is one whole business change,
// stored with its events or not at all. Writes that arrive together may share
// a transaction; each is admitted or refused as if it had come alone (Admit).
// Package storetest holds every engine to this.
package store
