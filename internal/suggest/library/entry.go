package library

import "time"

// Kind is what a candidate is.
type Kind string

// The kinds of candidate.
const (
	Reply   Kind = "reply"
	Macro   Kind = "macro"
	Article Kind = "article"
)

// Entry is one thing that was said, or that is kept to be said. Its texts must
// hold no personal data: the library shows them to whoever asks.
type Entry struct {
	ID   string // unique; another of the same ID takes its place
	Kind Kind
	// Group joins entries that are one candidate. Where it is empty, a reply
	// joins the replies that are nearly the same, and all else stands alone.
	Group    string
	Source   string // what to show as where it comes from, such as the id of a ticket
	Title    string // of a macro or an article; it weighs three times
	Ticket   string // what was asked, subject first; empty for none
	Text     string // what was answered
	Language string // BCP-47; empty or und where unknown
	Category string
	At       time.Time // when it was said; zero for what is kept to be said
	Held     Verdict   // whether it solved the ticket
}

// Verdict is what came of a reply.
type Verdict int8

// The verdicts.
const (
	Unknown Verdict = iota
	Solved
	Failed
)

// Query is a ticket that wants an answer.
type Query struct {
	Title, Body string
	Language    string // only candidates of this language, or of none, are ranked; empty takes all
	Category    string
	At          time.Time // zero where age should not count
	Limit       int       // how many candidates to give, best first
}

// Match is a candidate that may answer a query.
type Match struct {
	Group    string // names the candidate for Feedback
	Kind     Kind
	Title    string
	Text     string
	Language string
	Category string
	Support  int      // how many replies it stands for
	Sources  []string // the latest first, five at most
	Features Features
	Score    float64 // log-odds of being accepted
	Chance   float64 // the same as a probability, 0 to 1
}
