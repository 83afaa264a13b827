// Package ope estimates from a log of decisions how well another policy would
// have done, without running it (off-policy evaluation), and measures two
// policies that took turns on a live desk (switchback).
//
//	log of decisions --> Row --+--------------------------> Evaluate --> Report
//	                           +--> CrossFit --> Baseline --^
//	outcomes of two policies that took turns --> Switchback --> Difference
//
// # What the estimates do not know
//
// Evaluate asks of one decision at a time: what if this ticket had gone to
// another agent, and everything else had stayed as it was? On a desk it does
// not stay. Decisions compete for the same hours: a policy that gives every
// ticket to the two best agents looks splendid ticket by ticket, and fills
// their desks by ten o'clock. The estimates overstate such gains, whatever
// their intervals say, for these only speak of chance. So they are for
// screening: what does badly here need not be tried. What does well is to be
// replayed in a simulator with its queues (package sim), and then measured by
// Switchback, where each policy has the whole desk for a while and so pays for
// its own queues.
//
// The intervals also take rows to be independent of one another, and the
// logged propensities to be true.
package ope
