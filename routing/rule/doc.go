// Package rule reads what an admin writes about routing: the policy, which
// skills tickets ask for, and rules that remove or prefer agents.
//
// A rule is an expression in CEL, the Common Expression Language, over a ticket
// and an agent. Settings are what is written and stored; Compile checks them,
// runs their examples, and gives a Book, which applies them to tickets.
package rule
