package lap

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkSolve measures desks of four kinds: rewards without any order,
// rewards that all tickets agree on (everybody wants the same agents), agents
// with five slots each, and tickets that agree but have nobody who is much
// worse than the best, two slots each.
func BenchmarkSolve(b *testing.B) {
	for _, size := range [][2]int{{50, 100}, {200, 200}, {200, 1000}, {200, 50}} {
		rows, cols := size[0], size[1]
		for _, kind := range []string{"mixed", "agreed", "slots", "picky"} {
			r := rand.New(rand.NewPCG(1, 1))
			reward := make([]float64, rows*cols)
			good := make([]float64, cols)
			for j := range good {
				good[j] = r.Float64()
			}
			for i := range rows {
				hard := r.Float64()
				for j := range cols {
					v := r.Float64()
					switch kind {
					case "agreed":
						v = good[j]*hard + .05*v
					case "slots":
						v = good[j/5]*.5 + .5*v
						if j%5 != 0 {
							v = reward[i*cols+j-1]
						}
					}
					if kind == "picky" {
						v = good[j/2]*(.5+.5*hard) + .2*v
						if j%2 != 0 {
							v = reward[i*cols+j-1]
						}
					}
					reward[i*cols+j] = v
				}
			}
			for i := 0; i < rows && kind == "picky"; i++ {
				line := reward[i*cols : (i+1)*cols]
				best := slices.Max(line)
				for j, v := range line {
					if v < best-.15 {
						line[j] = forbidden
					}
				}
			}
			b.Run(fmt.Sprintf("%dx%d/%s", rows, cols, kind), func(b *testing.B) {
				s := &Scratch{}
				b.ReportAllocs()
				for b.Loop() {
					Solve(reward, rows, cols, s)
				}
			})
		}
	}
}
