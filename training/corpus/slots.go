package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// fill replaces the slots of a text:
//
//	{hello} {bye}     a greeting, a closing of the story's split
//	{a|b|c}           one of the alternatives
//	{#K-4711}         the text with its digits drawn anew, the first digit kept
//
// With original set, alternatives and digits stay as written (the first alternative, the digits given).
func fill(text string, phrases Phrases, original bool, rng *rand.Rand) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		slot, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", fmt.Errorf("slot {%.20s is not closed: write } after it", rest)
		}
		text = after
		switch {
		case slot == "hello":
			out.WriteString(pick(phrases.Hello, rng))
		case slot == "bye":
			out.WriteString(pick(phrases.Bye, rng))
		case strings.HasPrefix(slot, "#"):
			out.WriteString(digits(slot[1:], original, rng))
		case strings.Contains(slot, "|"):
			choices := strings.Split(slot, "|")
			if original {
				choices = choices[:1]
			}
			out.WriteString(pick(choices, rng))
		default:
			return "", fmt.Errorf("slot {%s} is not known: write {hello}, {bye}, {a|b} or {#123}", slot)
		}
	}
}

func pick(choices []string, rng *rand.Rand) string {
	if len(choices) == 0 {
		return ""
	}
	return choices[rng.IntN(len(choices))]
}

// digits redraws the ASCII digits of a number after the first, which stays: hours, dates and amounts keep a size that
// fits the text around them.
func digits(shape string, original bool, rng *rand.Rand) string {
	if original {
		return shape
	}
	out := []byte(shape)
	first := true
	for i, c := range out {
		if c < '0' || c > '9' {
			continue
		}
		if !first {
			out[i] = '0' + byte(rng.IntN(10))
		}
		first = false
	}
	return string(out)
}
