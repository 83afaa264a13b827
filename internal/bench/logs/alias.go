package logs

// aliases find out, from closed cases, which truth goes with a holder where
// the log calls the same people by two kinds of names.
type aliases map[string]map[string]int

// learn takes in a case whose truth has become known: the last to hold it by
// then tends to be the one.
func (a aliases) learn(c *Case) {
	last := ""
	for _, h := range c.Holds {
		if !h.At.After(c.Known) {
			last = h.Who
		}
	}
	if last == "" {
		return
	}
	if a[last] == nil {
		a[last] = map[string]int{}
	}
	a[last][c.Truth]++
}

// of is the truth that most often went with a holder, "" before there was any.
func (a aliases) of(holder string) string {
	best, most := "", 0
	for who, n := range a[holder] {
		if n > most || n == most && who < best {
			best, most = who, n
		}
	}
	return best
}
