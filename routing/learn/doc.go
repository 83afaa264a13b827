// Package learn learns from outcomes what to expect of an agent with a ticket.
//
//	outcomes --> Learner.Observe --> counters, at once
//	             Learner.Refit   --> the model, in the background
//	             Learner.Model   --> a snapshot: a routing.Predictor
//
// Two levels answer the same question. Level 0 counts: hierarchical
// Beta-Binomial rates that forget, updated with every outcome, so that there is
// an answer from the first day and one that anybody can check. Level 1 fits: a
// hierarchical logistic model of success that takes the difficulty a ticket
// shows into account, so that an agent who gets the hard ones is not taken for
// a weak one. Until the first Refit predictions come from the counters.
package learn
