package routing_test

import (
	"math"
	"testing"
	"time"

	"switchyard/routing"
)

// chosen is who gets the first request.
func chosen(t *testing.T, p routing.Policy, d *routing.Desk) string {
	t.Helper()
	return one(t, p, d).Agent
}

// A requester meets the agent they know, who is a little worse, and waits for
// them, but not long.
func TestWhoIsKnownIsPreferred(t *testing.T) {
	ann, bob := agent("ann", 1), agent("bob", 1)
	r := request("1", .75, .80)
	r.Known = "ann"
	if got := chosen(t, still(), desk([]routing.Agent{ann, bob}, r)); got != "ann" {
		t.Errorf("it goes to %q", got)
	}
	r.Prospects[0].Success = .71
	if got := chosen(t, still(), desk([]routing.Agent{ann, bob}, r)); got != "bob" {
		t.Errorf("being known outweighs being better: it goes to %q", got)
	}
	ann.Load["email"], r.Prospects[0].Success = 1, .79
	if got := chosen(t, still(), desk([]routing.Agent{ann, bob}, r)); got != "" {
		t.Errorf("it does not wait for who is known: it goes to %q", got)
	}
	r.Waited = 80 * time.Minute // a third of its target
	if got := chosen(t, still(), desk([]routing.Agent{ann, bob}, r)); got != "bob" {
		t.Errorf("it waits too long for who is known: %q", got)
	}
}

// Who failed once is passed over, unless nobody else comes near.
func TestWhoFailedIsPassedOver(t *testing.T) {
	r := request("1", .60, .75)
	r.Failed, r.Attempt, r.Reopened = []string{"ann"}, 1, true
	bob := agent("bob", 1)
	bob.Load["email"] = 1
	if d := one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, r)); d.Agent != "" || d.Candidates[0].Parts.Failed != -still().Failed {
		t.Errorf("got %+v", d)
	}
	r.Prospects[0].Success = .72
	if d := one(t, still(), desk([]routing.Agent{agent("ann", 1), bob}, r)); d.Agent != "ann" {
		t.Errorf("it goes to %q: %s", d.Agent, d.Reason)
	}
}

// An hour of somebody who is needed elsewhere has its price.
func TestPriceOfAnHour(t *testing.T) {
	ann, bob := agent("ann", 1), agent("bob", 1)
	ann.Price = .1
	d := one(t, still(), desk([]routing.Agent{ann, bob}, request("1", .80, .75)))
	if d.Agent != "bob" || math.Abs(d.Candidates[1].Parts.Price+.1) > 1e-12 {
		t.Errorf("got %+v", d)
	}
}

// Who has worked far more than the others is spared, at equal value.
func TestFairnessBand(t *testing.T) {
	p := still()
	p.Band, p.Unfair = .5, .05
	ann, bob, eve := agent("ann", 1), agent("bob", 1), agent("eve", 1)
	ann.Worked, bob.Worked, eve.Worked = .9, .3, .3 // the mean is .5
	if got := chosen(t, p, desk([]routing.Agent{ann, bob, eve}, request("1", .81, .80, .70))); got != "bob" {
		t.Errorf("it goes to %q", got)
	}
	ann.Worked = .6 // within the band
	if got := chosen(t, p, desk([]routing.Agent{ann, bob, eve}, request("1", .81, .80, .70))); got != "ann" {
		t.Errorf("it goes to %q", got)
	}
}

// Among equals the one with most room is chosen.
func TestRoomDecidesAmongEquals(t *testing.T) {
	ann, bob := agent("ann", 4), agent("bob", 4)
	ann.Load["email"] = 2
	if got := chosen(t, still(), desk([]routing.Agent{ann, bob}, request("1", .8, .8))); got != "bob" {
		t.Errorf("it goes to %q", got)
	}
}

// The admin's preferences count in points of probability.
func TestPreferences(t *testing.T) {
	r := request("1", .80, .75)
	r.Prospects[1].Bonus = .1
	if got := chosen(t, still(), desk([]routing.Agent{agent("ann", 1), agent("bob", 1)}, r)); got != "bob" {
		t.Errorf("it goes to %q", got)
	}
}
