package sim

import (
	"math"
	"slices"
)

// arrive draws all tickets: a Poisson process whose rate goes with the hour and
// the day, by thinning (Lewis and Shedler, 1979), and the bursts.
func (w *truth) arrive() {
	var list []arrival
	r := draws(w.seed, streamArrivals, 0)
	before, after := w.rate(0), w.rate(w.start)
	a := &w.scenario.Arrivals
	top := max(before, after) * (1 + a.Swing) * max(a.Weekdays, a.Weekends)
	for t := r.ExpFloat64() / top; t < w.last; t += r.ExpFloat64() / top {
		rate := before
		if t >= w.start {
			rate = after
		}
		if r.Float64()*top < rate*a.profile(t) {
			list = append(list, arrival{t, -1})
		}
	}
	list = append(list, w.bursts()...)
	slices.SortStableFunc(list, func(x, y arrival) int {
		switch {
		case x.at < y.at:
			return -1
		case x.at > y.at:
			return 1
		}
		return 0
	})
	w.tickets = make([]ticket, len(list))
	for i, x := range list {
		w.tickets[i] = w.newTicket(i, x.at, x.category)
	}
}

// profile is how busy an instant is: 1 on average over a week with Default.
func (a *Arrivals) profile(t float64) float64 {
	local := t + a.UTC
	hour, day := math.Mod(local, 24), int(math.Floor(local/24))%7
	level := a.Weekdays
	if day == 5 || day == 6 || day == -2 || day == -1 {
		level = a.Weekends
	}
	return level * (1 + a.Swing*math.Cos(2*math.Pi*(hour-a.Peak)/24))
}

// rate is how many tickets an hour keep those agents at the load who are there
// at t: load times their hours on shift, over the mean hours of a first answer.
// Hours are those of an agent who answers one ticket at a time; that several at
// once may go faster is to the good of the desk. The mean is over the mix,
// difficulty and luck, and over agents by their hours on shift.
func (w *truth) rate(t float64) float64 {
	s := w.scenario
	room, work := 0., 0.
	for i := range w.people {
		p := &w.people[i]
		if p.joined > t {
			continue
		}
		room += p.shift.total
		for c, share := range w.mix[0] {
			work += p.shift.total * share * w.handling(p, c, 0, false) / w.together(p.slots)
		}
	}
	if room == 0 {
		return 0
	}
	h, hard := s.Handling, 0.
	shares, means := s.Tickets.Priorities.list(), s.Tickets.Harder.list()
	for i, share := range normalised(shares[:]) {
		hard += share * math.Exp(h.Difficulty*means[i])
	}
	spread := h.Difficulty * s.Tickets.Difficulty
	work *= hard * math.Exp((spread*spread+h.Noise*h.Noise)/2) / room
	mean := (5*s.Arrivals.Weekdays + 2*s.Arrivals.Weekends) / 7
	return s.Load * room / work / (week * mean)
}

// arrival is when a ticket comes.
type arrival struct {
	at       float64
	category int // of an incident, -1 for one from the mix
}

// bursts draws the incidents: each begins at some business hour of the history or
// of the days that are measured, has one category, and a Poisson number of tickets
// that come after exponential delays.
func (w *truth) bursts() []arrival {
	b := w.scenario.Bursts
	var list []arrival
	for k := range b.Count {
		r := draws(w.seed, streamBursts, uint64(k))
		begin := w.business.when(w.business.past(w.end) * r.Float64())
		category := pick(w.mix[phase(begin >= w.drift)], r.Float64())
		for range poisson(b.Size, r.ExpFloat64) {
			if at := begin + b.Decay*r.ExpFloat64(); at < w.last {
				list = append(list, arrival{at, category})
			}
		}
	}
	return list
}

// poisson counts how many unit exponential waits fit into the mean.
func poisson(mean float64, wait func() float64) int {
	n := 0
	for sum := wait(); sum < mean; sum += wait() {
		n++
	}
	return n
}
