package training

import "switchyard/internal/text"

// bags holds the features of many texts end to end.
type bags struct {
	start   []int // len+1 offsets
	ids     []int32
	weights []float32
}

func (b *bags) at(i int) text.Bag {
	from, to := b.start[i], b.start[i+1]
	return text.Bag{IDs: b.ids[from:to], Weights: b.weights[from:to]}
}

// featurise reads all texts with as many workers.
func featurise(settings text.Settings, texts []string, workers int) (*bags, error) {
	first, err := text.NewFeaturiser(settings)
	if err != nil {
		return nil, err
	}
	parts := make([]bags, workers)
	parallel(workers, func(w int) {
		f, part := first.Clone(), &parts[w]
		from, to := share(len(texts), workers, w)
		for _, s := range texts[from:to] {
			bag := f.Features(s)
			part.ids = append(part.ids, bag.IDs...)
			part.weights = append(part.weights, bag.Weights...)
			part.start = append(part.start, len(part.ids))
		}
	})
	all := &bags{start: make([]int, 1, len(texts)+1)}
	for _, p := range parts {
		offset := len(all.ids)
		all.ids = append(all.ids, p.ids...)
		all.weights = append(all.weights, p.weights...)
		for _, end := range p.start {
			all.start = append(all.start, offset+end)
		}
	}
	return all, nil
}
