package learn_test

import (
	"context"
	"math"
	"testing"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

func TestEffectsAreRecovered(t *testing.T) {
	for _, c := range []struct {
		days           int
		agreement, ece float64
	}{{7, .80, .05}, {28, .91, .04}} {
		w := newWorld(11, 16, 8)
		now := start.AddDate(0, 0, c.days)
		m := learner(asOf(w.days(start, c.days, 10), now), now).Model()
		if got := w.agreement(m, nil); got < c.agreement {
			t.Errorf("%d days: correlation with the truth %.3f, want %.2f", c.days, got, c.agreement)
		}
		j := judge(m, w.days(now, 28, 10))
		if j.ece > c.ece || j.loss > j.base-.03 {
			t.Errorf("%d days: calibration error %.3f, want %.3f; log loss %.4f, without model %.4f", c.days, j.ece, c.ece, j.loss, j.base)
		}
	}
}

// Whoever gets the hard tickets looks worse than they are, unless what the
// tickets show of that is taken into account.
func TestConfoundedHistoryNeedsTheSignals(t *testing.T) {
	rank := func(signals bool) (float64, float64) {
		w := newWorld(5, 24, 4)
		w.picky, w.visible, w.hardness = true, .9, 1.4
		h := w.days(start, 56, 8)
		if !signals {
			for i := range h {
				h[i].Signals = nil
			}
		}
		now := start.AddDate(0, 0, 56)
		m := learner(asOf(h, now), now).Model()
		staff := w.staff()
		for i := range staff {
			staff[i].Skills = nil
		}
		out := make([]routing.Prospect, len(staff))
		total := make([]float64, len(staff))
		for _, c := range w.categories {
			m.Predict(&routing.Request{Category: []routing.Chance{{Label: c, P: 1}}, Signals: []float64{0}}, staff, out)
			for a, p := range out {
				total[a] += math.Log(p.Success / (1 - p.Success))
			}
		}
		truth := make([]float64, len(staff))
		for a := range truth {
			for c := range w.categories {
				truth[a] += w.phi[a][c]
			}
		}
		return correlation(total, truth), w.agreement(m, nil)
	}
	with, _ := rank(true)
	without, _ := rank(false)
	if !(with > .8 && without < .5) {
		t.Errorf("correlation of agents' skill with the truth: %.3f with signals, %.3f without", with, without)
	}
}

func TestYoungHistoryIsNotPessimistic(t *testing.T) {
	// Six days of history: of half of it only failures are known.
	naive, fair := 0., 0.
	for seed := range uint64(4) {
		w := newWorld(40+seed, 16, 8)
		now := start.AddDate(0, 0, 6)
		h := w.days(start, 6, 20)
		next := w.days(now, 10, 20)
		fair += judge(learner(asOf(h, now), now).Model(), next).bias / 4
		var known []learn.Outcome
		for _, o := range asOf(h, now) {
			if !o.Known.IsZero() {
				o.At, o.Known = o.At.AddDate(0, 0, -30), o.Known.AddDate(0, 0, -30) // as if all were old
				known = append(known, o)
			}
		}
		naive += judge(learner(known, now).Model(), next).bias / 4
	}
	if math.Abs(fair) > .025 || naive > -.05 {
		t.Errorf("mean error of the probability %+.3f; %+.3f from what happens to be known", fair, naive)
	}
}

// One result in eight is written down as its opposite. It must be noticed, and
// nothing of the kind where all is right: predictions are of what happens.
func TestResultsWrittenDownWrong(t *testing.T) {
	for _, c := range []struct{ flips, off, bias float64 }{{.12, .13, .05}, {0, .13, .03}} {
		w := newWorld(31, 16, 8)
		w.flips, w.visible = c.flips, .9
		now := start.AddDate(0, 0, 42)
		m := learner(asOf(w.days(start, 42, 10), now), now).Model()
		w.flips = 0
		if got := m.Wrong(); math.Abs(got-c.flips) > .061 || got > 0 != (c.flips > 0) {
			t.Errorf("%v of results are wrong, %v found", c.flips, got)
		}
		if j := judge(m, w.days(now, 14, 10)); j.off > c.off || math.Abs(j.bias) > c.bias {
			t.Errorf("%v of results wrong: predictions are off by %.3f, on average by %+.3f", c.flips, j.off, j.bias)
		}
	}
}

// A desk that tells of assignments only when their result is known.
func TestResultsAloneAreNotPessimistic(t *testing.T) {
	bias := 0.
	for seed := range uint64(3) {
		w := newWorld(60+seed, 16, 8)
		now := start.AddDate(0, 0, 10)
		var known []learn.Outcome
		for _, o := range asOf(w.days(start, 10, 15), now) {
			if !o.Known.IsZero() {
				known = append(known, o)
			}
		}
		bias += judge(learner(known, now).Model(), w.days(now, 10, 20)).bias / 3
	}
	if math.Abs(bias) > .03 {
		t.Errorf("mean error of the probability %+.3f", bias)
	}
}

// Between fits failures of today come in, and successes of three days ago.
func TestUpdatesBetweenFitsPullNowhere(t *testing.T) {
	var before, after, gain float64
	for seed := range uint64(3) {
		w := newWorld(70+seed, 16, 8)
		now := start.AddDate(0, 0, 14)
		h := w.days(start, 21, 10)
		l := learner(asOf(h, now), now)
		next := w.days(start.AddDate(0, 0, 22), 10, 10)
		a := judge(l.Model(), next)
		agreed := w.agreement(l.Model(), nil)
		for hour := range 7 * 24 {
			l.Observe(asOf(h, now.Add(time.Duration(hour)*time.Hour))...)
		}
		b := judge(l.Model(), next)
		before, after = before+a.bias/3, after+b.bias/3
		gain += w.agreement(l.Model(), nil) - agreed
	}
	if math.Abs(after-before) > .02 || math.Abs(after) > .03 {
		t.Errorf("mean error %+.3f before a week of updates, %+.3f after", before, after)
	}
	if gain <= 0 {
		t.Errorf("a week of updates changed the correlation with the truth by %+.3f", gain/3)
	}
}

func TestChangedAgentIsLearntAnewAndNobodyElse(t *testing.T) {
	w := newWorld(102, 16, 8)
	now := start.AddDate(0, 0, 42)
	h := w.days(start, 35, 10)
	w.train(3)
	w.train(4)
	h = append(h, w.days(start.AddDate(0, 0, 35), 8, 10)...)
	l := learner(asOf(h, now), now)
	m := l.Model()
	if got := w.agreement(m, []int{3, 4}); got < .6 {
		t.Errorf("a week after they changed, the correlation is %.3f", got)
	}
	for _, d := range m.Drifts() {
		if d.Agent != w.agents[3] && d.Agent != w.agents[4] {
			t.Errorf("%+v has not changed", d)
		}
		if d.P < .5 || d.P > 1 || d.Since.Sub(start.AddDate(0, 0, 35)).Abs() > 8*24*time.Hour {
			t.Errorf("%+v changed on day 35, %v", d, start.AddDate(0, 0, 35))
		}
	}
	if len(m.Drifts()) != 2 {
		t.Errorf("drifts %+v", m.Drifts())
	}
	if changed, same := seenBy(w, m, 3), seenBy(w, m, 9); changed > same/2 {
		t.Errorf("%v outcomes stand behind the changed agent, %v behind another", changed, same)
	}
}

func seenBy(w *world, m routing.Predictor, a int) float64 {
	return predict(m, w.categories[0], w.agents[a])[0].Seen
}

func TestHoursAreRecoveredThoughWorkGoesOn(t *testing.T) {
	w := newWorld(8, 12, 4)
	for c := range w.base {
		w.base[c] += 3 // days of work, so that much of it goes on
	}
	now := start.AddDate(0, 0, 14)
	m := learner(asOf(w.days(start, 14, 10), now), now).Model()
	var x, y []float64
	for c, name := range w.categories {
		staff := w.staff() // with the skills they declare, as in the history
		out := make([]routing.Prospect, len(staff))
		m.Predict(&routing.Request{Category: []routing.Chance{{Label: name, P: 1}}}, staff, out)
		for a, p := range out {
			x = append(x, math.Log(p.Hours))
			// Half of the noise's variance, and that of the difficulty.
			y = append(y, w.base[c]-w.speed[a]-.2*w.phi[a][c]+.16/2+.2*.2*.64/2)
		}
	}
	bias := 0.
	for i := range x {
		bias += (x[i] - y[i]) / float64(len(x))
	}
	if r := correlation(x, y); r < .9 || math.Abs(bias) > .04 {
		t.Errorf("log hours: correlation %.3f, mean error %+.3f", r, bias)
	}
}

func TestRefitStopsWhenAsked(t *testing.T) {
	l := learn.New(learn.Options{})
	l.Observe(outcomes("ann", "billing", 40, 30)...)
	before := l.Model().Version()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.Refit(ctx, start.AddDate(0, 0, 9)); err == nil {
		t.Error("a cancelled fit has succeeded")
	}
	if after := l.Model().Version(); after != before {
		t.Errorf("version %s before, %s after a cancelled fit", before, after)
	}
}
