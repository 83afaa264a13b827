// Package retrieve finds texts that are alike: an inverted index ranked by BM25
// (Robertson and Zaragoza 2009), a signed random projection of character
// n-grams (Charikar 2002) for what shares no whole word, and reciprocal rank
// fusion (Cormack, Clarke and Büttcher 2009) of both. Indexes grow and forget.
package retrieve
