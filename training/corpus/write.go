package corpus

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// Shares of the variants that get an opening sentence and that are typed in haste.
const (
	leadShare  = 0.3
	hasteShare = 0.4
)

// Write turns the stories of one language into rows: every story as it was written, and for the training split up to
// variants more rows with other greetings, closings, numbers, alternatives and slips. Held-out stories are never
// multiplied. Each family draws from its own stream of the seed, so changing one story changes no other row.
// Variants that read like an earlier row, digits aside, are dropped. Errors name the family and the line of its story.
func Write(stories []Story, book PhraseBook, seed uint64, variants int) (train, heldout []Row, err error) {
	seen := map[string]bool{}
	for _, story := range stories {
		rng := rand.New(rand.NewPCG(seed, streamOf(story.Family)))
		phrases, count := book.Train, variants
		if story.HeldOut {
			phrases, count = book.HeldOut, 0
		}
		for i := range count + 1 {
			row, err := story.row(phrases, i == 0, rng)
			if err != nil {
				return nil, nil, fmt.Errorf("story %s (line %d): %w", story.Family, story.Line, err)
			}
			key := Normal(row.Body)
			switch {
			case seen[key] && i == 0:
				return nil, nil, fmt.Errorf("story %s (line %d): its body repeats an earlier row: rewrite one", story.Family, story.Line)
			case seen[key]:
				continue
			}
			seen[key] = true
			if story.HeldOut {
				heldout = append(heldout, row)
			} else {
				train = append(train, row)
			}
		}
	}
	return train, heldout, nil
}

// streamOf gives every family its own random stream.
func streamOf(family string) uint64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(family)) // a hash never fails to write
	return hash.Sum64()
}

func (s Story) row(phrases Phrases, original bool, rng *rand.Rand) (Row, error) {
	body := s.Body
	if !original && len(phrases.Lead) > 0 && rng.Float64() < leadShare {
		body = strings.Replace(body, "{hello}\n", "{hello}\n"+pick(phrases.Lead, rng)+"\n", 1)
	}
	body, err := fill(body, phrases, original, rng)
	if err != nil {
		return Row{}, fmt.Errorf("body: %w", err)
	}
	subject, err := fill(s.Subject, phrases, original, rng)
	if err != nil {
		return Row{}, fmt.Errorf("subject: %w", err)
	}
	if !original && rng.Float64() < hasteShare {
		body = hasten(body, rng)
	}
	return Row{
		Subject: subject, Body: body, Language: s.Language, OutOfScope: s.Labels.Category == "",
		Labels: s.Labels, Meta: Meta{Family: s.Family, Channel: s.Channel},
	}, nil
}
