package text

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Slot names a kind of personal data. In a redacted text it stands in double
// braces: "{{email}}".
type Slot string

// The slots that Redact fills.
const (
	SlotEmail   Slot = "email"
	SlotPhone   Slot = "phone"
	SlotCard    Slot = "card"    // payment card: 13 to 19 digits that pass the Luhn check
	SlotIBAN    Slot = "iban"    // ISO 13616: length of its country, remainder 1 modulo 97
	SlotURL     Slot = "url"     // with a scheme, "www." or a path
	SlotIP      Slot = "ip"      // version 4 or 6
	SlotID      Slot = "id"      // number of an order, a ticket, a parcel, a person; key or token
	SlotAmount  Slot = "amount"  // number with a currency
	SlotDate    Slot = "date"    // day of a month, with or without a year
	SlotName    Slot = "name"    // of a person
	SlotAddress Slot = "address" // street with house number, postcode with town
)

var slots = []Slot{SlotEmail, SlotPhone, SlotCard, SlotIBAN, SlotURL, SlotIP, SlotID, SlotAmount, SlotDate, SlotName, SlotAddress}

// Slots lists every slot.
func Slots() []Slot { return slices.Clone(slots) }

// ParseSlot reads the name of a slot, as in a list of slots to keep.
func ParseSlot(name string) (Slot, error) {
	if s := Slot(name); slices.Contains(slots, s) {
		return s, nil
	}
	return "", fmt.Errorf("slot %q is unknown: use one of %v", name, slots)
}

// mark is what stands in a redacted text.
func (s Slot) mark() string { return "{{" + string(s) + "}}" }

// RedactOptions say what the caller knows and wants.
type RedactOptions struct {
	// Keep lists slots that stay readable, say SlotAmount and SlotDate. What is
	// kept also protects itself: a price is not taken for a telephone number.
	// Personal data of another slot that overlaps it is replaced all the same.
	Keep []Slot
	// Names are people that the ticket's record knows, requester and agent, each
	// as one string. Every part of two or more letters is replaced wherever it
	// stands as a word, whatever its case, accents and common endings. Particles
	// ("van", "de") go only with the whole name, and a part that is also an
	// ordinary word ("Will", "May") only where it is capitalised.
	Names []string
}

// Span is one replaced stretch: bytes Start to End of the text as given.
type Span struct {
	Start, End int
	Slot       Slot
}

// Redaction is a redacted text with what was replaced, in order and without
// overlap. Text is the original with each span replaced by its slot's mark.
type Redaction struct {
	Text  string
	Spans []Span
}

// redactPasses bounds how often the rules are applied: a replaced stretch can
// uncover its neighbour. Mail settles in two.
const redactPasses = 8

// Redact replaces personal data by typed slots, in any language and script.
// Digits of every script count as digits, invisible characters and typographic
// variants as what they look like. It errs on the side of replacing: a number
// of five digits or more, or a code that mixes letters and digits, stays only
// where it is visibly a quantity, version, port or product.
//
// Redact is deterministic and idempotent: slots already in a text stay as they
// are, and redacting its own result with the same options replaces nothing. It
// takes any bytes, in time linear in the text, and is safe for concurrent use.
// Text built to keep changing from pass to pass becomes one {{id}}. A text is
// at most 2 GiB.
func Redact(s string, o RedactOptions) Redaction {
	sweep, _ := sweeps.Get().(*sweep)
	defer sweeps.Put(sweep)
	sweep.begin(s, o)
	for pass := 0; sweep.pass(); pass++ {
		if pass == redactPasses {
			return Redaction{Text: SlotID.mark(), Spans: []Span{{Start: 0, End: len(s), Slot: SlotID}}}
		}
	}
	if len(sweep.spans) == 0 {
		return Redaction{Text: s}
	}
	slices.SortFunc(sweep.spans, func(a, b Span) int { return a.Start - b.Start })
	var out strings.Builder
	out.Grow(len(s))
	at := 0
	for _, span := range sweep.spans {
		out.WriteString(s[at:span.Start])
		out.WriteString(span.Slot.mark())
		at = span.End
	}
	out.WriteString(s[at:])
	return Redaction{Text: out.String(), Spans: slices.Clone(sweep.spans)}
}

// sweeps holds the working memory of one redaction each.
var sweeps = sync.Pool{New: func() any { return new(sweep) }}
