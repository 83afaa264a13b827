package models

import (
	"cmp"
	"slices"
	"strings"

	"switchyard/internal/text"
)

// Phrases of at most so many words or characters count as one.
const (
	maxPhraseWords      = 3
	maxPhraseCharacters = 6
	// phraseShare is the least weight, relative to the phrase's best part, of
	// a neighbour that joins it.
	phraseShare = .3
)

// Top gives at most n words and phrases that speak for the answer, the
// strongest first.
func (e *Explanation) Top(n int) []Part { return e.phrases(n, 1) }

// Against gives at most n words and phrases that speak against the answer, the
// strongest first.
func (e *Explanation) Against(n int) []Part { return e.phrases(n, -1) }

func (e *Explanation) phrases(n int, sign float64) []Part {
	order := make([]int, len(e.Parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sign*e.Parts[b].Weight, sign*e.Parts[a].Weight) })
	taken := make([]bool, len(e.Parts))
	var phrases []Part
	for _, i := range order {
		if sign*e.Parts[i].Weight <= 0 {
			break
		}
		if !taken[i] {
			phrases = append(phrases, e.phrase(i, taken, sign))
		}
	}
	slices.SortStableFunc(phrases, func(a, b Part) int { return cmp.Compare(sign*b.Weight, sign*a.Weight) })
	return phrases[:min(n, len(phrases))]
}

// phrase grows a part to both sides, the heavier first, and takes its parts.
func (e *Explanation) phrase(best int, taken []bool, sign float64) Part {
	taken[best] = true
	longest := maxPhraseWords
	if e.kinds[best] == text.CharacterUnit {
		longest = maxPhraseCharacters
	}
	phrase := e.Parts[best]
	least := sign * phrase.Weight * phraseShare
	joins := func(i, neighbour int) bool {
		if i < 0 || i >= len(e.Parts) || taken[i] || e.kinds[i] != e.kinds[best] || sign*e.Parts[i].Weight < least {
			return false
		}
		between := e.text[min(e.Parts[i].End, e.Parts[neighbour].End):max(e.Parts[i].Start, e.Parts[neighbour].Start)]
		return strings.TrimSpace(between) == "" && !strings.Contains(between, "\n") // the subject ends in one
	}
	for left, right := best, best; right-left+1 < longest; {
		before, after := joins(left-1, left), joins(right+1, right)
		switch {
		case before && (!after || sign*e.Parts[left-1].Weight >= sign*e.Parts[right+1].Weight):
			left--
			taken[left] = true
			phrase.Start, phrase.Weight = e.Parts[left].Start, phrase.Weight+e.Parts[left].Weight
		case after:
			right++
			taken[right] = true
			phrase.End, phrase.Weight = e.Parts[right].End, phrase.Weight+e.Parts[right].Weight
		default:
			return phrase
		}
	}
	return phrase
}
