package training

import "sync"

// parallel runs one function a worker and waits for all.
func parallel(workers int, f func(worker int)) {
	if workers == 1 {
		f(0)
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() { f(w) })
	}
	wg.Wait()
}

// share is the part [from, to) of n items that belongs to a worker.
func share(n, workers, worker int) (from, to int) {
	return n * worker / workers, n * (worker + 1) / workers
}
