package corpus

import (
	"math/rand/v2"
	"slices"
)

// Shares of the ways in which a training line is composed anew; what is left is typed in haste.
const (
	mailShare  = 0.35 // a greeting, perhaps a filler, a closing
	pairShare  = 0.25 // with another message of its section and tone
	angryShare = 0.15 // with an angry filler, which makes it an angry message
)

// Compose turns lines into rows: every line as it was written and, for one training line in every so many (none where
// that is 0), a second row in which it stands in a mail, beside another line of its section, beside an angry filler, or is
// typed in haste. Held-out lines are never composed. Each line draws from its own stream of the seed.
func Compose(lines Lines, book PhraseBook, seed uint64, every int) (train, heldout []Row) {
	bySection := map[string][]Line{}
	for _, line := range lines.Messages {
		if !line.HeldOut {
			bySection[line.Section] = append(bySection[line.Section], line)
		}
	}
	for _, line := range lines.Messages {
		row := line.row(line.Text, line.Labels, "chat")
		if line.HeldOut {
			heldout = append(heldout, row)
			continue
		}
		train = append(train, row)
		rng := rand.New(rand.NewPCG(seed, streamOf(line.Family)))
		if every > 0 && rng.IntN(every) == 0 {
			train = append(train, line.compose(lines.Train, book.Train, bySection[line.Section], rng))
		}
	}
	return train, heldout
}

func (l Line) row(body string, labels Labels, channel string) Row {
	return Row{Body: body, Language: l.Language, OutOfScope: labels.Category == "", Labels: labels, Meta: Meta{Family: l.Family, Channel: channel}}
}

// compose makes one more row of a training line.
func (l Line) compose(fillers Fillers, phrases Phrases, section []Line, rng *rand.Rand) Row {
	switch way := rng.Float64(); {
	case way < mailShare:
		body := l.Text
		switch rng.IntN(3) {
		case 0:
			body = join(pick(fillers.Calm, rng), body, l.Language)
		case 1:
			body = join(body, pick(fillers.Calm, rng), l.Language)
		}
		return l.row(pick(phrases.Hello, rng)+"\n"+body+"\n"+pick(phrases.Bye, rng), l.Labels, "email")
	case way < mailShare+pairShare:
		other := section[rng.IntN(len(section))]
		if other.Family == l.Family || other.Labels.Sentiment != l.Labels.Sentiment {
			break
		}
		labels := l.Labels
		labels.Anger = labels.Anger || other.Labels.Anger
		if rank(other.Labels.Priority) > rank(labels.Priority) {
			labels.Priority = other.Labels.Priority
		}
		return l.row(join(other.Text, l.Text, l.Language), labels, "form")
	case way < mailShare+pairShare+angryShare && l.Labels.Category != "" && l.Labels.Sentiment != "positive" && len(fillers.Angry) > 0:
		labels := l.Labels
		labels.Sentiment, labels.Anger = "negative", true
		if rng.IntN(2) == 0 {
			return l.row(join(pick(fillers.Angry, rng), l.Text, l.Language), labels, "social")
		}
		return l.row(join(l.Text, pick(fillers.Angry, rng), l.Language), labels, "social")
	}
	return l.row(hasten(l.Text, rng), l.Labels, "chat")
}

// rank orders priorities.
func rank(priority string) int { return slices.Index(Priorities(), priority) }

// join puts two sentences beside each other, as the language writes them.
func join(first, second, language string) string {
	if first == "" || second == "" || language == "zh" || language == "ja" {
		return first + second
	}
	return first + " " + second
}
