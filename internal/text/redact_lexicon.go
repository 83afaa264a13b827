package text

import (
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

// phrase is one entry, in the letters of cell.low.
type phrase struct {
	low  []rune
	role role
}

// lexicon finds phrases by their first two letters.
var lexicon = sync.OnceValue(func() map[uint64][]phrase {
	index := make(map[uint64][]phrase)
	for kind, list := range redactPhrases {
		for _, text := range list {
			low := lowOf(text)
			second := rune(0)
			if len(low) > 1 {
				second = low[1]
			}
			key := phraseKey(low[0], second)
			index[key] = append(index[key], phrase{low, role(kind)})
		}
	}
	return index
})

func phraseKey(a, b rune) uint64 { return uint64(uint32(a))<<32 | uint64(uint32(b)) }

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
	first := s.at(i).low
	index := lexicon()
	two, one := index[phraseKey(first, s.at(i+1).low)], index[phraseKey(first, 0)]
	any := false
	for _, list := range [2][]phrase{two, one} {
		for _, p := range list {
			end := s.phraseEnd(i, p.low)
			if end == 0 {
				continue
			}
			if !any {
				any = true
				s.ends = [roleCount]int{}
			}
			s.ends[p.role] = max(s.ends[p.role], end)
		}
	}
	return any
}

// phraseEnd is where the phrase ends that begins at i, or 0. No word of an
// alphabet runs across its end.
func (s *sweep) phraseEnd(i int, low []rune) int {
	for _, r := range low {
		c := s.at(i)
		if c.low != r {
			return 0
		}
		i++
		for r == ' ' && s.at(i).is(spaceCell) {
			i++
		}
	}
	last, next := s.at(i-1), s.at(i)
	if i > len(s.cells) || last.is(letterCell) && !last.is(denseCell) && next.is(letterCell) && !next.is(denseCell) {
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
