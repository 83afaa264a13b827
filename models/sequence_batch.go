package models

import (
	"fmt"
	"slices"
)

// maxBatchTokens bounds the tokens of one run, padding included. The memory
// of attention grows with batch times length squared.
const maxBatchTokens = 4096

// batch is some of the texts of a call: their tokens, and which rows of the
// result are theirs.
type batch struct {
	tokens [][]int64
	rows   []int
}

// batches reads the texts and groups those of like length, so that little is
// padded. A batch holds one text or at most maxBatchTokens tokens.
func (r *sequenceRunner) batches(texts []string) ([]batch, error) {
	all := make([][]int64, len(texts))
	for i, t := range texts {
		ids, err := r.tokens(t)
		if err != nil {
			return nil, fmt.Errorf("text %d of %d: %w", i+1, len(texts), err)
		}
		all[i] = ids
	}
	return group(all), nil
}

func group(all [][]int64) []batch {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(all[a]) - len(all[b]) })
	var batches []batch
	var b batch
	for _, row := range order {
		if len(b.rows) > 0 && (len(b.rows)+1)*len(all[row]) > maxBatchTokens {
			batches, b = append(batches, b), batch{}
		}
		b.tokens, b.rows = append(b.tokens, all[row]), append(b.rows, row)
	}
	if len(b.rows) > 0 {
		batches = append(batches, b)
	}
	return batches
}
