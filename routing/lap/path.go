package lap

import "math"

// What the search knows of a group.
const (
	unseen uint8 = iota
	reached
	done
)

// admit gives a row its place among those before it: the best group if it has
// room, else by the cheapest path along which rows move on, which ends at a
// group with room or with a row that stays alone.
func (s *Scratch) admit(row int) {
	s.at[row] = None
	best, where := 0.0, int32(None)
	for _, p := range s.pairs[s.begin[row]:s.begin[row+1]] {
		gain := p.reward - s.price[p.group]
		if gain > best || gain == best && where != None && s.full(where) && !s.full(p.group) {
			best, where = gain, p.group
		}
	}
	s.profit[row] = best
	switch {
	case where == None:
	case !s.full(where):
		s.put(int32(row), where)
	default:
		s.search(int32(row))
	}
}

// search finds the cheapest path from a row that has no group, moves the rows
// along it and sets prices and profits right. A path costs what profits sink
// by: nothing along the pairs that are taken, and none costs less than 0.
func (s *Scratch) search(row int32) {
	s.visited = s.visited[:0]
	loser, loss := row, s.profit[row] // the row that is cheapest to leave alone
	open := math.Inf(1)               // the cheapest group with room
	open = s.look(visit{row: row}, min(loss, open), open)
	end := int32(None)
	for {
		g := s.nearest()
		if g == None || s.far[g] > loss || s.far[g] == loss && s.full(g) {
			break
		}
		if !s.full(g) {
			end = g
			break
		}
		s.state[g] = done
		for _, holder := range s.holds[s.first[g] : s.first[g]+s.used[g]] {
			v := visit{row: holder, far: s.far[g]}
			if all := v.far + s.profit[holder]; all < loss || all == loss && loser != row && holder > loser {
				loser, loss = holder, all
			}
			open = s.look(v, min(loss, open), open)
		}
	}

	cost := loss
	if end != None {
		cost = s.far[end]
	}
	for _, v := range s.visited {
		s.profit[v.row] = max(0, s.profit[v.row]-(cost-v.far))
	}
	for _, g := range s.touched {
		if s.state[g] == done {
			s.price[g] += cost - s.far[g]
		}
		s.state[g], s.far[g] = unseen, math.Inf(1)
	}
	s.touched, s.frontier = s.touched[:0], s.frontier[:0]
	if end == None {
		end = s.at[loser]
		s.take(loser)
	}
	for end != None { // the row before takes the place, and leaves its own
		mover := s.from[end]
		left := s.at[mover]
		s.take(mover)
		s.put(mover, end)
		end = left
	}
}

// look goes on from a row to its groups, as long as that costs at most bound,
// and gives the cost of the cheapest group with room so far.
func (s *Scratch) look(v visit, bound, open float64) float64 {
	s.visited = append(s.visited, v)
	base := v.far + s.profit[v.row]
	for _, p := range s.pairs[s.begin[v.row]:s.begin[v.row+1]] {
		far := base + s.price[p.group] - p.reward
		if far < v.far { // by rounding
			far = v.far
		}
		// This also skips the groups that are done: none of them is farther than v.
		if far > bound || far >= s.far[p.group] {
			continue
		}
		if s.state[p.group] == unseen {
			s.state[p.group] = reached
			s.frontier = append(s.frontier, p.group)
			s.touched = append(s.touched, p.group)
		}
		s.far[p.group], s.from[p.group] = far, v.row
		if !s.full(p.group) {
			open = min(open, far)
			bound = min(bound, open)
		}
	}
	return open
}

// nearest takes the cheapest group off the frontier: of equal ones one with
// room, then the lowest. None when the frontier is empty.
func (s *Scratch) nearest() int32 {
	if len(s.frontier) == 0 {
		return None
	}
	at, least := 0, s.far[s.frontier[0]]
	for k, g := range s.frontier {
		if far := s.far[g]; far < least || far == least && s.before(g, s.frontier[at]) {
			at, least = k, far
		}
	}
	g, last := s.frontier[at], len(s.frontier)-1
	s.frontier[at] = s.frontier[last]
	s.frontier = s.frontier[:last]
	return g
}

// before tells which of two equally cheap groups to go to.
func (s *Scratch) before(a, b int32) bool {
	if s.full(a) != s.full(b) {
		return s.full(b)
	}
	return a < b
}

// full tells whether a group has no room for another row.
func (s *Scratch) full(g int32) bool { return s.first[g]+s.used[g] == s.after[g] }

// put gives a row a group that has room.
func (s *Scratch) put(row, g int32) {
	s.at[row], s.place[row] = g, s.first[g]+s.used[g]
	s.holds[s.place[row]] = row
	s.used[g]++
}

// take takes a row out of its group, if it has one.
func (s *Scratch) take(row int32) {
	g := s.at[row]
	if g == None {
		return
	}
	s.used[g]--
	last := s.holds[s.first[g]+s.used[g]]
	s.holds[s.place[row]], s.place[last] = last, s.place[row]
	s.at[row] = None
}
