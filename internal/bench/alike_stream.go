package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/alike"
)

// alarms are the figures of bursts: how often one is proposed where there is
// none, and how many tickets of a real one it takes.
func alarms(months int) ([]Figure, error) {
	var figures []Figure
	for _, kind := range []struct {
		name  string
		daily bool
	}{{"at one rate", false}, {"with days, nights and weekends", true}} {
		var false30, late []float64
		tickets := 0
		for seed := range months {
			s, err := newStream(uint64(seed+1), kind.daily)
			if err != nil {
				return nil, err
			}
			n, alarms := s.days(30)
			tickets += n
			false30, late = append(false30, float64(alarms)), append(late, float64(s.burst()))
		}
		figures = append(figures,
			Figure{What: "incidents proposed in a month without any, " + kind.name, Digits: 2, Goal: AtMost(1), Values: false30,
				Note: fmt.Sprintf("%d tickets a month, 300 matters that come again and again, the first with 6 an hour", tickets/months)},
			Figure{What: "  tickets of a new matter, one a minute, until it is proposed", Goal: AtMost(10), Values: late})
	}
	return figures, nil
}

// stream is a desk to which some matters come again and again, each at its own
// rate, and many only once.
type stream struct {
	random  *rand.Rand
	window  *alike.Window
	reader  *alike.Reader
	matters []alike.Sketch
	daily   bool
	at      time.Time
	n       int
}

// The stream of tickets: the k-th matter comes firstRate/k times an hour, and
// as many come once as come again.
const (
	matters   = 300
	firstRate = 6.
	people    = 20_000
)

func newStream(seed uint64, daily bool) (*stream, error) {
	w, err := alike.NewWindow(alike.DefaultSettings())
	if err != nil {
		return nil, err
	}
	s := &stream{random: rand.New(rand.NewPCG(seed, 17)), window: w, reader: alike.NewReader(), daily: daily, at: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
	for range matters {
		s.matters = append(s.matters, s.words())
	}
	return s, nil
}

// words is a text like no other.
func (s *stream) words() alike.Sketch {
	var b strings.Builder
	for range 14 {
		for range 3 + s.random.IntN(6) {
			b.WriteByte('a' + byte(s.random.IntN(26)))
		}
		b.WriteByte(' ')
	}
	return s.reader.Read(b.String())
}

// rate is how many times more than usual comes at an instant.
func (s *stream) rate() float64 {
	if !s.daily {
		return 1
	}
	rate := 1 + .9*math.Cos(2*math.Pi*(float64(s.at.Hour())+float64(s.at.Minute())/60-13)/24)
	if s.at.Weekday() == time.Saturday || s.at.Weekday() == time.Sunday {
		rate *= .4
	}
	return rate
}

// days lets a week go by to learn and then so many days, and gives how many
// tickets came in these and how many different bursts were seen: one that goes
// on, or comes again within a day, is one.
func (s *stream) days(length int) (tickets, alarms int) {
	total := 0.
	for k := range matters {
		total += firstRate / float64(k+1)
	}
	const highest = 1.9
	last := map[int64]time.Time{}
	learnt := s.at.AddDate(0, 0, 7)
	for end := learnt.AddDate(0, 0, length); s.at.Before(end); {
		s.at = s.at.Add(time.Duration(s.random.ExpFloat64() / (2 * total * highest) * float64(time.Hour)))
		if s.random.Float64()*highest > s.rate() {
			continue
		}
		s.come(total)
		if s.at.Before(learnt) {
			continue
		}
		tickets++
		for _, b := range s.window.Bursts(s.at, alike.DefaultLimits()) {
			if seen, known := last[b.Group]; !known || s.at.Sub(seen) > 24*time.Hour {
				alarms++
			}
			last[b.Group] = s.at
		}
	}
	return tickets, alarms
}

// come is one ticket.
func (s *stream) come(total float64) {
	if s.random.IntN(2) == 0 {
		s.send(s.words())
		return
	}
	pick := s.random.Float64() * total
	for k := range matters {
		if pick -= firstRate / float64(k+1); pick <= 0 || k+1 == matters {
			s.send(s.matters[k])
			return
		}
	}
}

func (s *stream) send(sketch alike.Sketch) uuid.UUID {
	s.n++
	s.window.Add(alike.Text{ID: numbered(s.n), By: numbered(1e9 + s.random.IntN(people)), At: s.at, Sketch: sketch}, 0)
	return numbered(s.n)
}

// burst sends a new matter, one a minute, and gives how many tickets it took
// until it was seen, 60 for an hour without.
func (s *stream) burst() int {
	fresh := s.words()
	for n := 1; n < 60; n++ {
		s.at = s.at.Add(time.Minute)
		id := s.send(fresh)
		for _, b := range s.window.Bursts(s.at, alike.DefaultLimits()) {
			if group, ok := s.window.GroupOf(id); ok && group.Number == b.Group {
				return n
			}
		}
	}
	return 60
}
