package langdetect

import (
	"math"

	"switchyard/langdetect/internal/grams"
)

// A vote is the log-odds, one a tongue of a panel and up to a constant, that a
// text is written in it.
type vote []float64

// The weights that turn evidence into log-odds: a conditional logit (McFadden
// 1974), in which the probability of a language is the softmax of its weighted
// evidence. BenchmarkFit fits them on the development half of the measurement
// data.
const (
	// A nat of the table asked alone is worth aloneBase in a very short text
	// and aloneBase + aloneGrowth from fullLetters on, where much of it repeats
	// what other letters said. Beside lingua it is worth besideGrowth from
	// there on and next to nothing in single words, of which lingua knows more.
	aloneBase    = 0.68
	aloneGrowth  = -0.34
	besideGrowth = 1.09
	fullLetters  = 40

	// linguaWeight is for lingua's log-probability.
	linguaWeight = 1.61

	// markerAlone and markerBeside are for a marker word, without and with
	// lingua.
	markerAlone  = 1.8
	markerBeside = 2.7
)

// alone is the worth of a nat of the table in a text of so many letters.
func alone(letters int) float64 { return aloneBase + aloneGrowth*grown(letters) }

func grown(letters int) float64 { return min(1, float64(letters)/fullLetters) }

// best returns the leading tongue and its probability among them all.
func (v vote) best() (tongue int, probability float64) {
	for i := range v {
		if v[i] > v[tongue] {
			tongue = i
		}
	}
	sum := 0.0
	for i := range v {
		sum += math.Exp(v[i] - v[tongue])
	}
	return tongue, 1 / sum
}

// evidence is what the words of one script say about a panel's languages.
type evidence struct {
	letters int
	table   []float64 // nats relative to the likeliest column, a tongue
	outside float64   // the same for the likeliest outsider; -Inf without one
	column  int       // its column; -1 without one
	markers []float64 // number of marker words, a tongue
	lingua  []float64 // lingua's log-probability a tongue; nil when not asked
}

// weigh asks the panel's table about the words of script s. The slices it
// returns are sc's.
func (p *panel) weigh(sc *scratch, s script) evidence {
	e := evidence{outside: math.Inf(-1), column: -1}
	sc.costs = resize(sc.costs, len(p.table.Languages))
	for _, w := range sc.words.list {
		if w.script != s {
			continue
		}
		letters := sc.words.of(w)
		letters = letters[:min(len(letters), maxWord)]
		p.table.Score(letters, sc.costs)
		e.letters += len(letters)
	}
	least := int32(math.MaxInt32)
	for _, c := range sc.costs {
		least = min(least, c)
	}
	nats := func(column int) float64 { return float64(least-sc.costs[column]) * grams.Step }
	sc.table = resize(sc.table, len(p.tongues))
	for i, column := range p.column {
		sc.table[i] = nats(column)
	}
	sc.markers = resize(sc.markers, len(p.tongues))
	if e.letters < markerLetters {
		p.mark(&sc.words, s, sc.markers)
	}
	e.table, e.markers = sc.table, sc.markers
	for _, column := range p.outside {
		if n := nats(column); n > e.outside {
			e.outside, e.column = n, column
		}
	}
	return e
}

// vote weighs the evidence into dst.
func (e evidence) vote(dst vote) vote {
	for i, nats := range e.table {
		if e.lingua == nil {
			dst = append(dst, alone(e.letters)*nats+markerAlone*e.markers[i])
			continue
		}
		beside := besideGrowth * grown(e.letters) * grown(e.letters)
		dst = append(dst, beside*nats+linguaWeight*e.lingua[i]+markerBeside*e.markers[i])
	}
	return dst
}

// stranger is the probability that the text is in the likeliest outsider
// rather than in the given tongue.
func (e evidence) stranger(tongue int) float64 {
	if e.column < 0 {
		return 0
	}
	lead := alone(e.letters)*(e.outside-e.table[tongue]) - markerAlone*e.markers[tongue]
	return 1 / (1 + math.Exp(familiarity-lead))
}

// resize returns s with n zero elements.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
