package sla

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Holds cost nothing and give nothing: when the promise is kept, the open time
// used is that of the stretches in which the clock ran. A policy that is removed
// for a while, whatever happens then, changes nothing of it.
func TestHoldsKeepWhatIsLeft(t *testing.T) {
	h := desk(t)
	rapid.Check(t, func(t *rapid.T) {
		target := hours(400)
		now := may(18, 9, 0)
		promised := Terms{Targets: Targets{Resolution: target}}
		c := Open(h, promised, now)
		var used time.Duration
		running := true
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			next := now.Add(time.Duration(rapid.Int64Range(0, int64(60*time.Hour)).Draw(t, "wait")))
			if running {
				used += h.Between(now, next)
			}
			now = next
			switch rapid.IntRange(0, 6).Draw(t, "event") {
			case 0:
				c = c.Pause(h, now)
			case 1:
				c = c.Resume(h, now)
			case 2:
				c = c.Resolved(h, now)
			case 3:
				c = c.Reopened(h, now)
			case 4:
				c = c.Retarget(h, h, c.Terms, now)
			case 5:
				c = c.Retarget(h, h, Terms{}, now)
			case 6:
				c = c.Retarget(h, h, promised, now)
			}
			running = !c.Held && !c.Closed
		}
		if c = c.Retarget(h, h, promised, now); c.Closed {
			c = c.Reopened(h, now)
			running = !c.Held
		}
		if left := c.Solve.left(h, now); left != target-Duration(used) {
			t.Fatalf("%s left, want %s", left, target-Duration(used))
		}
		if running {
			if due, err := h.Add(now, time.Duration(target)-used); err != nil || !c.Solve.Due.Equal(due) {
				t.Fatalf("due %s, want %s, %v", c.Solve.Due, due, err)
			}
		}
	})
}

// silver has a step more than gold, which a change between them must not take twice.
var silver = Terms{
	Policy: "silver", Targets: Targets{hours(3), hours(1), hours(20)}, WarnBefore: hours(1),
	Steps: []Step{{At: Breach, Do: Notify, To: "lead"}, terms.Steps[0]},
}

// Whatever happens, in whatever order of times, no notice comes twice, and an
// alarm that is slept until has something to say.
func TestNoticesComeOnce(t *testing.T) {
	h := desk(t)
	rapid.Check(t, func(t *rapid.T) {
		now := may(18, 9, 0)
		c := Open(h, terms, now)
		seen := make(map[string]bool)
		tick := func() []Notice {
			var told []Notice
			c, told = c.Tick(h, now)
			for _, n := range told {
				// A new round of the next response may speak again.
				key := fmt.Sprint(n.Clock, n.At, n.Step)
				if n.Clock == NextResponse {
					key += c.Next.Started.String() + n.When.String()
				}
				if seen[key] {
					t.Fatalf("twice: %+v", n)
				}
				seen[key] = true
			}
			return told
		}
		for range rapid.IntRange(1, 25).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(12*time.Hour)).Draw(t, "wait")))
			switch rapid.IntRange(0, 8).Draw(t, "event") {
			case 0:
				c = c.Pause(h, now)
			case 1:
				c = c.Resume(h, now)
			case 2:
				c = c.Resolved(h, now)
			case 3:
				c = c.Reopened(h, now)
			case 4:
				c = c.Replied(h, now)
			case 5:
				c = c.Heard(h, now)
			case 6:
				c = c.Retarget(h, h, rapid.SampledFrom([]Terms{silver, terms}).Draw(t, "terms"), now)
			case 7:
				tick()
			case 8:
				if at := c.NextAlarm(h); at.After(now) {
					if now = at; len(tick()) == 0 {
						t.Fatalf("nothing to say at the alarm %s", at)
					}
				}
			}
		}
	})
}
