package corpus

import (
	"math/rand/v2"
	"strings"
	"unicode"
)

// hasten rewrites a text as someone in a hurry types it: without capitals, without final punctuation, or with one or two
// swapped letters. Scripts without letter case keep their letters: swapping there makes another word, not a slip.
func hasten(text string, rng *rand.Rand) string {
	switch rng.IntN(4) {
	case 0:
		return strings.ToLower(text)
	case 1:
		return strings.TrimSpace(strings.TrimRight(text, ".!。！।"))
	case 2:
		return swapLetters(text, rng)
	default:
		return swapLetters(swapLetters(strings.ToLower(text), rng), rng)
	}
}

// swapLetters exchanges two neighbouring inner letters of one lower-case word of five letters or more.
func swapLetters(text string, rng *rand.Rand) string {
	runes := []rune(text)
	var places []int
	for i := 2; i+3 < len(runes); i++ {
		if allLower(runes[i-2:i+3]) && runes[i] != runes[i+1] {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return text
	}
	at := places[rng.IntN(len(places))]
	runes[at], runes[at+1] = runes[at+1], runes[at]
	return string(runes)
}

func allLower(runes []rune) bool {
	for _, r := range runes {
		if !unicode.IsLower(r) {
			return false
		}
	}
	return true
}
