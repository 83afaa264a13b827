// Package retrain is one turn of the learning loop: what a desk has seen becomes
// rows, the rows a model, and the gate says whether that may challenge the model
// which answers now.
//
// A run goes through stages: it exports the history, cuts it in time, trains on
// everything before the cut, certifies and tests on what came after, and asks the
// gate. What the gate lets pass is stored as a challenger, what it refuses with
// its reasons, in one write; a run that is killed leaves nothing else behind.
package retrain
