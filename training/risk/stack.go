package risk

// Stack is how much the two parts of a model count: the log-odds of a chance are
// the sum of theirs, with these weights.
type Stack struct {
	Linear float64 `json:"linear"`
	Trees  float64 `json:"trees"`
}

// stack finds the weights, which sum to 1, by which two parts together say best
// what became of rows that neither was fitted on (Wolpert 1992; Breiman 1996).
func stack(linear, trees []float64, rows []Row) (best Stack) {
	at := make([]float64, len(rows))
	least := 0.
	for k := range 21 {
		s := Stack{Linear: float64(k) / 20, Trees: 1 - float64(k)/20}
		for i := range at {
			at[i] = s.Linear*linear[i] + s.Trees*trees[i]
		}
		if now := loss(at, rows); k == 0 || now < least {
			best, least = s, now
		}
	}
	return best
}
