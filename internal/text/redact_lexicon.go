package text

import (
	"math/bits"
	"strings"
	"sync"
)

// role says what a phrase tells about its neighbours.
type role uint8

const (
	greeting     role = iota // a name follows, at the start of a line
	thanking                 // a capitalised name may follow, at the start of a line
	closing                  // a name follows, to the end of the line or on the next
	intro                    // a name follows: "my name is"
	introBare                // a capitalised name follows, or in scripts without case a sentence begins
	kinship                  // a name may precede, in a greeting: "brother"
	introOpen                // a name follows if introShut comes after it
	introShut                //
	titleBefore              // a name follows: "Mr"
	titleAfter               // a name precedes: "san"
	nameLabel                // a name follows a colon: "Name:"
	notName                  // no name: "team"
	particle                 // inside names: "van"
	numberCue                // a number that identifies follows: "order"
	numberGlue               // may stand between: "no."
	phoneCue                 // a telephone number follows
	extension                // an extension follows
	monthFirst               // month that stands before the day
	month                    // of a year
	currency                 // after or before an amount
	thousand                 // between an amount and its currency: "million"
	quantityCue              // a number follows that identifies nobody: "port"
	unit                     // a number precedes that is a quantity
	atWord                   // "at" in a spelled-out address
	dotWord                  // "dot" in one
	streetAfter              // "Street" after number and name
	streetBefore             // "rue" before name
	deviceLine               // "Sent from my"
	post                     // a role in front of a name: "Support"
	roleCount
)

// phrase is one entry, in the letters of cell.low, with a bit for each role.
type phrase struct {
	low   []rune
	roles uint64
}

// lexiconSize is the number of buckets, several times that of the phrases.
const lexiconSize = 1 << 15

// lexicon finds phrases by the hash of their first three letters, fewer for
// the shortest; most buckets are empty.
var lexicon = sync.OnceValue(func() *[lexiconSize][]phrase {
	roles := make(map[string]uint64)
	var order []string // of first appearance
	for kind, list := range redactPhrases {
		for _, text := range list {
			low := string(lowOf(text))
			if roles[low] == 0 {
				order = append(order, low)
			}
			roles[low] |= 1 << kind
		}
	}
	index := new([lexiconSize][]phrase)
	for _, text := range order {
		low := []rune(text)
		head := [3]rune{}
		copy(head[:], low)
		at := bucketOf(head[0], head[1], head[2])
		index[at] = append(index[at], phrase{low, roles[text]})
	}
	return index
})

func bucketOf(a, b, c rune) uint32 {
	h := uint32(a)*0x9E3779B1 ^ uint32(b)*0x85EBCA77 ^ uint32(c)*0xC2B2AE3D
	return (h ^ h>>15) * 0x27D4EB2F >> 17 % lexiconSize
}

// lowOf folds a phrase as a text is folded.
func lowOf(text string) []rune {
	var low []rune
	for _, c := range cellsOf(nil, strings.TrimSpace(text)) {
		low = append(low, c.low)
	}
	return low
}

// lookup finds the phrases that begin at i and notes where the longest of each
// role ends; 0 where there is none.
func (s *sweep) lookup(i int) bool {
	first, second, third := s.at(i).low, s.at(i+1).low, s.at(i+2).low
	found := s.match(i, s.index[bucketOf(first, second, third)], false)
	found = s.match(i, s.index[bucketOf(first, second, 0)], found)
	return s.match(i, s.index[bucketOf(first, 0, 0)], found)
}

// match notes those of the phrases that begin at i. found tells that there was
// one before.
func (s *sweep) match(i int, list []phrase, found bool) bool {
	for k := range list {
		end := s.phraseEnd(i, list[k].low)
		if end == 0 {
			continue
		}
		if !found {
			found = true
			s.ends = [roleCount]int{}
		}
		for roles := list[k].roles; roles != 0; roles &= roles - 1 {
			role := bits.TrailingZeros64(roles)
			s.ends[role] = max(s.ends[role], end)
		}
	}
	return found
}

// phraseEnd is where the phrase ends that begins at i, or 0. No word of an
// alphabet runs across its end.
func (s *sweep) phraseEnd(i int, low []rune) int {
	if i < 0 || len(s.cells)-i < len(low) || s.cells[i].low != low[0] {
		return 0
	}
	for _, r := range low {
		if s.at(i).low != r {
			return 0
		}
		i++
		for r == ' ' && s.at(i).is(spaceCell) {
			i++
		}
	}
	if last := s.at(i - 1).kind; last&(letterCell|denseCell) == letterCell && s.at(i).kind&(letterCell|denseCell) == letterCell {
		return 0
	}
	return i
}

// roleAt is where the longest phrase of one role ends that begins at i, or 0.
func (s *sweep) roleAt(i int, want role) int {
	if s.lookup(i) {
		return s.ends[want]
	}
	return 0
}
