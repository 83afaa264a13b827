package training

import (
	"math"

	"switchyard/models"
)

// rarities gives each feature the factor that its weight is multiplied with:
// 0 where fewer than least rows have it; else, where asked for, its inverse
// document frequency ln((1+n)/(1+rows)) + 1 (Sparck Jones 1972, smoothed),
// scaled so that the mean row keeps its length. Nil means that all stay as
// they are.
func rarities(data *bags, buckets int, rarity bool, least int) []float32 {
	if !rarity && least < 2 {
		return nil
	}
	n := len(data.start) - 1
	rows := make([]int, buckets)
	last := make([]int, buckets) // row last counted, plus one
	for row := range n {
		for _, id := range data.at(row).IDs {
			if last[id] != row+1 {
				last[id] = row + 1
				rows[id]++
			}
		}
	}
	factors := make([]float32, buckets)
	for id, count := range rows {
		switch {
		case count < least:
		case rarity:
			factors[id] = float32(math.Log(float64(1+n)/float64(1+count)) + 1)
		default:
			factors[id] = 1
		}
	}
	if rarity {
		var before, after float64
		for i, id := range data.ids {
			w := float64(data.weights[i])
			before += w * w
			after += w * w * float64(factors[id]) * float64(factors[id])
		}
		if after > 0 {
			scale := float32(math.Sqrt(before / after))
			for id := range factors {
				factors[id] *= scale
			}
		}
	}
	return factors
}

// weighed gives the bags with each weight multiplied by the factor of its
// feature; features with factor 0 are gone.
func (b *bags) weighed(factors []float32) *bags {
	if factors == nil {
		return b
	}
	out := &bags{start: make([]int, 1, len(b.start))}
	for row := range len(b.start) - 1 {
		bag := b.at(row)
		for i, id := range bag.IDs {
			if f := factors[id]; f != 0 {
				out.ids, out.weights = append(out.ids, id), append(out.weights, bag.Weights[i]*f)
			}
		}
		out.start = append(out.start, len(out.ids))
	}
	return out
}

// learnt are the features whose factor is not 0.
func learnt(factors []float32) *models.Vocabulary {
	yes := make([]bool, len(factors))
	for id, f := range factors {
		yes[id] = f != 0
	}
	return models.NewVocabulary(yes)
}

// kept are the factors of the rows of a vocabulary; row 0 has 0, so that fold
// makes it zeros.
func kept(factors []float32, v *models.Vocabulary) []float32 {
	out := make([]float32, 1, v.Rows())
	for _, f := range factors {
		if f != 0 {
			out = append(out, f)
		}
	}
	return out
}

// fold moves the factors from the features into the table of a network that
// was fitted on weighed bags: it then reads the features as they are.
func fold(n *models.Network, factors []float32) {
	for id, f := range factors {
		for k := id * n.Hidden; k < (id+1)*n.Hidden; k++ {
			n.Table[k] *= f
		}
	}
}
