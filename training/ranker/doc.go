// Package ranker names who is likely to have a case: it ranks candidates,
// people or groups, by what was known when the case was opened, having learnt
// from the cases before it.
//
// The model is a conditional logit (McFadden 1974), a softmax over whichever
// candidates are asked about:
//
//	P(candidate | case) = exp(w . x(case, candidate)) / sum over candidates
//
// Its features x are counts that fade: of a candidate overall and with each
// facet of the case (who asks, the category, the hour), by time and by number of
// cases, how long ago the candidate last had one, how many they hold, and what
// the text says (a centroid of each candidate, the nearest resolved cases, a
// linear model of the words).
//
// A Ranker is fed events in order of time and refuses one that comes before
// another. A case's features are taken down when it is opened, and learnt from
// when its outcome becomes known, so nothing it has learnt from at a moment was
// known only later.
package ranker
