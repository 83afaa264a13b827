// Package concept knows what words of eighteen languages mean alike: "refund",
// "Rückerstattung" and "रिफंड" are one concept. A model that reads concepts
// beside words learns from a ticket in one language for all the others.
package concept
