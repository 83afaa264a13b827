package classifier

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// watch audits up to most answers that are wrong with probability rate and
// gives the audit at which the monitor alarms, 0 for never.
func watch(t *testing.T, rng *rand.Rand, rate float64, most int) int {
	t.Helper()
	m, err := NewMonitor(.05, .1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range most {
		if m = m.Observe(rng.Float64() < rate); m.Alarmed {
			return i + 1
		}
	}
	return 0
}

func TestMonitorRarelyAlarmsWhileThePromiseHolds(t *testing.T) {
	const runs, audits = 1000, 2000
	rng := rand.New(rand.NewPCG(3, 4))
	for _, rate := range []float64{.05, .03} {
		alarms := 0
		for range runs {
			if watch(t, rng, rate, audits) > 0 {
				alarms++
			}
		}
		// Delta is .1; three standard deviations above it are .128.
		if share := float64(alarms) / runs; share > .128 {
			t.Errorf("error %v: %.3f of the monitors alarmed", rate, share)
		}
	}
}

func TestMonitorNoticesABrokenPromise(t *testing.T) {
	const runs = 200
	rng := rand.New(rand.NewPCG(5, 6))
	for _, tc := range []struct {
		rate float64
		most int // audits by which nine in ten must have alarmed
	}{{.1, 700}, {.15, 250}, {.3, 70}} {
		noticed := 0
		for range runs {
			if watch(t, rng, tc.rate, tc.most) > 0 {
				noticed++
			}
		}
		if noticed < runs*9/10 {
			t.Errorf("error %v: %d of %d noticed within %d audits", tc.rate, noticed, runs, tc.most)
		}
	}
}

func TestMonitorIsAFairGame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alpha := rapid.Float64Range(.001, .999).Draw(t, "alpha")
		m, err := NewMonitor(alpha, .1)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range rapid.SliceOfN(rapid.Bool(), 0, 60).Draw(t, "audits") {
			m = m.Observe(wrong)
		}
		mean := alpha*m.Observe(true).Evidence() + (1-alpha)*m.Observe(false).Evidence()
		if got := m.Evidence(); math.Abs(mean-got) > 1e-9*got {
			t.Fatalf("from %v the next audit leads to %v on average", got, mean)
		}
	})
}

func TestMonitorSurvivesStorage(t *testing.T) {
	m, err := NewMonitor(.05, .1)
	if err != nil {
		t.Fatal(err)
	}
	m = m.Observe(true).Observe(false)
	stored, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Monitor
	if err := json.Unmarshal(stored, &back); err != nil || back != m {
		t.Errorf("%+v came back as %+v (%v)", m, back, err)
	}
}

func TestMonitorKeepsItsAlarm(t *testing.T) {
	m, err := NewMonitor(.05, .1)
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		m = m.Observe(true)
	}
	for range 5000 {
		m = m.Observe(false)
	}
	if !m.Alarmed || m.Evidence() > 1 {
		t.Errorf("alarmed %v at evidence %v", m.Alarmed, m.Evidence())
	}
	for _, bad := range []float64{0, 1, -1, math.NaN()} {
		if _, err := NewMonitor(bad, .1); err == nil {
			t.Errorf("took alpha %v", bad)
		}
		if _, err := NewMonitor(.1, bad); err == nil {
			t.Errorf("took delta %v", bad)
		}
	}
}
