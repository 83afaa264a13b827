package vec

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// bagOf makes a bag of so many ids below rows, the first of them twice.
func bagOf(rng *rand.Rand, rows, n int) (ids []int32, weights []float32) {
	ids = make([]int32, n)
	for i := range ids {
		ids[i] = int32(rng.IntN(rows))
	}
	if n > 2 {
		ids[n/2], ids[n-1] = ids[0], int32(rows-1)
	}
	return ids, floats(rng, n)
}

func bytesOf(rng *rand.Rand, n int) []int8 {
	q := make([]int8, n)
	for i := range q {
		q[i] = int8(rng.IntN(256) - 128)
	}
	return q
}

// addRows is AddBagInt8 a row at a time.
func addRows(dst []float32, table []int8, ids []int32, weights []float32) {
	for i, id := range ids {
		at := int(id) * len(dst)
		AddScaledInt8(dst, weights[i], table[at:at+len(dst)])
	}
}

func TestABagHasTheBitsOfItsRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const rows = 50
	for width := range 261 {
		table := bytesOf(rng, rows*width)
		for _, n := range []int{0, 1, 2, 7, 8, 9, 40} {
			ids, weights := bagOf(rng, rows, n)
			bag := floats(rng, width)
			single, portable := slices.Clone(bag), slices.Clone(bag)
			AddBagInt8(bag, table, ids, weights)
			addRows(single, table, ids, weights)
			portably(t, func() { AddBagInt8(portable, table, ids, weights) })
			if !slices.Equal(bits(bag), bits(single)) || !slices.Equal(bits(bag), bits(portable)) {
				t.Fatalf("%d rows of %d columns: %v, row by row %v, portable %v", n, width, bag, single, portable)
			}
		}
	}
}

func TestABagReadsNoRowThatIsNotThere(t *testing.T) {
	for _, width := range []int{8, 64, 100, 128} {
		table := make([]int8, 10*width)
		for _, id := range []int32{10, -1, 1 << 30, -1 << 31} {
			t.Run(fmt.Sprintf("id %d of 10, %d columns", id, width), func(t *testing.T) {
				defer func() {
					if recover() == nil {
						t.Error("it was read")
					}
				}()
				AddBagInt8(make([]float32, width), table, []int32{3, id, 4}, []float32{1, 1, 1})
			})
		}
	}
}

func TestABagNeedsAWeightForEachID(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a weight beyond the last was read")
		}
	}()
	AddBagInt8(make([]float32, 64), make([]int8, 640), []int32{1, 2}, make([]float32, 1))
}

func FuzzBag(f *testing.F) {
	f.Add(uint64(1), uint8(128), uint8(60))
	f.Add(uint64(2), uint8(176), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, width, n uint8) {
		rng := rand.New(rand.NewPCG(seed, 7))
		table := bytesOf(rng, 20*int(width))
		ids, weights := bagOf(rng, 20, int(n))
		bag := floats(rng, int(width))
		single := slices.Clone(bag)
		AddBagInt8(bag, table, ids, weights)
		addRows(single, table, ids, weights)
		if !slices.Equal(bits(bag), bits(single)) {
			t.Fatalf("%d rows of %d columns differ", n, width)
		}
	})
}

// BenchmarkBag sums bags out of a table that no near cache holds, as serving
// several models does.
func BenchmarkBag(b *testing.B) {
	const rows, bags = 1 << 17, 256
	for _, width := range []int{128, 176} {
		rng := rand.New(rand.NewPCG(8, 9))
		table, dst := bytesOf(rng, rows*width), make([]float32, width)
		for _, n := range []int{60, 350} {
			ids, weights := make([][]int32, bags), floats(rng, n)
			for i := range ids {
				ids[i], _ = bagOf(rng, rows, n)
			}
			for _, way := range []struct {
				name string
				add  func([]float32, []int8, []int32, []float32)
			}{{"rows", addRows}, {"bag", AddBagInt8}} {
				b.Run(fmt.Sprintf("%d columns/%d ids/%s", width, n, way.name), func(b *testing.B) {
					i := 0
					for b.Loop() {
						clear(dst)
						way.add(dst, table, ids[i%bags], weights)
						i++
					}
				})
			}
		}
	}
}
