package replies

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"time"

	"switchyard/internal/suggest/library"
	"switchyard/internal/suggest/slots"
)

// word makes one up out of syllables: the vocabulary of a made-up desk.
func word(random *rand.Rand, syllables int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for range syllables {
		b.WriteByte(consonants[random.IntN(len(consonants))])
		b.WriteByte(vowels[random.IntN(len(vowels))])
	}
	return b.String()
}

// prose is n words, the frequent ones more often (Zipf 1949).
func prose(zipf *rand.Zipf, words []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(words[zipf.Uint64()])
		b.WriteByte(' ')
	}
	return b.String()
}

// Latency fills a library with made-up tickets and replies, each another, and
// says how long each query took on one core, and how many bytes the library has.
func Latency(ctx context.Context, replies, queries int) (took []time.Duration, heap int, err error) {
	random := rand.New(rand.NewPCG(11, 1))
	words := make([]string, 30_000)
	for i := range words {
		words[i] = word(random, 2+random.IntN(3))
	}
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(words)-1))
	before := inUse()
	l, err := library.New(library.DefaultModel())
	if err != nil {
		return nil, 0, err
	}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range replies {
		if i%1000 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		l.Add(library.Entry{ID: strconv.Itoa(i), Kind: library.Reply, Source: strconv.Itoa(i), Ticket: prose(zipf, words, 60), Text: prose(zipf, words, 70), Language: "en", At: at})
	}
	l.Settle()
	heap = inUse() - before
	desk, err := library.NewDesk()
	if err != nil {
		return nil, 0, err
	}
	for range queries {
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		q := library.Query{Title: prose(zipf, words, 6), Body: prose(zipf, words, 60), Language: "en", At: at, Limit: 20}
		start := time.Now()
		l.Find(desk, &q)
		took = append(took, time.Since(start))
	}
	return took, heap, nil
}

// inUse is the heap after a collection, in bytes.
func inUse() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc) //nolint:gosec // below 2^63
}

// Leaks plants personal data of every kind in replies, cleans them as the desk
// does, and counts the planted texts that can be found in what would be shown.
func Leaks(n int) (leaks, looked int, err error) {
	random := rand.New(rand.NewPCG(5, 5))
	v := slots.NewVocabulary()
	l, err := library.New(library.DefaultModel())
	if err != nil {
		return 0, 0, err
	}
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	planted, group, owner := make([][]string, n), make([]string, n), map[string]int{} // whose words a template holds
	for i := range n {
		name, family := strings.ToUpper(word(random, 1)[:1])+word(random, 3), strings.ToUpper(word(random, 1)[:1])+word(random, 3)
		agent := strings.ToUpper(word(random, 1)[:1]) + word(random, 4)
		mail := word(random, 3) + "." + word(random, 3) + "@" + word(random, 3) + ".example"
		order := fmt.Sprintf("%s-%07d", strings.ToUpper(word(random, 1)), random.IntN(1e7))
		phone := fmt.Sprintf("+49 30 %07d", 1e6+random.IntN(9e6-1))
		amount := fmt.Sprintf("€%d.%02d", 10+random.IntN(9000), random.IntN(100))
		secret := word(random, 6) // a word that only this ticket has
		planted[i] = []string{name, family, agent, mail, order, phone, amount, secret}
		reply := fmt.Sprintf(pick(
			"Hello %[1]s,\n\nyour order %[5]s was sent today, and %[7]s goes back to your card. We called %[6]s and wrote to %[4]s about the %[8]s.\n\nKind regards\n%[3]s",
			"Dear %[1]s %[2]s,\n\nthank you for your patience. We have changed the address of %[4]s and will ring %[6]s once %[5]s is there. The %[8]s costs %[7]s.\n\nBest wishes\n%[3]s",
			"Hi %[1]s, this is %[3]s. I have looked at %[5]s: the %[8]s is on its way to %[2]s. Answer to %[4]s or %[6]s; the price is %[7]s."),
			name, family, agent, mail, order, phone, amount, secret)
		people := slots.People{Customer: name + " " + family, Addresses: []string{mail}, Agents: []string{agent}}
		written := "My order " + order + " for " + amount + " has not come. " + name + " " + family
		text, ticket := slots.Clean(reply, written, people), slots.Hide(written, people)
		v.Add(text+"\n"+ticket, uint64(i)<<1)
		group[i] = l.Add(library.Entry{ID: strconv.Itoa(i), Kind: library.Reply, Source: strconv.Itoa(i), Ticket: ticket, Text: text, Language: "en"})
		if _, known := owner[group[i]]; !known {
			owner[group[i]] = i
		}
	}
	desk, err := library.NewDesk()
	if err != nil {
		return 0, 0, err
	}
	look := func(text string, owners ...int) {
		masked, _, _ := v.Mask(text)
		looked++
		for _, i := range owners {
			leaks += found(masked, planted[i])
		}
	}
	for _, ask := range []string{"My order has not come", "order sent card called", "address changed patience", "the price and the way"} {
		for _, m := range l.Find(desk, &library.Query{Body: ask, Language: "en", Limit: 100}) {
			look(m.Text, owner[m.Group])
		}
	}
	for i := range n { // and every template as it would be shown, to the one it comes from and the one who joined it
		text, _ := l.Text(strconv.Itoa(i))
		look(text, owner[group[i]], i)
	}
	return leaks, looked, nil
}

// found counts the planted texts in one.
func found(s string, planted []string) int {
	n := 0
	for _, p := range planted {
		if strings.Contains(strings.ToLower(s), strings.ToLower(p)) {
			n++
		}
	}
	return n
}
