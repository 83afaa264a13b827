// Package topic finds what tickets are about that no category fits: groups of
// alike texts among those a model is unsure of, that come more often than before.
//
//	score of each ticket --> conformal p-value --> does it fit no label?
//	text of one that does not --> features, guess --> how many alike came lately, and before?
//	too many lately for chance --> a group, its words, its examples
//
// The question is asked once for each such ticket, when it comes, of the tickets
// before it. Were all tickets drawn alike, those that are alike to it would lie
// anywhere among them: how many lie in the last window follows the hypergeometric
// distribution, whatever the texts are and whichever count as alike. So no rate
// and no threshold has to be estimated, and the chances of all tests of a quarter
// add up to at most the chance of a false alarm that was asked for.
//
// It works in any script: texts are read by the featuriser of the models.
package topic
