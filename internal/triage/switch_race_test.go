package triage

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Between finding the engine in use and counting itself in, a user may be
// overtaken by a swap. It must find the next engine then.
func TestNoLoanOfAnEngineThatIsOver(t *testing.T) {
	const swaps = 20_000
	s := NewSwitch(new(Engine))
	var stop atomic.Bool
	var users sync.WaitGroup
	for range 2 {
		users.Go(func() {
			for !stop.Load() {
				loan := s.Borrow()
				select {
				case <-loan.service.over:
					t.Error("lent after its end")
					stop.Store(true)
				default:
				}
				loan.Return()
			}
		})
	}
	for i := 0; i < swaps && !stop.Load(); i++ {
		s.Swap(new(Engine))
	}
	stop.Store(true)
	users.Wait()
}
