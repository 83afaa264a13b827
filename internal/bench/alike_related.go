package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"switchyard/internal/alike"
)

// bugReports reads reports and the pairs of them that are duplicates, each pair
// once, whichever way round and in whichever split it stands.
func bugReports(reports, duplicates string) ([]alike.Matter, [][2]int, error) {
	var all []alike.Matter
	at := map[string]int{}
	err := eachRow(reports, func(r *ticketRow) {
		at[r.ID] = len(all)
		all = append(all, alike.Matter{Subject: r.Subject, Body: r.Body})
	})
	if err != nil {
		return nil, nil, err
	}
	raw, err := os.ReadFile(duplicates)
	if err != nil {
		return nil, nil, err
	}
	var splits struct{ Train, Test [][2]string }
	if err := json.Unmarshal(raw, &splits); err != nil {
		return nil, nil, err
	}
	var pairs [][2]int
	for _, p := range slices.Concat(splits.Train, splits.Test) {
		a, here := at[p[0]]
		b, there := at[p[1]]
		if !here || !there {
			return nil, nil, fmt.Errorf("%s: the pair %v names a report that is not there", duplicates, p)
		}
		if pair := [2]int{min(a, b), max(a, b)}; !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	return all, pairs, nil
}

// pairRanks is how well a ranking finds the other side of a pair.
type pairRanks struct {
	at1, at5, at10 float64
	places         []int // by question, 0 for not found
	better, worse  int   // questions that it has among five and BM25 has not, and the other way round
}

// rankPairs asks for each side of each pair with the other.
func rankPairs(reports []alike.Matter, pairs [][2]int, rankings map[string]func(alike.Matter) []int) map[string]*pairRanks {
	out := map[string]*pairRanks{}
	for name, rank := range rankings {
		r := &pairRanks{}
		for _, p := range pairs {
			for side := range 2 {
				order := slices.DeleteFunc(rank(reports[p[side]]), func(i int) bool { return i == p[side] })
				r.places = append(r.places, 1+slices.Index(order, p[1-side]))
			}
		}
		r.at1, r.at5, r.at10 = within(r.places, 1), within(r.places, 5), within(r.places, 10)
		out[name] = r
	}
	for _, r := range out {
		for i, place := range r.places {
			switch ours, theirs := place > 0 && place <= 5, out["BM25"].places[i] > 0 && out["BM25"].places[i] <= 5; {
			case ours && !theirs:
				r.better++
			case theirs && !ours:
				r.worse++
			}
		}
	}
	return out
}

func within(places []int, k int) float64 {
	n := 0
	for _, p := range places {
		if p > 0 && p <= k {
			n++
		}
	}
	return float64(n) / float64(len(places))
}
