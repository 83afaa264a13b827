package watch

import (
	"context"
	"maps"
	"math"
	"slices"

	"switchyard/internal/text"
	"switchyard/models"
	"switchyard/training/monitor"
	"switchyard/training/topic"
)

// vocabularySize is the set of known words in bytes: a bit for each hash.
const vocabularySize = 1 << 13

// vocabularySettings read words alone.
func vocabularySettings() text.Settings {
	s := text.DefaultSettings()
	s.Buckets, s.WordMax, s.CharWeight, s.GapWeight, s.MaxRunes = vocabularySize*8, 1, 0, 0, 4000
	return s
}

// traits are what is followed of a ticket.
type traits struct {
	label, language string
	length          int // in characters
	score           float64
	known           float64
}

// traitsOf a ticket. vocabulary is that of the reference.
func traitsOf(a *answer, vocabulary []byte) traits {
	t := traits{label: a.choice.Label, language: a.language, length: len([]rune(a.text)), score: 1 - a.choice.Probability}
	if a.choice.OutOfScope > a.choice.Probability {
		t.label = none
	}
	if !(t.score >= 0 && t.score <= 1) {
		t.score = 1
	}
	if t.language == "" {
		t.language = "und"
	}
	known := 0
	for _, id := range a.words {
		if vocabulary[id/8]&(1<<(id%8)) != 0 {
			known++
		}
	}
	if len(a.words) > 0 {
		t.known = math.Round(1000*float64(known)/float64(len(a.words))) / 1000
	}
	return t
}

// learn puts words into the vocabulary.
func learn(vocabulary []byte, words []int32) {
	for _, id := range words {
		vocabulary[id/8] |= 1 << (id % 8)
	}
}

// gather takes a ticket of the reference, and makes the reference of them once
// there are enough.
func (w *Watch) gather(ctx context.Context, t *watched, id string, a *answer) error {
	s := &t.sheet
	if s.Before == nil {
		s.Before = &first{Sums: map[string]float64{}}
	}
	if len(s.Vocabulary) != vocabularySize {
		s.Vocabulary = make([]byte, vocabularySize)
	}
	b, half := s.Before, w.config.Settled/2
	one := traitsOf(a, s.Vocabulary)
	b.Labels, b.Languages, b.Lengths, b.Scores = append(b.Labels, one.label), append(b.Languages, one.language), append(b.Lengths, one.length), append(b.Scores, one.score)
	b.IDs, b.Guesses = append(b.IDs, id), append(b.Guesses, guess(a.choice))
	if len(b.Labels) <= half { // the one half says which words there are, the other how many are known
		learn(s.Vocabulary, a.words)
	} else {
		b.Known = append(b.Known, one.known)
	}
	for label, p := range probabilities(a.choice) {
		b.Sums[label] += p
	}
	for i := range a.choice.Ranked { // labels that never come exist too
		b.Sums[a.choice.Ranked[i].Label] += 0
	}
	if len(b.Labels) < 2*half {
		return nil
	}
	if p := min(monitor.Alike(counts(b.Labels[:half]), counts(b.Labels[half:])), monitor.Alike(counts(b.Languages[:half]), counts(b.Languages[half:]))); p < unlike {
		s.Unlike++
		s.Before, s.Vocabulary = &first{Labels: b.Labels[half:], Languages: b.Languages[half:], Lengths: b.Lengths[half:], Scores: b.Scores[half:], IDs: b.IDs[half:], Guesses: b.Guesses[half:], Sums: map[string]float64{}}, nil
		for label := range b.Sums {
			s.Before.Sums[label] = 0 // those of the later half alone are not known: the next tickets tell
		}
		return nil
	}
	return w.settle(ctx, t)
}

// unlike is the p-value below which the halves of a reference differ. What is
// stationary passes it nearly always, and loses no more than some days otherwise.
const unlike = .0005

func counts(values []string) map[string]int {
	out := map[string]int{}
	for _, v := range values {
		out[v]++
	}
	return out
}

// probabilities are those of the labels and of none, without the small ones.
func probabilities(c *said) map[string]float64 {
	const small = .01
	out := map[string]float64{}
	for i := range c.Ranked {
		if p := c.Ranked[i].Probability; p >= small && p <= 1 {
			out[c.Ranked[i].Label] = p
		}
	}
	if c.OutOfScope >= small && c.OutOfScope <= 1 {
		out[none] = c.OutOfScope
	}
	return out
}

// guess is what the model takes a text for.
func guess(c *said) topic.Guess { return topic.Guess(probabilities(c)).Kept() }

// settle makes the reference, and the monitors that start from it.
func (w *Watch) settle(ctx context.Context, t *watched) error {
	s, b := &t.sheet, t.sheet.Before
	sum := 0.
	for _, label := range slices.Sorted(maps.Keys(b.Sums)) {
		sum += b.Sums[label]
	}
	s.Prior = map[string]float64{}
	for label, mass := range b.Sums {
		if sum > 0 {
			s.Prior[label] = mass / sum
		}
	}
	s.Cuts, s.Shares = monitor.Cuts(slices.Sorted(slices.Values(b.Lengths)), 8), monitor.Cuts(slices.Sorted(slices.Values(b.Known)), 5)
	s.Scores = slices.Sorted(slices.Values(b.Scores))
	byLabel := counts(b.Labels)
	for label := range b.Sums {
		byLabel[label] += 0
	}
	sizes, shares, fits := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range b.Lengths {
		sizes[monitor.Bin(s.Cuts, b.Lengths[i])]++
		fits[s.fits(b.Scores[i])]++
	}
	for _, k := range b.Known {
		shares[monitor.Bin(s.Shares, k)]++
	}
	s.Mixes = nil
	for _, m := range []struct {
		what   string
		alarms float64
		counts map[string]int
	}{
		{labels, monitor.LabelAlarms, byLabel}, {scope, monitor.ScopeAlarms, fits}, {languages, monitor.LanguageAlarms, counts(b.Languages)},
		{lengths, monitor.LengthAlarms, sizes}, {knownWords, monitor.WordAlarms, shares},
	} {
		r, err := monitor.NewReference(m.counts)
		if err != nil {
			return err
		}
		mix, err := monitor.NewMix(m.what, r, m.alarms)
		if err != nil {
			return err
		}
		s.Mixes = append(s.Mixes, mix)
	}
	if s.Task == models.Category {
		if err := w.settleTopics(ctx, t, b); err != nil {
			s.Mixes = nil
			return err
		}
	}
	s.Before = nil
	return nil
}

// settleTopics begins to look for new topics. The tickets of the reference are
// the first that what comes is compared with.
func (w *Watch) settleTopics(ctx context.Context, t *watched, b *first) (err error) {
	if t.finder, err = topic.New(topic.Options{}, t.sheet.Scores); err != nil {
		return err
	}
	state := t.finder.State()
	state.Seen = len(b.IDs)
	var ids []string
	for i, id := range b.IDs {
		if t.finder.Unfit(b.Scores[i]) {
			ids = append(ids, id)
			state.Held = append(state.Held, topic.Held{ID: id, At: i + 1, Guess: b.Guesses[i]})
		}
	}
	texts, err := w.textsOf(ctx, ids)
	if err != nil {
		return err
	}
	t.finder, err = topic.Restore(topic.Options{}, state, texts)
	return err
}

// fits names whether a ticket of this score fits a label.
func (s *Sheet) fits(score float64) string {
	if topic.PValue(s.Scores, score) <= unfit {
		return "fitting no label"
	}
	return "fitting a label"
}
