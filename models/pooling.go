package models

import (
	"fmt"
	"math"

	"switchyard/internal/ort"
	"switchyard/internal/vec"
)

// pool writes the embedding of each text to its row of dst
// (len(texts) rows of d elements) from the output of the graph: hidden states
// [batch, length, d], or with Pooled [batch, d].
func pool(dst []float32, out ort.Tensor, how Pooling, texts [][]int64, d int) error {
	rank := 3
	if how == Pooled {
		rank = 2
	}
	if len(out.Shape) != rank || out.Shape[0] != int64(len(texts)) || out.Shape[rank-1] != int64(d) {
		return fmt.Errorf("the graph gave shape %v for %d texts: pooling %q of %d dimensions needs %d axes", out.Shape, len(texts), how, d, rank)
	}
	if how == Pooled {
		copy(dst, out.Float32s)
		return nil
	}
	length := int(out.Shape[1])
	for b, ids := range texts {
		if len(ids) > length {
			return fmt.Errorf("the graph gave %d hidden states for a text of %d tokens", length, len(ids))
		}
		row := dst[b*d : (b+1)*d]
		states := out.Float32s[b*length*d : (b+1)*length*d]
		if how == FirstPooling {
			copy(row, states[:d])
			continue
		}
		clear(row)
		for i := range ids { // padding follows the tokens and does not count
			vec.AddScaled(row, 1/float32(len(ids)), states[i*d:(i+1)*d])
		}
	}
	return nil
}

// normaliseLength scales x to Euclidean length 1; zeros stay zeros.
func normaliseLength(x []float32) {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	if sum == 0 {
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range x {
		x[i] *= scale
	}
}
