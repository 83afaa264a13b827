// Package incident watches the tickets that come in: it finds those that are
// nearly the same, and makes an incident of many of them within an hour.
//
// Every node holds the latest tickets in memory and follows the log of events,
// so each finds the same. Incidents are records, and are only changed where
// nobody else has changed them, so two nodes never make two of one.
package incident
