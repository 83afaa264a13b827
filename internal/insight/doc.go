// Package insight reads the history of a desk once and tells what is in it: what
// comes in and how fast it is answered, how far its labels can be trusted, what a
// model would do with them, how much the differences between agents matter, what
// routing could gain, and what is said over and over.
//
//	lines --> Gatherer.Take --> counts, and a random part of the texts
//	                        --> Gatherer.Report --> Report --> Write, an HTML page
//
// Counts are over all tickets. What needs texts or fits is done on a random part
// of them, and every such figure says of how many. The part is drawn by a hash of
// the tickets' ids, so that the same history gives the same report.
//
// Nothing leaves the program, and personal data in what is quoted is replaced
// unless asked for.
package insight
