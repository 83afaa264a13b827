package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// The kinds of ticket that are copied.
const (
	single = iota // of 8 words or more, and nothing else in the window has half of its words
	any8          // of 8 words or more
	brief8        // of fewer
	kinds
)

// plantation is a window of tickets and the copies that are sent after them.
type plantation struct {
	window []string // as they are sent
	copies []planting
}

// planting is a copy of a ticket of the window.
type planting struct {
	text string
	of   int
	kind int
}

// plant dresses texts as mails and makes copies of some: with another greeting,
// another signature, a quoted answer or none, another number and one typing
// error.
func plant(texts []string, size, copies int) (*plantation, error) {
	random := rand.New(rand.NewPCG(11, 13))
	texts = slices.Clone(texts)
	random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	texts = texts[:min(len(texts), size)]
	mails := make([]mail, len(texts))
	p := &plantation{}
	for i, t := range texts {
		mails[i] = newMail(random, t)
		p.window = append(p.window, mails[i].write(random))
	}
	words := wordSets(texts)
	lonely := newTwins(words)
	late := len(texts) / 8 // the oldest leave while the copies come
	var of [kinds]int
	for _, i := range random.Perm(len(texts) - late) {
		i += late
		kind, most := single, copies
		switch long := len(strings.Fields(texts[i])) >= 8; {
		case !long:
			kind, most = brief8, copies/3
		case of[any8] < copies/3:
			kind, most = any8, copies/3
		case lonely.has(i):
			continue
		}
		if of[kind] < most {
			of[kind]++
			copied := mails[i].retyped(random)
			p.copies = append(p.copies, planting{copied.write(random), i, kind})
		}
		if of[single] == copies && of[any8] == copies/3 && of[brief8] == copies/3 {
			break
		}
	}
	if of[single] == 0 || of[any8] == 0 {
		return nil, fmt.Errorf("none of %d texts can be copied", len(texts))
	}
	random.Shuffle(len(p.copies), func(i, j int) { p.copies[i], p.copies[j] = p.copies[j], p.copies[i] })
	return p, nil
}

// mail is a ticket without what differs from copy to copy.
type mail struct{ subject, body, number string }

func newMail(random *rand.Rand, t string) mail {
	subject, body, _ := strings.Cut(t, "\n")
	return mail{subject, body, oneOf(random, " Order %06d-%02d.", " (ref %06d-%02d)", " Invoice no. %06d-%02d", "", "")}
}

func (m mail) write(random *rand.Rand) string {
	body := m.body
	if m.number != "" {
		body += fmt.Sprintf(m.number, random.IntN(1e6), random.IntN(100))
	}
	body = oneOf(random, "Hello,", "Hi there,", "Dear support team,", "Good morning,", "Guten Tag,", "Sehr geehrte Damen und Herren,", "Bonjour,", "Hola,", "") + "\n\n" + body + "\n\n" +
		oneOf(random, "Best regards,\nAnna Schmidt", "Thanks\nJohn", "-- \nMaria Lopez\nACME Corp\n+49 30 1234567", "Mit freundlichen Grüßen\nKarl Weber", "Cordialement,\nLuc", "")
	if random.IntN(2) == 0 {
		body += "\n\nOn Mon, Mar 3, 2025 at 9:14 AM Support <help@example.org> wrote:\n> Thank you for your message.\n> We will be back soon."
	}
	return m.subject + "\n" + body
}

// retyped has two letters of a longer word the wrong way round.
func (m mail) retyped(random *rand.Rand) mail {
	words := strings.Fields(m.body)
	var long []string
	for _, w := range words {
		if len([]rune(w)) > 4 {
			long = append(long, w)
		}
	}
	if len(long) > 0 {
		word := long[random.IntN(len(long))]
		letters := []rune(word)
		i := 1 + random.IntN(len(letters)-2)
		letters[i], letters[i+1] = letters[i+1], letters[i]
		m.body = strings.Replace(m.body, word, string(letters), 1)
	}
	return m
}

func oneOf(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

// wordSets are the different words of texts as numbers, the rarest ones least.
func wordSets(texts []string) [][]int {
	frequency := map[string]int{}
	split := make([][]string, len(texts))
	for i, t := range texts {
		split[i] = slices.Compact(slices.Sorted(slices.Values(strings.Fields(strings.ToLower(t)))))
		for _, w := range split[i] {
			frequency[w]++
		}
	}
	all := make([]string, 0, len(frequency))
	for w := range frequency {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(frequency[a], frequency[b]), cmp.Compare(a, b)) })
	number := make(map[string]int, len(all))
	for i, w := range all {
		number[w] = i
	}
	sets := make([][]int, len(texts))
	for i, words := range split {
		for _, w := range words {
			sets[i] = append(sets[i], number[w])
		}
		slices.Sort(sets[i])
	}
	return sets
}

// twins finds texts of which another has half of the words, and few others.
type twins struct {
	sets [][]int
	with map[int][]int // texts that have a word
}

func newTwins(sets [][]int) *twins {
	t := &twins{sets, map[int][]int{}}
	for i, set := range sets {
		for _, w := range rarest(set) {
			t.with[w] = append(t.with[w], i)
		}
	}
	return t
}

// rarest are so many of the words that two sets of which half is common share
// one of them.
func rarest(set []int) []int { return set[:min(len(set), len(set)-(len(set)+1)/2+1)] }

// has says whether the words of another text and those of this one have half of
// what they have together in common.
func (t *twins) has(i int) bool {
	x := t.sets[i]
	for _, w := range rarest(x) {
		for _, other := range t.with[w] {
			if other == i {
				continue
			}
			y, both := t.sets[other], 0
			for a, b := 0, 0; a < len(x) && b < len(y); {
				switch c := cmp.Compare(x[a], y[b]); {
				case c == 0:
					a, b, both = a+1, b+1, both+1
				case c < 0:
					a++
				default:
					b++
				}
			}
			if 2*both >= len(x)+len(y)-both {
				return true
			}
		}
	}
	return false
}
