package rollout

import (
	"fmt"
	"strings"
	"time"

	"switchyard/internal/registry"
	"switchyard/internal/triage"
	"switchyard/training/monitor"
)

// Bounds on a second, and how sure it must be that one is passed: in a model that
// keeps them, Evidence reaches proof with a chance of 1/proof at most.
const (
	proof        = 20
	mostFailures = .01                    // of the texts it is asked about
	late         = 250 * time.Millisecond // half of what a ticket that comes in waits for all models together
	mostLate     = .05
)

// course is what is known of a version that is on trial.
type course struct {
	version  registry.Version
	rival    string // the version it is compared with
	blind    monitor.Contest
	arms     []monitor.Contest // one for each share that it had
	judged   int               // tickets that both were compared on
	tallied  triage.Tallied    // of the one that does not count; of a champion, of none
	reigning bool              // it is champion already
}

// move is what should become of a version; the zero move is nothing.
type move struct {
	to    registry.Stage
	share float64
	why   string
}

// evidence that the version is worse than its rival.
func (c *course) evidence() float64 {
	return monitor.Evidence(append([]monitor.Contest{c.blind}, c.arms...)...)
}

// rollback is the move of a version that is found worse, or that fails.
func (c *course) rollback() move {
	if e := c.evidence(); e >= proof {
		return move{to: registry.RolledBack, why: fmt.Sprintf("worse than %s: %s; evidence %.3g, %d is enough", c.rival, c.figures(), e, proof)}
	}
	if c.reigning {
		return move{}
	}
	t := c.tallied
	for _, bound := range []struct {
		what  string
		n     int64
		bound float64
	}{{"gave no answer", t.Failed, mostFailures}, {fmt.Sprintf("took longer than %v", late), t.Late, mostLate}} {
		e := monitor.Evidence(monitor.Contest{Chance: bound.bound, Lost: int(bound.n), Won: int(max(0, t.Answers-bound.n))})
		if e >= proof {
			return move{to: registry.RolledBack, why: fmt.Sprintf("%s on %d of %d texts, at most %.0f %% is borne; evidence %.3g, %d is enough",
				bound.what, bound.n, t.Answers, 100*bound.bound, e, proof)}
		}
	}
	return move{}
}

// figures tells the contests in words.
func (c *course) figures() string {
	parts := []string{fmt.Sprintf("of %d tickets judged blindly it alone was wrong on %d and its rival alone on %d", c.judged, c.blind.Lost, c.blind.Won)}
	for _, a := range c.arms {
		parts = append(parts, fmt.Sprintf("it answered %.3g %% of the tickets, and %d of the %d answers that people replaced were its own", 100*a.Chance, a.Lost, a.Lost+a.Won))
	}
	return strings.Join(parts, "; ")
}

// onward is the next stage of a challenger that was long enough at this one. The
// tickets must be seen to by the caller.
func (c *course) onward(s *registry.Settings, now time.Time) move {
	v := &c.version
	long := s.Step()
	if v.Stage == registry.Shadow {
		long = s.Shadow()
	}
	if c.reigning || now.Before(since(v).Add(long)) {
		return move{}
	}
	next := move{to: registry.Champion}
	for _, share := range s.Shares {
		if share > v.Share || v.Stage == registry.Shadow {
			next = move{to: registry.Canary, share: share}
			break
		}
	}
	next.why = fmt.Sprintf("%v as %s, and at least %d tickets, without being found worse than %s: %s; evidence %.3g, %d would be enough",
		long, v.Stage, s.Tickets, c.rival, c.figures(), c.evidence(), proof)
	return next
}
