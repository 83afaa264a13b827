package routing

// Takers are the agents of a desk who are free, to ask which tickets one of them
// may have. It is for one goroutine.
type Takers struct {
	gate *gate
	free map[string][]int // agents by channel
}

// Takers of a desk by the policy. Its agents must not change meanwhile; its
// requests are not looked at.
func (p *Policy) Takers(d *Desk) *Takers {
	return &Takers{newGate(d, p), map[string][]int{}}
}

// Any says whether one of them may have a ticket, as far as its channel, team,
// language and exclusions tell. Neither prospects nor the skills that rules ask
// for are needed; where they are missing they keep nobody from it.
func (t *Takers) Any(r *Request) bool {
	free, known := t.free[r.Channel]
	if !known {
		for j := range t.gate.desk.Agents {
			if a := &t.gate.desk.Agents[j]; t.gate.busy(a, a.Free(r.Channel), 0) == none {
				free = append(free, j)
			}
		}
		t.free[r.Channel] = free
	}
	if len(free) == 0 {
		return false
	}
	share := r.share(t.gate.policy.Target)
	tongue, team := t.gate.tongue(r.Language), t.gate.team(r.Team)
	for _, j := range free {
		if t.gate.unfit(r, j, tongue, team, share) == none {
			return true
		}
	}
	return false
}
