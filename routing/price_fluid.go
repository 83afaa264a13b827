package routing

// fluid is the fluid problem in shares: of the tickets of each kind, the share
// that each agent gets.
//
//	max sum gain*share,  sum row*share <= 1 in every row,  sum col*share <= 1 in every column
//
// The side of which there are fewer makes the rows. Pairs that do not count
// have gain 0 and share 0.
type fluid struct {
	kinds, agents  int
	rows, cols     int
	turned         bool // agents are the rows, kinds the columns
	gain, row, col []float64

	unit     float64   // of gains, in success
	count    []float64 // tickets of each kind, no more than anybody could take
	capacity []float64

	share []float64
	loss  []float64 // by how much the prices of a pair exceed its gain
	side  [2]side   // rows, columns
}

// side are the limits of the rows or of the columns.
type side struct {
	free, price []float64 // what is left of each 1, and what one more would be worth
}

// rare is the share of a kind below which what an agent could take of it with
// all their hours does not count.
const rare = 1e-9

func newFluid(demand []Demand, capacity []float64) *fluid {
	f := &fluid{kinds: len(demand), agents: len(capacity), turned: len(capacity) < len(demand)}
	f.rows, f.cols = f.kinds, f.agents
	if f.turned {
		f.rows, f.cols = f.cols, f.rows
	}
	n := f.rows * f.cols
	f.gain, f.row, f.col = make([]float64, n), make([]float64, n), make([]float64, n)
	f.side = [2]side{newSide(f.rows), newSide(f.cols)}
	f.count, f.capacity = make([]float64, f.kinds), make([]float64, f.agents)
	for j := range capacity {
		f.capacity[j] = amount(capacity[j])
	}
	count, success := 0.0, 0.0
	for k := range demand {
		room := 0.0
		for j := range capacity {
			if p, ok := demand[k].possible(j); ok {
				room += f.capacity[j] / p.Hours
				success = max(success, p.Success)
			}
		}
		// Half of that is then left, so the limit costs nothing, as it would not
		// with more.
		f.count[k] = min(amount(demand[k].Count), 2*room)
		count = max(count, f.count[k])
	}
	f.unit = count * success
	for k := range demand {
		for j := range capacity {
			p, ok := demand[k].possible(j)
			need := f.count[k] * p.Hours / f.capacity[j]
			if !ok || !(need > 0 && need <= 1/rare) {
				continue
			}
			i, row, col := f.pair(k, j), 1.0, need
			if f.turned {
				row, col = col, row
			}
			f.gain[i], f.row[i], f.col[i] = f.count[k]/count*(p.Success/success), row, col
		}
	}
	return f
}

func newSide(n int) side { return side{free: make([]float64, n), price: make([]float64, n)} }

// pair is the place of a kind with an agent.
func (f *fluid) pair(kind, agent int) int {
	if f.turned {
		return agent*f.cols + kind
	}
	return kind*f.cols + agent
}

// counts tells whether a pair was taken into account.
func (f *fluid) counts(kind, agent int) bool { return f.gain[f.pair(kind, agent)] > 0 }

// prices is what a ticket of each kind is worth beyond the hours it takes, and
// what an hour of each agent is worth; 0 for those that take part in no pair.
func (f *fluid) prices() (tickets, hours []float64) {
	tickets, hours = make([]float64, f.kinds), make([]float64, f.agents)
	if len(f.gain) == 0 {
		return tickets, hours
	}
	f.start()
	f.solve()
	kinds, agents := f.side[0].price, f.side[1].price
	if f.turned {
		kinds, agents = agents, kinds
	}
	for k := range tickets {
		if f.count[k] > 0 {
			tickets[k] = amount(kinds[k] * f.unit / f.count[k])
		}
	}
	for j := range hours {
		if f.capacity[j] > 0 {
			hours[j] = amount(agents[j] * f.unit / f.capacity[j])
		}
	}
	return tickets, hours
}

// start takes shares within all limits and prices above all gains.
func (f *fluid) start() {
	inRow, inCol := make([]float64, f.rows), make([]float64, f.cols)
	for i, gain := range f.gain {
		if gain > 0 {
			inRow[i/f.cols]++
			inCol[i%f.cols]++
		}
	}
	f.share, f.loss = make([]float64, len(f.gain)), make([]float64, len(f.gain))
	for i := range f.side {
		for j := range f.side[i].free {
			f.side[i].free[j], f.side[i].price[j] = 1, 2
		}
	}
	for i, gain := range f.gain {
		if f.loss[i] = 1; gain > 0 {
			r, c := i/f.cols, i%f.cols
			f.share[i] = .5 / max(f.row[i]*inRow[r], f.col[i]*inCol[c])
			f.loss[i] = 2*f.row[i] + 2*f.col[i] - gain
		}
	}
	for i, share := range f.share {
		f.side[0].free[i/f.cols] -= f.row[i] * share
		f.side[1].free[i%f.cols] -= f.col[i] * share
	}
}
