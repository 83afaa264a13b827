package lap

import (
	"math"
	"slices"
)

// Scratch is the memory of a solver, so that solving again allocates nothing.
// Its zero value is ready for use. One goroutine at a time may use it.
type Scratch struct {
	// Groups of equal columns: each has a first column and one after its last.
	first, after []int32
	same         []int32 // columns that still look like the one before them
	differs      []bool

	// The pairs that may be taken, row after row: those of row i are at
	// begin[i] to begin[i+1].
	begin []int
	pairs []pair

	price  []float64 // of a group, above 0 only for a full one
	used   []int32   // rows that a group holds
	holds  []int32   // those rows: group g has them from first[g] on
	profit []float64 // of a row
	at     []int32   // group of a row, None for none
	place  []int32   // of a row in holds

	// The search for a path, by group.
	far      []float64 // how much a path to it costs, infinite where none is known
	from     []int32   // the row before it
	state    []uint8
	frontier []int32 // reached, not yet passed
	touched  []int32 // all that were reached
	visited  []visit // rows, in order

	assigned []int
	column   []float64
}

// pair is a group that a row may have, and what for.
type pair struct {
	group  int32
	reward float64
}

// visit is a row on the way, and how much the path to it costs.
type visit struct {
	row int32
	far float64
}

// read groups the columns and lists the pairs.
func (s *Scratch) read(reward []float64, rows, cols int) {
	line := func(row int) []float64 {
		if cols == 0 || row > len(reward)/cols {
			return nil
		}
		return reward[row*cols : row*cols+min(cols, len(reward)-row*cols)]
	}
	s.group(line, rows, cols)

	groups := len(s.first)
	s.begin = append(s.begin[:0], 0)
	s.pairs = s.pairs[:0]
	for row := range rows {
		line := line(row)
		for g, first := range s.first {
			if int(first) >= len(line) {
				break
			}
			if r := worth(line[first]); r > 0 {
				s.pairs = append(s.pairs, pair{group: int32(g), reward: r})
			}
		}
		s.begin = append(s.begin, len(s.pairs))
	}

	s.price, s.used = cleared(s.price, groups), cleared(s.used, groups)
	s.far, s.from, s.state = cleared(s.far, groups), cleared(s.from, groups), cleared(s.state, groups)
	for g := range s.far {
		s.far[g] = math.Inf(1)
	}
	s.touched, s.frontier = s.touched[:0], s.frontier[:0]
	s.holds = cleared(s.holds, cols)
	s.profit, s.at, s.place = cleared(s.profit, rows), cleared(s.at, rows), cleared(s.place, rows)
}

// group finds the columns that are worth the same to every row as the one
// before them.
func (s *Scratch) group(line func(int) []float64, rows, cols int) {
	s.differs = cleared(s.differs, cols)
	s.same = s.same[:0]
	for j := 1; j < cols; j++ {
		s.same = append(s.same, int32(j))
	}
	for row := range rows {
		line := line(row)
		s.same = slices.DeleteFunc(s.same, func(j int32) bool {
			before, here := 0.0, 0.0
			if int(j) <= len(line) {
				before = worth(line[j-1])
			}
			if int(j) < len(line) {
				here = worth(line[j])
			}
			s.differs[j] = before != here
			return before != here
		})
	}
	s.first, s.after = s.first[:0], s.after[:0]
	for j := range cols {
		if j == 0 || s.differs[j] {
			s.first, s.after = append(s.first, int32(j)), append(s.after, int32(j))
		}
		s.after[len(s.after)-1]++
	}
}

// solution is what the rows have now. Rows that share a group have its columns
// in their own order.
func (s *Scratch) solution(rows, cols int) Solution {
	s.assigned, s.column = cleared(s.assigned, rows), cleared(s.column, cols)
	for g, first := range s.first {
		for j := first; j < s.after[g]; j++ {
			s.column[j] = s.price[g]
		}
	}
	sum := 0.0
	taken := cleared(s.used, len(s.first))
	for row := range rows {
		g := s.at[row]
		if g == None {
			s.assigned[row], s.profit[row] = None, 0
			continue
		}
		s.assigned[row] = int(s.first[g] + taken[g])
		taken[g]++
		r := s.reward(row, g)
		s.profit[row] = max(0, r-s.price[g])
		sum += r
	}
	return Solution{Assigned: s.assigned, Sum: sum, Row: s.profit, Column: s.column}
}

// reward of a pair that may be taken.
func (s *Scratch) reward(row int, g int32) float64 {
	mine := s.pairs[s.begin[row]:s.begin[row+1]]
	k, _ := slices.BinarySearchFunc(mine, g, func(p pair, g int32) int { return int(p.group) - int(g) })
	return mine[k].reward
}

// cleared is n zeros, in the same memory where it is large enough.
func cleared[T any](s []T, n int) []T {
	if cap(s) < n || s == nil {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}
