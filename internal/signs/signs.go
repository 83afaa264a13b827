package signs

import (
	"cmp"
	"math"
	"slices"

	"switchyard/internal/lexicon"
)

// Kind is a kind of visible sign of anger, or of its absence.
type Kind uint8

// The kinds of signs. Those from Repeating to FriendlyEmoji are phrases and
// emoji of the lexicon; the first three are read off the shape of the text.
const (
	Shouting      Kind = iota // words in capitals that are no names or acronyms
	Stretching                // letters drawn out: "sooooo"
	Exclaiming                // "!!!", "?!?"
	Repeating                 // contact repeated without a solution
	Leaving                   // a threat to leave; a plain cancellation is none
	Legal                     // lawyers, courts, regulators, chargebacks
	Public                    // reviews, press, social media
	Profanity                 // strong language, masked words ("f***") too
	Curse                     // milder oaths: "damn", "verdammt"
	Insult                    // contempt for people or their work
	Outrage                   // anger in its own words: "furious", "fed up"
	Sarcasm                   // mock praise that is hard to mistake
	Calm                      // please, greetings, closings
	Warm                      // thanks, praise, good wishes
	AngryEmoji                // 😡 🤬 👎
	FriendlyEmoji             // 🙂 🙏 ❤
	kinds
)

var kindNames = [kinds]string{
	"shouting", "stretching", "exclaiming", "repeat", "leave", "legal", "public", "profanity", "curse",
	"insult", "outrage", "sarcasm", "calm", "warm", "angry_emoji", "friendly_emoji",
}

// String is the name of the kind, as Names and the lexicon write it.
func (k Kind) String() string {
	if k < kinds {
		return kindNames[k]
	}
	return "none"
}

// angry says that a sign of this kind speaks for anger.
func (k Kind) angry() bool { return k < Calm || k == AngryEmoji }

// loud says that a single word of this kind in capitals is shouted. Those of
// law and press hold acronyms.
func (k Kind) loud() bool { return k.angry() && k < kinds && k != Legal && k != Public }

// Sign is one sign, and the bytes [Start, End) of the text where it stands.
type Sign struct {
	Kind       Kind
	Start, End int
}

// Signs are the visible signs of a text.
type Signs struct {
	// Spans are the signs by their place in the text. Phrases and emoji do not
	// overlap one another; the signs of shape may overlap them.
	Spans []Sign
	// Cased is how many words are written in a script with capitals, and
	// Shouted how many of them are shouted. Shouted is 0 in a text wholly in
	// capitals, which is one sign and no matter of degree.
	Cased, Shouted int
	// AllCapitals says that no letter is small.
	AllCapitals bool
}

// Read finds the visible signs of anger and of calm in a text, as
// models.Text prepares it, in whichever of the lexicon's languages it is
// written. Letter case, accents, full-width forms and zero-width characters
// hide nothing. Its time is linear in the text, and it is safe for use by many
// goroutines.
func Read(text string) Signs {
	folded := lexicon.Fold(text)
	defer folded.Release()
	reader := reader{text: text, symbols: folded.Symbols, phrases: phrases()}
	reader.readPhrases()
	reader.readCapitals()
	slices.SortFunc(reader.found.Spans, func(a, b Sign) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, int(a.Kind)-int(b.Kind))
	})
	return reader.found
}

// Count is how many signs of this kind there are.
func (s Signs) Count(kind Kind) int {
	n := 0
	for _, span := range s.Spans {
		if span.Kind == kind {
			n++
		}
	}
	return n
}

// manySigns is the count from which more signs of a kind say no more.
const manySigns = 7

// Names are the names of the features of Values, in their order:
// "shouted_share", "all_capitals", then the kinds.
func Names() []string {
	return append([]string{"shouted_share", "all_capitals"}, kindNames[:]...)
}

// Values are features for a model, each in [0, 1], in the order of
// Names: the share of words shouted, 1 for a text wholly in capitals,
// and for each kind log2(1 + count) / 3, with 7 for any count above it.
func (s Signs) Values() []float64 {
	values := make([]float64, 2+kinds)
	if s.Cased > 0 {
		values[0] = float64(s.Shouted) / float64(s.Cased)
	}
	if s.AllCapitals {
		values[1] = 1
	}
	var counts [kinds]int
	for _, span := range s.Spans {
		counts[span.Kind]++
	}
	for kind, n := range counts {
		values[2+kind] = math.Log2(1+float64(min(n, manySigns))) / math.Log2(1+manySigns)
	}
	return values
}
