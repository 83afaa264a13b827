package sim

import (
	"fmt"
	"strings"
)

// about says in words what a replay rests on.
func (p *replay) about() string {
	known, timed := 0, 0
	for i := range p.all {
		if !p.all[i].Known.IsZero() {
			known++
		}
		if p.all[i].Done {
			timed++
		}
	}
	text := fmt.Sprintf("Replay of a history: the %d tickets of its last %d days, and %d agents. How good the agents are, how long they take and how hard a ticket is "+
		"is fitted to %d outcomes, not known; each seed draws it anew from what the fit leaves open. Policies learn from the %d outcomes before. "+
		"The reference policies know the fitted agents, not the real ones, and what is fitted has the form that the learned policy assumes: real gains may be smaller.",
		len(p.arrivals), p.days, len(p.staff), known, len(p.known))
	if held, n := p.held(); n > 0 {
		text += fmt.Sprintf(" In the history %.0f %% of the %d first answers of those days held that are known of.", 100*float64(held)/float64(n), n)
	}
	if timed == 0 {
		text += " No working times were kept: what agents are busy with is a guess."
	}
	if list := p.unspoken(); len(list) > 0 {
		text += fmt.Sprintf(" No agent speaks %s: tickets in it are never answered.", strings.Join(list, ", "))
	}
	if p.guessed > 0 {
		text += fmt.Sprintf(" The shifts of %d agents are taken from when they were given work.", p.guessed)
	}
	if seen := p.withChances(); seen < len(p.arrivals) {
		text += fmt.Sprintf(" What triage said was kept of %d tickets; of the others the policies see the final category, and clairvoyant knows no more than informed.", seen)
	}
	return text + " Nobody leaves before the first answer, and every answer that did not hold comes back."
}

// held counts the first answers of the measured days that are known of, and those
// of them that held: what a replay can be held against. The last days do not
// count, for failures are known sooner.
func (p *replay) held() (held, n int) {
	start, end := at(24*float64(p.first)), p.latest().Add(-2*span(Default().Labels.Mature))
	for i := range p.all {
		if o := &p.all[i]; o.Attempt == 0 && !o.At.Before(start) && o.At.Before(end) && !o.Known.IsZero() {
			n++
			if o.Success {
				held++
			}
		}
	}
	return held, n
}

func (p *replay) withChances() int {
	n := 0
	for i := range p.arrivals {
		if len(p.arrivals[i].Chances) > 0 {
			n++
		}
	}
	return n
}
