package routing

import "cmp"

// classic gives each ticket, by priority and age, to the first agent who is
// free in the order of the policy. Nothing waits for somebody better.
func (b *board) classic() {
	given := make([]int, len(b.desk.Agents)) // when in this round they last got one, counted from 1
	for i := range b.weighs {
		w := &b.weighs[i]
		best := -1
		for j := range b.desk.Agents {
			if b.takes(w, j) && (best < 0 || b.before(w, j, best, given)) {
				best = j
			}
		}
		if b.give(w, best); best >= 0 {
			given[best] = i + 1
		}
	}
}

// before says whether an agent comes before another in the order of a classic
// policy.
func (b *board) before(w *weighed, x, y int, given []int) bool {
	ax, ay := &b.desk.Agents[x], &b.desk.Agents[y]
	turn := cmp.Or(cmp.Compare(given[x], given[y]), ax.Last.Compare(ay.Last))
	spare := cmp.Compare(b.spare(w, y), b.spare(w, x))
	tie := cmp.Compare(ax.ID, ay.ID)
	switch b.policy.Name {
	case RoundRobin:
		return cmp.Or(turn, tie) < 0
	case StaticSkills:
		return cmp.Or(cmp.Compare(skilled(w, ay), skilled(w, ax)), spare, turn, tie) < 0
	}
	return cmp.Or(spare, turn, tie) < 0
}

// skilled is 1 for an agent who declared the most likely category.
func skilled(w *weighed, a *Agent) int {
	if len(w.Category) > 0 && a.Skills[w.Category[0].Label] > 0 {
		return 1
	}
	return 0
}

// spare is the share of an agent's room that is free.
func (b *board) spare(w *weighed, j int) float64 {
	return float64(b.free[w.Channel][j]) / float64(max(1, b.desk.Agents[j].Room[w.Channel]))
}
