// Package sla holds service levels: which policy a ticket falls under, and the
// clocks that count the open time until somebody must have answered or solved
// it.
//
// Everything is a value. Functions take the clocks, the compiled hours of the
// policy's calendar and the time, and give new clocks; they change nothing,
// and any number of goroutines may call them at once.
//
// A clock counts open time only, and only while it runs: not while the ticket
// is on hold or resolved. What is left when it stops is kept to the
// nanosecond. A deadline met at its very instant is met. A breach is recorded
// at the instant the deadline passed, whenever that is noticed, and stays.
package sla
