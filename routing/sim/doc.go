// Package sim measures policies on a simulated desk, event by event.
//
// A Scenario says how the desk is made: agents, shifts, tickets, load, what
// goes wrong. From it and a seed comes a hidden truth: who is good at what, how
// hard each ticket is, and every draw that will ever be made about it. So a
// ticket has the same patience, difficulty and luck under every policy, and
// policies are compared ticket by ticket.
//
// A policy lives in routing/sim/policy and sees what a desk sees:
// routing.Request, routing.Agent and learn.Outcome. That package cannot import
// this one, so no policy can look at the truth. Two that know it, informed and
// clairvoyant, are made here as references: the same assignment rule with
// somebody's prospects that are right.
//
//	Scenario + seed --> truth --> history under round robin --+--> policy A --> Run
//	                                                          +--> policy B --> Run
//	Runs over seeds --> Result: means, gap closed, paired bootstrap intervals
//
// A truth can also be made of a past, by Replay: the tickets that came to a desk,
// and agents who are drawn from what a fit to their outcomes leaves open.
//
// Times are hours from a Monday 00:00 UTC. Business time runs while any site is
// open.
package sim
