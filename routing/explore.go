package routing

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// draw is what exploration made of one ticket.
type draw struct {
	place        int // in board.weighs
	explored     bool
	propensities []float64 // by agent
}

// explore may give one ticket of the round to another agent who is nearly as
// good, so that something is learnt of them. Which ticket that is and among whom
// is drawn does not depend on the draw, so the propensities are exact: with
// probability 1 - Share the choice stands, else the agent is drawn from a
// softmax over the values of those who could take it.
func (b *board) explore() {
	e := &b.policy.Exploration
	if !(e.Share > 0) || !(e.Temperature > 0) {
		return
	}
	for i := range b.weighs {
		w := &b.weighs[i]
		if w.chosen < 0 || !b.safe(w) {
			continue
		}
		if odds := b.odds(w); odds != nil {
			b.draw(i, odds)
		}
		return
	}
}

// safe says whether trying does no harm.
func (b *board) safe(w *weighed) bool {
	return w.Priority != Urgent && !w.Angry && !w.VIP && !w.Reopened && w.Attempt == 0 && w.share <= b.policy.Exploration.Age
}

// odds are the chances in a draw, by agent; nil where there is nobody to try.
func (b *board) odds(w *weighed) []float64 {
	e := &b.policy.Exploration
	odds, sum, others := make([]float64, len(b.desk.Agents)), 0.0, 0
	for j := range odds {
		gap := w.values[w.chosen] - w.values[j]
		if j != w.chosen && (!b.takes(w, j) || gap > e.Gap || w.prospect(j).Sd < e.Settled) {
			continue
		}
		odds[j] = math.Exp(min(-gap/e.Temperature, 50))
		sum += odds[j]
		if j != w.chosen {
			others++
		}
	}
	if others == 0 {
		return nil
	}
	for j := range odds {
		odds[j] /= sum
	}
	return odds
}

func (b *board) draw(i int, odds []float64) {
	w, share := &b.weighs[i], b.policy.Exploration.Share
	random := b.random(w)
	d := &draw{place: i, propensities: make([]float64, len(odds))}
	for j := range odds {
		d.propensities[j] = share * odds[j]
	}
	d.propensities[w.chosen] += 1 - share
	if random.Float64() < share {
		chosen, u := w.chosen, random.Float64()
		for j := range odds {
			if u -= odds[j]; u < 0 {
				chosen = j
				break
			}
		}
		d.explored = chosen != w.chosen
		b.free[w.Channel][w.chosen]++
		b.give(w, chosen)
	}
	b.drawn = d
}

// random is the source of chance for one ticket of the desk.
func (b *board) random(w *weighed) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(w.ID))
	return rand.New(rand.NewPCG(b.desk.Seed, h.Sum64()))
}
