package incident

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"switchyard/internal/store"
	"switchyard/internal/text"
)

// vocabulary counts in how many tickets each word is. Words share counters, and
// no word is kept.
type vocabulary struct {
	counts []uint32
	texts  int
}

const (
	counters  = 1 << 16
	halved    = 200_000 // texts after which all counts are halved, so that they follow the desk
	longest   = 4000    // bytes of a text that words are counted in
	mostWords = 8       // that tell what an incident is about
	leastWord = 3       // letters of one that does, where words have letters
)

func newVocabulary() *vocabulary {
	return &vocabulary{counts: make([]uint32, counters)}
}

func (v *vocabulary) at(word string) *uint32 {
	h := fnv.New32a()
	h.Write([]byte(word))
	return &v.counts[h.Sum32()%counters]
}

func (v *vocabulary) add(words string) {
	for _, word := range store.IndexWords(words[:min(len(words), longest)]) {
		*v.at(word)++
	}
	if v.texts++; v.texts >= halved {
		v.texts /= 2
		for i := range v.counts {
			v.counts[i] /= 2
		}
	}
}

// telling are the words that most of some texts have and few others, best
// first. Personal data tells nothing.
func (v *vocabulary) telling(texts []string) []string {
	in := map[string]int{}
	for _, t := range texts {
		redacted := text.Redact(t[:min(len(t), longest)], text.RedactOptions{}).Text
		for _, word := range store.IndexWords(redacted) {
			in[word]++
		}
	}
	type scored struct {
		word  string
		score float64
	}
	var all []scored
	for word, n := range in {
		share := float64(n) / float64(len(texts))
		if share < .5 || len(word) < leastWord || slices.Contains(marks, word) {
			continue
		}
		usual := (float64(*v.at(word)) + 1) / (float64(v.texts) + 2)
		if score := share * math.Log(share/usual); score > 0 {
			all = append(all, scored{word, score})
		}
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.word, b.word)) })
	out := []string{}
	for _, s := range all[:min(len(all), mostWords)] {
		out = append(out, s.word)
	}
	return out
}

// marks are the words that redaction leaves.
var marks = func() (all []string) {
	for _, slot := range text.Slots() {
		all = append(all, string(slot))
	}
	return all
}()
