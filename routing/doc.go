// Package routing decides which agent gets which ticket, and says why.
//
// It is a function of values: a Desk holds the tickets that wait, the agents,
// what is expected of each with each, the policy and a seed; Policy.Assign
// gives a Decision for every ticket. Nothing is read, kept or timed here, so
// the same Desk gives the same decisions, byte for byte, on any machine.
//
//	history --> routing/learn --> prospects --+
//	rules   --> routing/rule  --> prospects --+--> Desk --> Assign --> decisions
//	who is there, what they hold -------------+
//
// routing/learn learns from outcomes what to expect of whom, routing/rule reads
// the rules an admin writes, routing/lap solves the assignment problem,
// routing/sim measures policies on a simulated desk, and routing/ope from a log
// of decisions.
package routing
