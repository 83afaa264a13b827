package training

import (
	"math"
	"testing"
)

// close says whether two figures agree to 1e-9; NaN agrees with NaN.
func near(a, b float64) bool {
	return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b)
}

func wantFigure(t *testing.T, name string, got, want float64) {
	t.Helper()
	if !near(got, want) {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

func meterOf(labels []string, rows ...Scored) *Meter {
	m := NewMeter(labels)
	for _, r := range rows {
		m.Add(r)
	}
	return m
}

func TestMeasuresByHand(t *testing.T) {
	m := meterOf([]string{"a", "b", "c"},
		Scored{Language: "en", Truth: 0, Probabilities: []float64{.7, .2, .1}},
		Scored{Language: "en", Truth: 0, Probabilities: []float64{.4, .5, .1}}, // wrong
		Scored{Language: "de", Truth: 1, Probabilities: []float64{.1, .8, .1}},
		Scored{Truth: 1, Probabilities: []float64{.2, .6, .2}},
	).Measure()
	nan := math.NaN()
	if m.Rows != 4 || m.OutOfScope != nil {
		t.Errorf("rows %d, out of scope %v", m.Rows, m.OutOfScope)
	}
	wantFigure(t, "accuracy", m.Accuracy, 3./4)
	wantFigure(t, "macro-F1", m.MacroF1, (2./3+4./5)/2) // c neither occurs nor is predicted
	wantFigure(t, "ECE", m.ECE, (.3+.5+.2+.4)/4)        // each row in a bin of its own
	wantFigure(t, "log-loss", m.LogLoss, -(math.Log(.7)+math.Log(.4)+math.Log(.8)+math.Log(.6))/4)
	for label, want := range map[string]LabelMeasures{
		"a": {Rows: 2, Precision: 1, Recall: .5, F1: 2. / 3},
		"b": {Rows: 2, Precision: 2. / 3, Recall: 1, F1: .8},
		"c": {Rows: 0, Precision: nan, Recall: nan, F1: nan},
	} {
		got := m.PerLabel[label]
		if got.Rows != want.Rows {
			t.Errorf("%s: %d rows, want %d", label, got.Rows, want.Rows)
		}
		wantFigure(t, label+" precision", got.Precision, want.Precision)
		wantFigure(t, label+" recall", got.Recall, want.Recall)
		wantFigure(t, label+" F1", got.F1, want.F1)
	}
	if len(m.ByLanguage) != 3 {
		t.Fatalf("languages %v, want en, de and und", m.ByLanguage)
	}
	english := m.ByLanguage["en"]
	wantFigure(t, "en accuracy", english.Accuracy, .5)
	wantFigure(t, "en macro-F1", english.MacroF1, (2./3+0)/2)
	wantFigure(t, "en macro precision", english.MacroPrecision, .5)
	wantFigure(t, "en macro recall", english.MacroRecall, .25) // b: no row, counts as 0
	wantFigure(t, "en ECE", english.ECE, (.3+.5)/2)
	wantFigure(t, "und accuracy", m.ByLanguage["und"].Accuracy, 1)
}

func TestMeasuresUndefined(t *testing.T) {
	m := NewMeter([]string{"a", "b"}).Measure()
	for name, v := range map[string]float64{"accuracy": m.Accuracy, "macro-F1": m.MacroF1, "ECE": m.ECE, "log-loss": m.LogLoss} {
		if !math.IsNaN(v) {
			t.Errorf("%s of no rows = %v, want NaN", name, v)
		}
	}
	if len(m.summary()) != 1 {
		t.Errorf("summary %v holds undefined figures", m.summary())
	}
}

func TestLogLossIsBounded(t *testing.T) {
	m := meterOf([]string{"a", "b"}, Scored{Truth: 0, Probabilities: []float64{0, 1}}).Measure()
	wantFigure(t, "log-loss", m.LogLoss, -math.Log(1e-7))
}

func TestOutOfScopeRowsCountApart(t *testing.T) {
	inside := []Scored{
		{Truth: 0, Probabilities: []float64{.6, .3, .1}},
		{Truth: 1, Probabilities: []float64{.2, .3, .5}}, // out of scope leads, b is judged
	}
	plain := meterOf([]string{"a", "b"}, inside...).Measure()
	m := meterOf([]string{"a", "b"}, append(inside, Scored{Truth: 2, Probabilities: []float64{.1, .1, .8}})...).Measure()
	wantFigure(t, "accuracy", m.Accuracy, 1)
	wantFigure(t, "log-loss", m.LogLoss, plain.LogLoss)
	if m.Rows != 2 || m.OutOfScope == nil || m.OutOfScope.Rows != 1 {
		t.Fatalf("rows %d, out of scope %+v", m.Rows, m.OutOfScope)
	}
	wantFigure(t, "AUROC", m.OutOfScope.AUROC, 1)
}

func TestAccuracyInterval(t *testing.T) {
	// The score interval solves (p-q)^2 = z^2 q(1-q)/n for q.
	for _, c := range []struct {
		p float64
		n int
	}{{.9, 20}, {.5, 4}, {.99, 3000}, {0, 10}, {1, 10}} {
		low, high := Measures{Accuracy: c.p, Rows: c.n}.AccuracyInterval()
		for _, q := range []float64{low, high} {
			left, right := (c.p-q)*(c.p-q), normal95*normal95*q*(1-q)/float64(c.n)
			if math.Abs(left-right) > 1e-12 || q < 0 || q > 1 {
				t.Errorf("p %v, n %d: bound %v does not solve its equation", c.p, c.n, q)
			}
		}
		if low > c.p || high < c.p || low == high {
			t.Errorf("p %v, n %d: %v..%v", c.p, c.n, low, high)
		}
	}
	if low, high := (Measures{Accuracy: math.NaN()}).AccuracyInterval(); !math.IsNaN(low) || !math.IsNaN(high) {
		t.Errorf("no rows give %v..%v, want NaN", low, high)
	}
}
