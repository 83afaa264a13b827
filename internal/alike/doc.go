// Package alike finds texts that are nearly the same, and bursts of them.
//
// A text becomes a Sketch: a sample of its shingles, and keys under which texts
// that share most of theirs are likely to meet (Broder 1997; Indyk and Motwani
// 1998). A Window holds the sketches of the latest texts, finds those like a
// new one, and joins them into groups. A Count says whether a group grows
// faster than it should. Fuse joins several rankings of the same texts.
//
// Nothing here keeps a text, knows what time it is, or asks anybody.
package alike
