package dispatch

import (
	"sync"
	"time"
)

// complainEvery is how often it is told that rules fail, at most: they do so on
// every ticket that waits, each time that it is looked at.
const complainEvery = time.Minute

// complaint counts how often rules of some settings failed since it was told.
type complaint struct {
	mu    sync.Mutex
	told  time.Time
	times int
}

// add counts one more, and gives how many there are to tell of now, 0 for not
// now.
func (c *complaint) add(now time.Time) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.times++
	if !c.told.IsZero() && now.Sub(c.told).Abs() < complainEvery {
		return 0
	}
	n := c.times
	c.told, c.times = now, 0
	return n
}
