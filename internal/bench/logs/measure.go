package logs

// Scores are the measures of some answers, as fractions of 1.
type Scores struct {
	Cases    int
	Top      [4]float64 // first 1, 3, 5, 10
	MRR      float64    // mean of 1/rank, 0 for who was no candidate
	Macro    float64    // mean, over those who had at least 10 of all the cases, of the share of them named first
	Known    float64    // first among cases whose truth was a candidate
	Coverage float64    // cases whose truth was a candidate
}

var tops = [4]int{1, 3, 5, 10}

// common is how many cases somebody must have had to count in the macro-recall.
const common = 10

// frequent numbers those who had common cases or more among the positions.
func frequent(answers []Answer, at []int) map[string]int {
	cases := map[string]int{}
	for _, i := range at {
		cases[answers[i].Truth]++
	}
	out := map[string]int{}
	for _, i := range at {
		who := answers[i].Truth
		if _, have := out[who]; !have && cases[who] >= common {
			out[who] = len(out)
		}
	}
	return out
}

// score measures the answers with the given positions, the macro-recall over
// those who are numbered.
func score(answers []Answer, at []int, numbered map[string]int) Scores {
	s := Scores{Cases: len(at)}
	cases, hits := make([]float64, len(numbered)), make([]float64, len(numbered))
	for _, i := range at {
		a := &answers[i]
		n, counts := numbered[a.Truth]
		if counts {
			cases[n]++
		}
		if a.Rank == 0 {
			continue
		}
		s.Coverage++
		s.MRR += 1 / float64(a.Rank)
		for k, top := range tops {
			if a.Rank <= top {
				s.Top[k]++
			}
		}
		if a.Rank == 1 && counts {
			hits[n]++
		}
	}
	there := 0.
	for n := range cases {
		if cases[n] > 0 {
			s.Macro += hits[n] / cases[n]
			there++
		}
	}
	if there > 0 {
		s.Macro /= there
	}
	if s.Coverage > 0 {
		s.Known = s.Top[0] / s.Coverage
	}
	if n := float64(s.Cases); n > 0 {
		s.MRR /= n
		s.Coverage /= n
		for k := range s.Top {
			s.Top[k] /= n
		}
	}
	return s
}

// values are the measures in the order of Measures.
func (s Scores) values() []float64 {
	return []float64{s.Top[0], s.Top[1], s.Top[2], s.Top[3], s.MRR, s.Macro}
}

// Measures that have intervals.
var Measures = []string{"top-1", "top-3", "top-5", "top-10", "MRR", "macro-recall"}
