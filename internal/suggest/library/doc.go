// Package library keeps what a desk has answered, in memory: replies gathered
// into templates with the tickets they were given to, macros and articles. Asked
// with a ticket it ranks them by how likely they are to be accepted.
//
// Candidates are the replies to alike tickets, texts that are alike themselves
// and the macros of the category, joined by reciprocal rank fusion. A logistic
// model ranks them.
package library
