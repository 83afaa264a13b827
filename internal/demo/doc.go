// Package demo fills an empty database with a company that does not exist, six
// weeks of its past, and lets it go on working: requesters write, agents answer.
// Who came when and whose answers held is simulated by routing/sim; what they
// wrote comes from the corpus, from rows that no starter model has learnt from.
//
// Everything is drawn from a seed, so a demo at the same time is the same.
package demo
