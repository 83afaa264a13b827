package langdetect

import (
	"bufio"
	"encoding/json"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gonum.org/v1/gonum/optimize"
)

// BenchmarkFit fits the weights of vote.go on the development half of the test
// data and reports them as metrics:
//
//	DATA=... go test ./langdetect -run '^$' -bench Fit -benchtime 1x
func BenchmarkFit(b *testing.B) {
	data := os.Getenv("DATA")
	if data == "" {
		b.Skip("set DATA to the folder that holds lingua-testdata")
	}
	d := loaded(b)
	var alone, beside []choice
	for _, kind := range []string{"sentences", "word_pairs", "single_words"} {
		a, s := choices(b, d, filepath.Join(data, "lingua-testdata", "language_"+kind+".jsonl"))
		alone, beside = append(alone, a...), append(beside, s...)
	}
	for b.Loop() {
		w := fit(b, alone)
		b.ReportMetric(w[0], "aloneBase")
		b.ReportMetric(w[1], "aloneGrowth")
		b.ReportMetric(w[2], "markerAlone")
		w = fit(b, beside)
		b.ReportMetric(w[0], "besideGrowth")
		b.ReportMetric(w[1], "linguaWeight")
		b.ReportMetric(w[2], "markerBeside")
	}
}

// A choice is the evidence for every tongue of a panel, three features each, and
// which tongue is right.
type choice struct {
	features [][3]float64
	right    int
}

// choices reads the rows whose language shares its script with another one.
func choices(b *testing.B, d *Detector, path string) (alone, beside []choice) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	sc := new(scratch)
	for lines.Scan() {
		var row struct{ ID, Body, Language string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			b.Fatal(err)
		}
		h := fnv.New32a()
		h.Write([]byte(row.ID))
		if h.Sum32()%2 == 1 {
			continue
		}
		sc.words.read(row.Body, maxLetters)
		s, _ := sc.words.mainScript()
		p := &d.panels[s]
		right := slices.IndexFunc(p.tongues, func(t tongue) bool { return t.tag == row.Language })
		if len(p.tongues) < 2 || sc.words.counts[s] < minLetters || right < 0 {
			continue
		}
		e := p.weigh(sc, s)
		grown := grown(e.letters)
		c := choice{right: right}
		for i, nats := range e.table {
			c.features = append(c.features, [3]float64{nats, nats * grown, e.markers[i]})
		}
		alone = append(alone, c)
		if _, confidence := e.vote(nil).best(); confidence >= sure || e.letters > deepLetters {
			continue
		}
		logs, ok := d.deep.ask(s, p.tongues, sc.words.join(s))
		if !ok {
			continue
		}
		c = choice{right: right}
		for i, nats := range e.table {
			c.features = append(c.features, [3]float64{nats * grown * grown, logs[i], e.markers[i]})
		}
		beside = append(beside, c)
	}
	return alone, beside
}

// fit maximises the likelihood of the right choices.
func fit(b *testing.B, choices []choice) []float64 {
	loss := func(w []float64) float64 {
		sum := 0.0
		for _, c := range choices {
			sum -= c.logLikelihood(w, nil)
		}
		return sum / float64(len(choices))
	}
	gradient := func(grad, w []float64) {
		clear(grad)
		for _, c := range choices {
			c.logLikelihood(w, grad)
		}
		for i := range grad {
			grad[i] /= -float64(len(choices))
		}
	}
	r, err := optimize.Minimize(optimize.Problem{Func: loss, Grad: gradient}, []float64{0.5, 0.5, 0.5},
		&optimize.Settings{GradientThreshold: 1e-4}, &optimize.BFGS{})
	if err != nil {
		b.Fatal(err)
	}
	return r.X
}

// logLikelihood of the right choice under weights w; its gradient is added to
// grad unless that is nil.
func (c choice) logLikelihood(w, grad []float64) float64 {
	v := make([]float64, len(c.features))
	for i, f := range c.features {
		v[i] = w[0]*f[0] + w[1]*f[1] + w[2]*f[2]
	}
	top, sum := slices.Max(v), 0.0
	for i := range v {
		v[i] = math.Exp(v[i] - top)
		sum += v[i]
	}
	for j := range grad {
		grad[j] += c.features[c.right][j]
		for i := range v {
			grad[j] -= v[i] / sum * c.features[i][j]
		}
	}
	return math.Log(v[c.right] / sum)
}
