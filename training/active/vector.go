package active

import (
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

// gram is how many characters stand together in Grams.
const gram = 4

// Grams cuts a text into runs of four characters, in any script: letters in
// lower case, everything else as one space.
func Grams(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	runes := []rune(" " + strings.Join(words, " ") + " ")
	var out []string
	for i := 0; i+gram <= len(runes); i++ {
		out = append(out, string(runes[i:i+gram]))
	}
	return out
}

// Vector places a text's words, or whatever it is made of, in a space of a
// number of dimensions by hashing: each goes to one dimension with one sign, so
// that the distance of two texts is about that of their counts (Weinberger et
// al. 2009). It has length 1, or is all nought for no words.
func Vector(words []string, dimensions int) []float32 {
	out := make([]float32, max(dimensions, 1))
	for _, word := range words {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word)) // never fails
		sum := h.Sum64()
		sign := float32(1)
		if sum>>63 == 1 {
			sign = -1
		}
		out[sum%uint64(len(out))] += sign
	}
	var squares float64
	for _, x := range out {
		squares += float64(x) * float64(x)
	}
	if squares > 0 {
		scale := float32(1 / math.Sqrt(squares))
		for i := range out {
			out[i] *= scale
		}
	}
	return out
}
