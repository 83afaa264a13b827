package models

import (
	"fmt"
	"math"
	"sync"
	"unicode/utf8"
)

// unigram cuts a word into the pieces whose log probabilities have the
// largest sum (Kudo 2018), found by the Viterbi algorithm in time linear in
// the word.
type unigram struct {
	trie       *pieceTrie
	ids        map[string]int64
	scores     []float64 // by id
	unknown    int64
	unknownFor float64 // what a character outside the vocabulary costs
	bytes      []int64 // pieces <0x00> to <0xFF>, or nil: unknown text stays unknown

	lattices sync.Pool // *[]arrival
}

// unknownPenalty is subtracted from the smallest score for a character that
// is in no piece.
const unknownPenalty = 10

// arrival is the best way to reach a byte of the word.
type arrival struct {
	score float64
	from  int32 // where its last piece starts, -1 while unreached
	id    int32
}

func newUnigram(pieces []string, scores []float64, unknown int64, byteFallback bool) (*unigram, error) {
	u := &unigram{ids: make(map[string]int64, len(pieces)), scores: scores, unknown: unknown}
	lowest := math.Inf(1)
	for i, piece := range pieces {
		if math.IsNaN(scores[i]) || math.IsInf(scores[i], 0) {
			return nil, fmt.Errorf("model.vocab: the score of piece %q is not a number", piece)
		}
		u.ids[piece] = int64(i)
		lowest = min(lowest, scores[i])
	}
	u.unknownFor = lowest - unknownPenalty
	u.trie = newPieceTrie(u.ids)
	if byteFallback {
		for b := range 256 {
			id, ok := u.ids[fmt.Sprintf("<0x%02X>", b)]
			if !ok {
				return nil, fmt.Errorf("model.byte_fallback needs the piece <0x%02X>, which model.vocab lacks", b)
			}
			u.bytes = append(u.bytes, id)
		}
	}
	u.lattices.New = func() any { return new([]arrival) }
	return u, nil
}

func (u *unigram) append(dst []int64, word string) ([]int64, error) {
	kept := u.lattices.Get().(*[]arrival)
	defer u.lattices.Put(kept)
	if cap(*kept) < len(word)+1 {
		*kept = make([]arrival, len(word)+1)
	}
	best := (*kept)[:len(word)+1]
	u.forward(best, word)
	return u.backward(dst, best, word), nil
}

func (u *unigram) forward(best []arrival, word string) {
	for i := range best {
		best[i] = arrival{from: -1}
	}
	for at := 0; at < len(word); {
		here := best[at].score
		_, size := utf8.DecodeRuneInString(word[at:])
		single := false
		node := u.trie.root()
		for end := at; end < len(word); {
			var ok bool
			if node, ok = u.trie.next(node, word[end]); !ok {
				break
			}
			end++
			id := u.trie.nodes[node].value
			if id < 0 {
				continue
			}
			single = single || end-at == size
			reach(&best[end], u.scores[id]+here, at, id)
		}
		if !single {
			reach(&best[at+size], u.unknownFor+here, at, int32(u.unknown))
		}
		at += size
	}
}

func reach(a *arrival, score float64, from int, id int32) {
	if a.from < 0 || score > a.score {
		*a = arrival{score: score, from: int32(from), id: id}
	}
}

// backward appends the pieces of the best way. Unknown neighbours become one.
func (u *unigram) backward(dst []int64, best []arrival, word string) []int64 {
	first := len(dst)
	for end := len(word); end > 0; {
		from := int(best[end].from)
		if int64(best[end].id) != u.unknown {
			dst = append(dst, int64(best[end].id))
			end = from
			continue
		}
		for from > 0 && int64(best[from].id) == u.unknown {
			from = int(best[from].from)
		}
		dst = u.appendUnknown(dst, word[from:end])
		end = from
	}
	for i, j := first, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// appendUnknown appends, last first, what stands for unknown text.
func (u *unigram) appendUnknown(dst []int64, s string) []int64 {
	if id, ok := u.ids[s]; ok { // unknown characters that make a piece together
		return append(dst, id)
	}
	if u.bytes == nil {
		return append(dst, u.unknown)
	}
	for i := len(s) - 1; i >= 0; i-- {
		dst = append(dst, u.bytes[s[i]])
	}
	return dst
}
