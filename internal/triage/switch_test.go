package triage_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/models/modelstest"
)

// engines gives some that answer differently.
func engines(t testing.TB) []*triage.Engine {
	var all []*triage.Engine
	for i := range 4 {
		p := .5 + float64(i)/10
		set, err := models.NewSet(modelstest.Fixed(t, models.Manifest{Task: models.Category, Labels: []string{"a", "b"}}, p, 1-p))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, engineOf(t, triage.Lineup{First: set}))
	}
	return all
}

// Engines are swapped hundreds of times under load. One whose time is over is
// closed at once, and whoever still asks it then would notice.
func TestSwapsUnderLoad(t *testing.T) {
	const swaps = 2000
	made := engines(t)
	probability := map[string]float64{}
	var mu sync.Mutex
	closed := map[*triage.Engine]*atomic.Bool{}
	fresh := func(i int) *triage.Engine { // another engine each time, with the models of one of the four
		e := engineOf(t, made[i%len(made)].Lineup())
		mu.Lock()
		defer mu.Unlock()
		closed[e] = new(atomic.Bool)
		return e
	}
	isClosed := func(e *triage.Engine) *atomic.Bool {
		mu.Lock()
		defer mu.Unlock()
		return closed[e]
	}
	for _, e := range made {
		d, err := e.Decide(triage.Item{Body: "hello"}, today)
		if err != nil {
			t.Fatal(err)
		}
		probability[d.Models["category"]] = d.Category.Probability
	}
	s := triage.NewSwitch(fresh(0))
	var stop atomic.Bool
	var users, closers sync.WaitGroup
	var asked atomic.Int64
	for range 4 {
		users.Go(func() {
			for !stop.Load() {
				loan := s.Borrow()
				over := isClosed(loan.Engine())
				before := over.Load()
				d, err := loan.Engine().Decide(triage.Item{Body: "hello"}, today)
				if err != nil || d.Category.Probability != probability[d.Models["category"]] {
					t.Errorf("%+v, %v", d.Category, err)
				}
				if before || over.Load() {
					t.Error("a closed engine was asked")
				}
				loan.Return()
				asked.Add(1)
				if _, err := s.Decide(triage.Item{Body: "hello"}, today); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range swaps {
		retired := s.Swap(fresh(i + 1))
		closers.Go(func() {
			<-retired.Done()
			isClosed(retired.Engine()).Store(true)
		})
		if _, err := s.Decide(triage.Item{Body: "hello"}, today); err != nil { // it takes its turn with the users
			t.Error(err)
		}
	}
	stop.Store(true)
	users.Wait()
	closers.Wait() // each of them had an end
	if asked.Load() < swaps {
		t.Errorf("asked %d times during %d swaps: too little to notice anything", asked.Load(), swaps)
	}
	if isClosed(s.Borrow().Engine()).Load() {
		t.Error("the engine in use is closed")
	}
}

func TestRetiredWaitsForItsLastUser(t *testing.T) {
	made := engines(t)
	s := triage.NewSwitch(made[0])
	a, b := s.Borrow(), s.Borrow()
	retired := s.Swap(made[1])
	if retired.Engine() != made[0] || s.Models() != made[1].Models() {
		t.Fatal("another engine was swapped")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for i, loan := range []triage.Loan{a, b} {
		if err := retired.Wait(over); !errors.Is(err, context.Canceled) {
			t.Fatalf("%d users left it and it is over: %v", i, err)
		}
		if loan.Engine() != made[0] {
			t.Fatal("the loan is another engine now")
		}
		loan.Return()
	}
	if err := retired.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Borrow().Return()
	if err := retired.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A model that panics must not keep its engine in use for ever.
func TestAPanicReturnsTheLoan(t *testing.T) {
	set, err := models.NewSet(broken(t))
	if err != nil {
		t.Fatal(err)
	}
	s := triage.NewSwitch(engineOf(t, triage.Lineup{First: set}))
	func() {
		defer func() {
			if fmt.Sprint(recover()) == "<nil>" {
				t.Error("nothing panicked")
			}
		}()
		_, _ = s.Decide(triage.Item{Body: "hello"}, today)
	}()
	if err := s.Swap(engines(t)[0]).Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func BenchmarkSwitch(b *testing.B) {
	e := engines(b)[0]
	s := triage.NewSwitch(e)
	for name, decide := range map[string]func() error{
		"engine": func() error { _, err := e.Decide(triage.Item{Body: "hello"}, today); return err },
		"switch": func() error { _, err := s.Decide(triage.Item{Body: "hello"}, today); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := decide(); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
