package text

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// reply is a composed text with what was planted into it.
type reply struct {
	text    string
	planted []planting
	names   []string // that the ticket knows
}

type planting struct {
	literal string
	slot    Slot
}

// compose writes one reply: greeting, sentences with planted things in any
// order, closing and name.
func (p plant) compose() reply {
	l := letters[p.IntN(len(letters))]
	var r reply
	person := func(pattern string, first bool) string {
		name := p.pick(l.people...)
		if first {
			if parts := strings.Fields(name); len(parts) > 1 {
				name = parts[0]
				if l.language == "ja" {
					name = parts[1]
				}
			}
		}
		r.planted = append(r.planted, planting{name, SlotName})
		return fmt.Sprintf(pattern, name)
	}
	var body []string
	kinds := slices.Sorted(maps.Keys(l.carriers))
	for range 1 + p.IntN(4) {
		kind := kinds[p.IntN(len(kinds))]
		literal := p.literal(kind)
		r.planted = append(r.planted, planting{literal, kind})
		body = append(body, fmt.Sprintf(p.pick(l.carriers[kind]...), p.dress(literal)))
	}
	for range p.IntN(3) {
		body = append(body, p.pick(l.plain...))
	}
	switch p.IntN(4) {
	case 0:
		body = append(body, person(p.pick(l.intros...), false))
	case 1:
		known := p.pick(l.people...)
		r.names = append(r.names, known)
		r.planted = append(r.planted, planting{known, SlotName})
		body = append(body, fmt.Sprintf(p.pick(l.mentions...), known))
	}
	p.Shuffle(len(body), func(i, j int) { body[i], body[j] = body[j], body[i] })
	var parts []string
	if p.IntN(5) > 0 {
		if p.IntN(2) == 0 {
			parts = append(parts, person(p.pick(l.greetings...), false))
		} else {
			parts = append(parts, person(p.pick(l.given...), true))
		}
	}
	parts = append(parts, strings.Join(body, p.pick(" ", "\n", "\n\n", "\r\n")))
	if p.IntN(5) > 0 {
		parts = append(parts, person(p.pick(l.closings...), p.IntN(3) == 0))
	}
	r.text = strings.Join(parts, p.pick("\n", "\n\n", "\r\n"))
	return r
}

func (p plant) literal(kind Slot) string {
	switch kind {
	case SlotEmail:
		return p.email()
	case SlotURL:
		return p.url()
	case SlotPhone:
		return p.disguise(p.phone())
	case SlotCard:
		return p.disguise(p.card())
	case SlotIBAN:
		return p.disguise(p.iban())
	}
	return p.disguise(p.id())
}

// digitsIn are the digits of a text, of any script, as ASCII.
func digitsIn(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0' + digitOf(r)
		}
		return -1
	}, s)
}

// wordsIn are the words of two letters or more, folded by case only.
func wordsIn(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }),
		func(w string) bool { return len([]rune(w)) < 2 })
}

// links stand between the parts of a name and are words of their language.
var links = []string{"van", "der", "de", "del", "ten", "von", "le", "la", "dos", "da", "in", "dell", "بن"}

// leak tells what of a planting can still be read, or "".
func leak(p planting, out string) string {
	if strings.Contains(out, p.literal) {
		return p.literal
	}
	if p.slot == SlotName {
		left := wordsIn(out)
		for _, part := range wordsIn(p.literal) {
			if slices.Contains(links, part) {
				continue
			}
			if slices.Contains(left, part) || []rune(part)[0] > 0x2E80 && strings.Contains(out, part) {
				return part
			}
		}
		return ""
	}
	digits, left := digitsIn(p.literal), digitsIn(out)
	if len(digits) >= 5 && strings.Contains(left, digits) {
		return digits
	}
	for i := 0; i+6 <= len(digits); i++ { // nor a part of a long number
		if part := digits[i : i+6]; strings.Trim(part, part[:1]) != "" && strings.Contains(left, part) {
			return part
		}
	}
	if p.slot == SlotEmail || p.slot == SlotURL {
		for _, part := range wordsIn(p.literal) {
			if len(part) > 5 && part != "https" && part != "mailto" && slices.Contains(wordsIn(out), part) {
				return part
			}
		}
	}
	return ""
}

const leakReplies = 10_000

func TestRedactLeaksNothing(t *testing.T) {
	p := plant{rand.New(rand.NewPCG(20, 26))}
	leaks := map[Slot]int{}
	total := map[Slot]int{}
	for n := range leakReplies {
		r := p.compose()
		got := Redact(r.text, RedactOptions{Names: r.names})
		for _, planted := range r.planted {
			total[planted.slot]++
			if part := leak(planted, got.Text); part != "" {
				if leaks[planted.slot]++; leaks[planted.slot] <= 25 {
					t.Errorf("reply %d: %s %q leaks %q:\n%s\n--- from\n%s", n, planted.slot, planted.literal, part, got.Text, r.text)
				}
			}
		}
		checkRedacted(t, r.text, RedactOptions{Names: r.names}, got)
	}
	t.Logf("planted %v, leaked %v", total, leaks)
}
