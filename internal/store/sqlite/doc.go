// Package sqlite keeps a desk in one SQLite file.
//
// One connection writes, one group of Writes a transaction; a pool of others
// reads beside it (write-ahead log). What Commit has confirmed is on the disk.
// The words of tickets are filed for Search by a goroutine that follows.
package sqlite
