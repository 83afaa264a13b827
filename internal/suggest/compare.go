package suggest

import (
	"strings"
	"unicode"

	"switchyard/internal/ticket"
)

// Outcomes of a suggestion.
const (
	Accepted = "accepted" // sent as it was, or nearly
	Edited   = "edited"   // much of it was sent
	Ignored  = "ignored"
)

// From these on a reply counts as accepted and edited.
const (
	acceptedFrom = .95
	editedFrom   = .6
)

// mostWords of a text are compared.
const mostWords = 1000

// Compare says how much of a suggestion is in what was sent. Case, spaces and
// punctuation do not count, and only the first thousand words do. ID, Group, Score
// and Rank stay empty.
func Compare(suggested, sent string) ticket.SuggestionUse {
	a, b := wordsOf(suggested), wordsOf(sent)
	if len(a) == 0 || len(b) == 0 {
		return ticket.SuggestionUse{Outcome: Ignored, Edits: max(len(a), len(b))}
	}
	edits, common := distances(a, b)
	c := ticket.SuggestionUse{Outcome: Ignored, Edits: edits,
		Similarity: 1 - float64(edits)/float64(max(len(a), len(b))), Rouge: 2 * float64(common) / float64(len(a)+len(b))}
	switch {
	case c.Similarity >= acceptedFrom:
		c.Outcome = Accepted
	case c.Rouge >= editedFrom:
		c.Outcome = Edited
	}
	return c
}

// used is how far a suggestion was used, 0 to 1, as acceptance counts it.
func used(u *ticket.SuggestionUse) float64 {
	switch u.Outcome {
	case Accepted:
		return 1
	case Edited:
		return u.Rouge
	}
	return 0
}

func wordsOf(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return words[:min(len(words), mostWords)]
}

// distances are the edit distance and the longest common subsequence of two
// lists, in time proportional to the product of their lengths.
func distances(a, b []string) (edits, common int) {
	row, sub := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal, before := row[0], 0
		row[0] = i + 1
		for j, y := range b {
			change, same := diagonal+1, before
			if x == y {
				change, same = diagonal, before+1
			}
			diagonal, before = row[j+1], sub[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
			if x == y {
				sub[j+1] = same
			} else {
				sub[j+1] = max(sub[j+1], sub[j])
			}
		}
	}
	return row[len(b)], sub[len(b)]
}
