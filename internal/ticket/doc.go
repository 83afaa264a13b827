// Package ticket holds the nouns of a helpdesk: tickets, messages, the people
// and teams around them, and the events that record every change.
//
// It knows no database and no HTTP. Values are plain; nothing here is shared
// between goroutines unless the caller shares it. Times are UTC.
package ticket
