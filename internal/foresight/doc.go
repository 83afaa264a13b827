// Package foresight says what may go wrong with each open ticket: a bad rating, a
// solution that does not hold, a promise that is missed, an escalation. Each comes
// with a calibrated chance, the reasons for it in words, and how good such chances
// have been.
//
//	tickets, events --> lives (what happened when) --> states, the floor --> rows
//	rows of tickets that are over --> training/risk --> models, measures
//	an open ticket + the floor as it is now --> forecasts
//
// A row tells what was known at an instant and nothing later: a life is a list of
// marks in order of time, and what is known at an instant is what its marks up to
// there add up to. Two moments are told apart: when a ticket was opened, and now.
//
// Nothing is stored: all of it follows from the tickets. Nodes that share a
// database and fit at the same hour come to the same models.
package foresight
