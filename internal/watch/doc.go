// Package watch looks for drift and new topics in what comes in, and holds back
// what is no longer to be trusted.
//
//	ticket.triaged --> decision, text --> labels, scope, languages, lengths, words --> Mix
//	                                  --> texts that fit no label --> topic.Finder --> Proposal
//	ticket.status  --> was the answer changed? --> Mix
//	ticket.judged  --> was an answer that is applied wrong? --> Promise
//
// For each task there is a Sheet. It begins anew with each champion: the first
// 2,000 tickets that the champion reads are the reference, if their two halves are
// alike; if not, the later half stands first and as many are waited for again. The
// held-out rows of the bundle are no reference: they were chosen, weighed and made
// distinct, and are not what comes in.
//
// Sheets are kept as records, so that a node that starts goes on where one
// stopped, and of several nodes one alone writes each alarm: the others find that
// the record has changed, and go on from it.
package watch
