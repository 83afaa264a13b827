package training

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"switchyard/internal/text"
	"switchyard/models"
)

// toySet makes rows of labels that have words of their own and words in
// common, enough for a small network to tell most of them apart.
func toySet(seed uint64, labels, rowsEach int) *Dataset {
	rng := rand.New(rand.NewPCG(seed, 1))
	set := &Dataset{Task: models.Category, Skipped: Skipped{}}
	for l := range labels {
		set.Labels = append(set.Labels, fmt.Sprintf("label%d", l))
	}
	for i := range labels * rowsEach {
		label := i % labels
		var words []string
		for range 4 {
			words = append(words, fmt.Sprintf("own%d%c", label, 'a'+rng.IntN(8)), fmt.Sprintf("shared%c", 'a'+rng.IntN(20)))
		}
		set.Examples = append(set.Examples, Example{ID: fmt.Sprintf("r%d", i), Text: strings.Join(words, " "), Language: "en", Label: label})
	}
	return set
}

// toyOptions fit in milliseconds.
func toyOptions() Options {
	o := DefaultOptions(100)
	o.Features = text.DefaultSettings()
	o.Features.Buckets, o.Hidden, o.Epochs, o.LabelNames = 1<<10, 16, 6, false
	return o
}

func quiet(Progress) {}
