// Package replies holds the ranking of replies against BM25 alone, on public
// sets: which page helps a customer, and which answer is a ticket's. What is
// fitted is fitted on the past cases of a set and measured on those that are
// asked.
package replies
