// Package audit says how right answers are, from a random share of them that
// people judged without seeing the answers.
//
// What people leave as it was shown to them is no confirmation: who is in a
// hurry keeps what is wrong too. A share that is drawn at random and judged
// blindly has no such bias, and counting each of its rows for as many as it
// stands for, the inverse of the probability with which it was drawn, gives the
// accuracy of all (Horvitz and Thompson 1952, as a ratio: Hájek 1971).
//
// Everything here is a function of values and safe for use by many goroutines.
package audit
