package replies

import (
	"context"
	"slices"

	"switchyard/internal/suggest/retrieve"
)

// grid are the constants that BM25 alone may choose from.
func grid() []retrieve.BM25 {
	return []retrieve.BM25{
		retrieve.DefaultBM25(), {K1: 1.2, B: .5}, {K1: 1.2, B: .25}, {K1: .8, B: .25}, {K1: .8, B: .5},
		{K1: 2, B: .25}, {K1: 2, B: .5}, {K1: 2, B: .75}, {K1: 2, B: .9},
	}
}

// choose gives the constants by which BM25 alone ranks the past cases of a set
// best, each case asked among the others.
func choose(ctx context.Context, set *Set) (best retrieve.BM25, err error) {
	all := grid()
	ranks := make([]Ranks, len(all))
	for fold := range folds {
		if ctx.Err() != nil {
			return best, ctx.Err()
		}
		var rest, held []Case
		for i, c := range set.Past {
			if i%folds == fold {
				held = append(held, c)
			} else {
				rest = append(rest, c)
			}
		}
		for i, constants := range all {
			r, err := alone(set, rest, held, constants)
			if err != nil {
				return best, err
			}
			ranks[i] = append(ranks[i], r...)
		}
	}
	top := -1.
	for i, r := range ranks {
		if m := r.MRR(); m > top {
			top, best = m, all[i]
		}
	}
	return best, nil
}

// alone ranks by BM25, all texts of a candidate being one document.
func alone(set *Set, past, asked []Case, constants retrieve.BM25) (Ranks, error) {
	reader, err := retrieve.NewReader(4000)
	if err != nil {
		return nil, err
	}
	words := map[string][]retrieve.Term{}
	for _, c := range set.Candidates {
		words[c.ID] = retrieve.Join(reader.Words(c.Title, 1), reader.Words(c.Body, 1))
	}
	if set.Linked {
		for _, c := range past {
			words[c.Target] = retrieve.Join(words[c.Target], reader.Words(c.Title, 1), reader.Words(c.Body, 1), reader.Words(c.Reply, 1))
		}
	}
	of, ids := map[string]*retrieve.Index{}, map[string][]string{}
	for _, c := range set.Candidates {
		if of[c.Scope] == nil {
			of[c.Scope] = retrieve.NewIndex(constants)
		}
		of[c.Scope].Add(words[c.ID])
		ids[c.Scope] = append(ids[c.Scope], c.ID)
	}
	var scratch retrieve.Scratch
	var out Ranks
	for i := range asked {
		c := &asked[i]
		hits := of[c.Scope].Search(&scratch, retrieve.Join(reader.Words(c.Title, 1), reader.Words(c.Body, 1)), len(ids[c.Scope]), nil)
		out = append(out, 1+slices.IndexFunc(hits, func(h retrieve.Hit) bool { return ids[c.Scope][h.Doc] == c.Target }))
	}
	return out, nil
}
