package library

import "math"

// The features of a candidate, in order.
const (
	Asked      = iota // BM25 of the most alike ticket it was given to, over that of the query with itself
	Votes             // the squares of that, added up over the alike tickets
	Alike             // BM25 of its text with the query, over that of the query with itself
	Grams             // cosine of the character n-grams of text and query
	Shape             // highest cosine of the sketches of its tickets and the query
	Likelihood        // mean log ratio of the query's words in the text, smoothed (Zhai and Lafferty 2004)
	Covered           // share of the query's rare words that are in the text
	Covering          // share of the text's rare words that are in the query
	Fused             // reciprocal rank fusion, times 60
	Support           // ln(1+replies it stands for)
	Recency           // 2^(-age/90 days), 0 where there is no age
	Acceptance        // accepted of shown, shrunk to the mean of all (empirical Bayes)
	Success           // solved of given, shrunk alike
	SameKind          // 1 where the category is the ticket's
	IsMacro           // 1 for a macro
	IsArticle         // 1 for an article
	Words             // cosine of the words of text and query
	Echo              // as Likelihood, in the tickets that it was given to
	Kin               // cosine of the words of those tickets and the query
	Common            // how alike its text is to tickets of every kind, which says nothing of this one (Conneau 2018)
	Length            // |ln(words of the text / words of the query)|
	Headline          // cosine of the character n-grams of its text and the title
	Joint             // BM25 of the n-grams of its text and of its tickets that were found, as one, over that of a text that has them all
	Nearby            // highest cosine of the n-grams of its tickets that were found
	Elected           // its share of the found tickets, each weighed e^(10 cosine)
	Titled            // share of the title's rare words that are in the text
	FeatureCount
)

// Features of a candidate, none of them NaN or infinite.
type Features [FeatureCount]float64

// FeatureNames are the features in order, as figures name them.
func FeatureNames() []string {
	return []string{"asked", "votes", "alike", "grams", "shape", "likelihood", "covered", "covering", "fused", "support", "recency", "acceptance", "success", "same_category", "macro", "article", "words", "echo", "kin", "common", "length", "headline", "joint", "nearby", "elected", "titled"}
}

// Model is a logistic model of whether a candidate is accepted.
type Model struct {
	Bias    float64
	Weights Features
}

// Score is the log-odds that a candidate is accepted.
func (m *Model) Score(f *Features) float64 {
	sum := m.Bias
	for i, w := range m.Weights {
		sum += w * f[i]
	}
	return sum
}

// chance of log-odds.
func chance(score float64) float64 { return 1 / (1 + math.Exp(-score)) }

// DefaultModel are the weights of a desk that has learnt nothing yet.
func DefaultModel() Model {
	var m Model
	for i, w := range map[int]float64{Words: 1, Echo: .5, Kin: 1, Asked: 4, Alike: 3, Grams: 3, Fused: .5, Covered: 1, Support: .2, Recency: .3, Acceptance: 3, Success: 1, SameKind: .5} {
		m.Weights[i] = w
	}
	m.Bias = -5
	return m
}
