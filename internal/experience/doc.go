// Package experience is what a desk has learnt from its tickets. It reads them
// in the background, follows their events, and answers from memory.
//
//	tickets, events --> Outcomes --> learn.Learner --> Model, Performance
//	                --> who had what lately --> Last, Worked, Known
//	                --> what comes in, shifts --> Price
//
// Nothing is stored: all of it follows from the tickets, so that it survives a
// restart, and nodes that share a database come to the same.
package experience
