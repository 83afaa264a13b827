package ranker

import "math"

// centres are, for each candidate, the sum of their resolved cases' bags,
// older ones fading.
type centres struct {
	half float64 // half-life in hours
	of   []centre
}

type centre struct {
	at     float64
	sum    map[int32]float64
	square float64
	scale  float64 // what sum is to be multiplied by
}

// add takes in a bag of length 1.
func (c *centres) add(b Bag, who int32, hour float64) {
	for int(who) >= len(c.of) {
		c.of = append(c.of, centre{sum: map[int32]float64{}, scale: 1})
	}
	o := &c.of[who]
	left := math.Exp2(-(hour - o.at) / c.half)
	if o.square == 0 {
		left = 1
	}
	o.at = hour
	o.scale *= left
	o.square *= left * left
	if o.scale < 1e-100 { // nothing is left that could be seen
		clear(o.sum)
		o.scale, o.square = 1, 0
	}
	o.square += 2*o.dot(b) + 1
	for i, id := range b.IDs {
		o.sum[id] += float64(b.Weights[i]) / o.scale
	}
}

func (o *centre) dot(b Bag) float64 {
	var sum float64
	for i, id := range b.IDs {
		sum += o.sum[id] * float64(b.Weights[i])
	}
	return sum * o.scale
}

// cosine of a bag of length 1 with somebody's centre, 0 for one without cases.
func (c *centres) cosine(b Bag, who int32) float64 {
	if int(who) >= len(c.of) || c.of[who].square <= 0 {
		return 0
	}
	return c.of[who].dot(b) / math.Sqrt(c.of[who].square)
}
