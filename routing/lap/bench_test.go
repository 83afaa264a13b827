package lap

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkSolve measures desks of three kinds: rewards without any order,
// rewards that all tickets agree on (everybody wants the same agents), and
// agents with five slots each.
func BenchmarkSolve(b *testing.B) {
	for _, size := range [][2]int{{50, 100}, {200, 200}, {200, 1000}, {200, 50}} {
		rows, cols := size[0], size[1]
		for _, kind := range []string{"mixed", "agreed", "slots"} {
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
					reward[i*cols+j] = v
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
