// Package signs reads the visible signs of anger and of calm in a text, in
// seventeen languages: shouting, repeated contact, threats to leave, to sue or
// to go public, insults, and thanks. It judges nothing: a model weighs them.
//
// The phrases stand in lexicon/, one file a language; the head of en.txt says
// how its lines are written.
package signs
