// Package learn learns from outcomes what to expect of an agent with a ticket.
package learn
