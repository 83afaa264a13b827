package retrain

import (
	"fmt"
	"hash/fnv"

	"github.com/google/uuid"

	"switchyard/training/gate"
)

// mostLeaked is the share of test rows that may stand among the training rows.
const mostLeaked = .01

// leak counts test rows whose text or id the challenger has learnt: of those a
// model that learns by heart knows the answer.
func leak(train, test []Row) gate.Test {
	texts, ids := map[string]bool{}, map[string]bool{}
	for i := range train {
		texts[train[i].fold] = true
		if train[i].ID != "" {
			ids[train[i].ID] = true
		}
	}
	sameText, sameID, both := 0, 0, 0
	for i := range test {
		byText, byID := texts[test[i].fold], ids[test[i].ID]
		if byText {
			sameText++
		}
		if byID {
			sameID++
		}
		if byText || byID {
			both++
		}
	}
	share := float64(both) / float64(max(1, len(test)))
	return gate.Test{
		Name: "leak", Passed: share <= mostLeaked, Value: share, Limit: mostLeaked,
		Words: fmt.Sprintf("%d of %d test rows (%.1f %%) stand among the training rows, %d by their text and %d by their id: at most %.0f %% may",
			both, len(test), 100*share, sameText, sameID, 100*mostLeaked),
	}
}

// scatter is a number that depends on whose row it is alone, and looks random.
func scatter(r *Row) uint64 {
	h := fnv.New64a()
	if r.Requester != uuid.Nil {
		_, _ = h.Write(r.Requester[:])
	} else {
		_, _ = h.Write([]byte(r.ID))
	}
	// The last bytes alone hardly move the high bits of FNV.
	sum := h.Sum64()
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	return sum ^ sum>>33
}
