package models

import (
	"fmt"
	"math"
	"slices"

	"switchyard/internal/text"
)

// Method says how an Explanation was found.
type Method string

// The methods.
const (
	// PathAttribution is integrated gradients (Sundararajan et al. 2017) from
	// the empty text to this one, solved exactly: along that path the built-in
	// network is piecewise linear in its features, so each hidden unit counts
	// with the share of the path on which it is active.
	PathAttribution Method = "path_attribution"
	// Occlusion leaves out one part after the other and asks again. It is
	// approximate: parts that only matter together are underrated.
	Occlusion Method = "occlusion"
)

// Part is a piece of a text, bytes Start to End, with what it adds to the
// log-odds of the answer against all other answers; negative speaks against.
type Part struct {
	Start, End int
	Weight     float64
}

// Explanation says which parts of a text carried an answer.
type Explanation struct {
	Method Method
	// Parts are the words of the text (the characters of scripts written
	// without spaces, punctuation, emoji) in order. With PathAttribution their
	// weights and Base sum to LogOdds, but for the features that stand in no
	// part.
	Parts []Part
	// Base is what is left without any part.
	Base float64
	// LogOdds is ln(p/(1-p)) of the answer's probability p. A path attribution
	// splits its tangent: rivals count with the shares they have of 1-p here.
	LogOdds float64

	kinds []text.UnitKind
	text  string
}

// Approximate says that the weights are not exact.
func (e *Explanation) Approximate() bool { return e.Method != PathAttribution }

// Explain says which parts of a text speak for an output: a position in the
// labels, or the one after them for "out of scope". It costs a few times what
// Predict does, with transformers as many predictions as the text has words
// (64 at most).
func (m *Model) Explain(s string, output int) (*Explanation, error) {
	outputs := m.manifest.Outputs()
	if output < 0 || output >= outputs {
		return nil, fmt.Errorf("output %d: the model has %d", output, outputs)
	}
	p := m.passages.Get().(*Passage)
	defer m.passages.Put(p)
	p.Reset(s)
	defer p.Reset("")
	logits := p.scores(outputs)
	if err := m.scorer.read(logits, p); err != nil {
		return nil, err
	}
	e, err := m.explainAlone(s, output, logits)
	if err == nil && m.manifest.Fusion != nil {
		m.manifest.Fusion.explain(e, s, output)
	}
	return e, err
}

// explainAlone explains the network without its fusion.
func (m *Model) explainAlone(content string, output int, logits []float32) (*Explanation, error) {
	if s, ok := m.scorer.(*bagScorer); ok {
		return s.explain(content, output, logits, m.manifest.Temperature), nil
	}
	return m.occlude(content, output, logOdds(logits, output, m.manifest.Temperature))
}

// logOdds is ln(p/(1-p)) of an output.
func logOdds(logits []float32, output int, temperature float64) float64 {
	top := math.Inf(-1)
	for k, l := range logits {
		if k != output {
			top = math.Max(top, float64(l))
		}
	}
	var sum float64
	for k, l := range logits {
		if k != output {
			sum += math.Exp((float64(l) - top) / temperature)
		}
	}
	return (float64(logits[output])-top)/temperature - math.Log(sum)
}

// tangent gives the derivative of the log-odds of an output with respect to
// each logit.
func tangent(logits []float32, output int, temperature float64) []float64 {
	others := slices.Clone(logits)
	others[output] = float32(math.Inf(-1))
	slopes := make([]float64, len(logits))
	Softmax(slopes, others, temperature)
	for k := range slopes {
		slopes[k] /= -temperature
	}
	slopes[output] = 1 / temperature
	return slopes
}

// explain attributes exactly; see PathAttribution.
func (s *bagScorer) explain(content string, output int, logits []float32, temperature float64) *Explanation {
	f := s.featurisers.Get().(*text.Featuriser)
	defer s.featurisers.Put(f)
	trace := f.Trace(content)
	bag := trace.Bag
	if s.vocabulary != nil {
		bag.IDs = s.vocabulary.AppendRows(nil, bag.IDs)
	}
	values := s.net.attribute(bag, tangent(logits, output, temperature))
	weights := make([]float64, len(trace.Units))
	trace.Spread(weights, values)
	e := newExplanation(PathAttribution, content, trace.Units, weights)
	e.LogOdds = logOdds(logits, output, temperature)
	e.Base = e.LogOdds
	for _, v := range values {
		e.Base -= float64(v)
	}
	return e
}

func newExplanation(method Method, content string, units []text.Unit, weights []float64) *Explanation {
	e := &Explanation{Method: method, Parts: make([]Part, len(units)), kinds: make([]text.UnitKind, len(units)), text: content}
	for i, u := range units {
		e.Parts[i], e.kinds[i] = Part{u.Start, u.End, weights[i]}, u.Kind
	}
	return e
}

// attribute gives what each feature of a bag adds, on the path from the empty
// bag, to the sum of the logits times slopes.
func (n *Network) attribute(bag text.Bag, slopes []float64) []float32 {
	sum := make([]float32, n.Hidden) // of the bag, before the bias
	n.sum(sum, bag)
	direction := make([]float32, n.Hidden)
	for j := range direction {
		var out float64
		for k, slope := range slopes {
			out += slope * float64(n.Out[j*n.Outputs+k])
		}
		direction[j] = float32(out * activeShare(float64(n.Bias[j]), float64(sum[j])))
		if n.Quantised != nil {
			direction[j] *= n.Scale[j]
		}
	}
	values := make([]float32, len(bag.IDs))
	for i, id := range bag.IDs {
		values[i] = bag.Weights[i] * n.along(direction, id)
	}
	return values
}

// along is the product of a row of the table and a direction.
func (n *Network) along(direction []float32, id int32) float32 {
	var dot float32
	at := int(id) * n.Hidden
	if n.Quantised != nil {
		row := n.Quantised[at : at+len(direction)]
		for j, d := range direction {
			dot += d * float32(row[j])
		}
		return dot
	}
	row := n.Table[at : at+len(direction)]
	for j, d := range direction {
		dot += d * row[j]
	}
	return dot
}

// activeShare is the share of t in [0, 1] for which bias + t*sum is positive.
func activeShare(bias, sum float64) float64 {
	start, end := bias > 0, bias+sum > 0
	switch {
	case start && end:
		return 1
	case start:
		return -bias / sum
	case end:
		return 1 + bias/sum
	}
	return 0
}

// maxOccluded bounds the questions that one explanation asks.
const maxOccluded = 64

// occlude explains by leaving parts out; see Occlusion. Long texts are cut
// into maxOccluded runs of words.
func (m *Model) occlude(content string, output int, whole float64) (*Explanation, error) {
	f, err := text.NewFeaturiser(text.DefaultSettings())
	if err != nil {
		return nil, err
	}
	units := runs(f.Trace(content).Units, maxOccluded)
	texts := []string{""}
	for _, u := range units {
		texts = append(texts, content[:u.Start]+content[u.End:])
	}
	outputs := m.manifest.Outputs()
	scores := make([]float32, len(texts)*outputs)
	if err := m.scorer.score(scores, texts); err != nil {
		return nil, err
	}
	odds := func(i int) float64 { return logOdds(scores[i*outputs:(i+1)*outputs], output, m.manifest.Temperature) }
	weights := make([]float64, len(units))
	for i := range units {
		weights[i] = whole - odds(i+1)
	}
	e := newExplanation(Occlusion, content, units, weights)
	e.Base, e.LogOdds = odds(0), whole
	return e, nil
}

// runs joins neighbouring units until there are at most so many.
func runs(units []text.Unit, most int) []text.Unit {
	size := (len(units) + most - 1) / most
	if size <= 1 {
		return units
	}
	var out []text.Unit
	for start := 0; start < len(units); start += size {
		end := min(start+size, len(units))
		out = append(out, text.Unit{Start: units[start].Start, End: units[end-1].End, Kind: units[start].Kind})
	}
	return out
}
