package library

import (
	"math"
	"slices"
	"strings"
	"time"
	"unique"

	"switchyard/internal/suggest/retrieve"
)

// Library answers queries from memory. Add, Remove and Feedback change it; none
// of its methods may run beside one that changes it, and Find of one Reader is
// not for two goroutines.
type Library struct {
	model   Model
	reader  *retrieve.Reader
	asked   *retrieve.Index // tickets
	said    *retrieve.Index // texts of candidates
	askedOf []int32         // candidate of each ticket
	saidOf  []int32         // candidate of each text
	shapes  []retrieve.Sketch
	tickets []string // texts of asked
	common  *rarities

	candidates []candidate
	named      map[string]int32   // candidate by Group
	alike      *twins             // candidates by what is nearly the same
	entries    map[string]place   // by ID
	macros     map[string][]int32 // by category
	latest     []remembered       // a ring of tickets, for Settle
	next       int                // place in latest
	shown, hit float64            // of all feedback
	kept, held float64            // of all verdicts
}

// place is where the parts of an entry are, -1 for none.
type place struct {
	candidate, asked int32
	verdict          Verdict
}

type candidate struct {
	Group, Title, Text, Language, Category string
	Kind                                   Kind
	entries                                []string // their Sources; a ring of the last 50
	support                                int
	last                                   time.Time
	// Its text and its ticket in the indexes, -1 for none, and the words of all of
	// them where there are several: most have one, whose words are read again.
	said, asked                 int32
	words, tickets              []retrieve.Term
	given                       int // how many tickets are in tickets
	common                      float64
	shown, accepted, kept, held float64
}

// maxRunes is how much of a text is read.
const maxRunes = 4000

// New makes an empty library that ranks by a model.
func New(model Model) (*Library, error) {
	reader, err := retrieve.NewReader(maxRunes)
	if err != nil {
		return nil, err
	}
	return &Library{
		model: model, reader: reader, asked: retrieve.NewIndex(retrieve.DefaultBM25()), said: retrieve.NewIndex(retrieve.DefaultBM25()),
		common: newRarities(), named: map[string]int32{}, alike: newTwins(), entries: map[string]place{}, macros: map[string][]int32{},
	}, nil
}

// Len is how many entries there are.
func (l *Library) Len() int { return len(l.entries) }

// Add takes in an entry, in place of one of the same ID. One without a text and
// a title is left out. It gives the name of the candidate that it became part of,
// empty for none.
func (l *Library) Add(e Entry) string {
	l.Remove(e.ID)
	if e.Source == e.ID {
		e.Source = e.ID // one string in memory, not two
	}
	if strings.TrimSpace(e.Text) == "" && strings.TrimSpace(e.Title) == "" {
		return ""
	}
	at, fresh := l.candidateOf(&e)
	c := &l.candidates[at]
	p := place{candidate: int32(at), asked: -1, verdict: e.Held}
	if fresh || e.Group != "" {
		words := spoken(l.reader, e.Title, e.Text)
		doc := int32(l.said.Add(words))
		l.saidOf = append(l.saidOf, int32(at))
		if c.said < 0 {
			c.said = doc
		} else {
			c.words = retrieve.Join(l.wordsOf(l.reader, c), words)
		}
		l.common.add(l.reader.Grams(e.Title + "\n" + e.Text))
	}
	if strings.TrimSpace(e.Ticket) != "" {
		words := l.reader.Words(e.Ticket, 1)
		p.asked = int32(l.asked.Add(words))
		l.Remember(e.Ticket, c.Group)
		if c.asked < 0 {
			c.asked, c.given = p.asked, 1
		} else if c.given < mostTickets {
			c.given++
			c.tickets = retrieve.Join(l.ticketsOf(l.reader, c), words)
		}
		l.askedOf, l.tickets = append(l.askedOf, int32(at)), append(l.tickets, e.Ticket)
		grams := l.reader.Grams(e.Ticket)
		l.common.add(grams)
		l.shapes = append(l.shapes, retrieve.NewSketch(grams, l.common.rarity))
	}
	if c.support++; e.At.After(c.last) {
		c.last = e.At
	}
	if c.entries = append(c.entries, e.Source); len(c.entries) > mostSources {
		c.entries = slices.Delete(c.entries, 0, 1)
	}
	l.judge(c, e.Held, 1)
	l.entries[e.ID] = p
	return c.Group
}

// spoken are the words of a candidate's text.
func spoken(r *retrieve.Reader, title, text string) []retrieve.Term {
	return retrieve.Join(r.Words(title, 3), r.Words(text, 1))
}

// wordsOf are the words of a candidate's texts.
func (l *Library) wordsOf(r *retrieve.Reader, c *candidate) []retrieve.Term {
	if c.words != nil {
		return c.words
	}
	return spoken(r, c.Title, c.Text)
}

// ticketsOf are the words of the tickets that it was given to, none where it was
// given to none.
func (l *Library) ticketsOf(r *retrieve.Reader, c *candidate) []retrieve.Term {
	if c.tickets != nil || c.asked < 0 {
		return c.tickets
	}
	return r.Words(l.tickets[c.asked], 1)
}

// mostTickets bounds how many tickets of a candidate are read as one text.
const mostTickets = 100

// mostSources bounds what a candidate remembers of where it comes from.
const mostSources = 50

func (l *Library) judge(c *candidate, v Verdict, sign float64) {
	if v == Unknown {
		return
	}
	c.kept += sign
	l.kept += sign
	if v == Solved {
		c.held += sign
		l.held += sign
	}
}

// candidateOf finds or makes the candidate that an entry belongs to.
func (l *Library) candidateOf(e *Entry) (at int, fresh bool) {
	var set []uint64
	if e.Group != "" {
		if at, found := l.named[e.Group]; found {
			return int(at), false
		}
	} else if e.Kind == Reply {
		set = shingles(e.Text, e.Language)
		best := nearness
		at = -1
		for _, c := range l.alike.near(set) {
			if j := jaccard(set, shingles(l.candidates[c].Text, l.candidates[c].Language)); j > best || j == best && at < 0 {
				best, at = j, int(c)
			}
		}
		if at >= 0 {
			return at, false
		}
	}
	at = len(l.candidates)
	group := e.Group
	if group == "" {
		group = string(e.Kind) + " " + e.ID
	}
	l.candidates = append(l.candidates, candidate{Group: group, Title: e.Title, Text: e.Text, Language: unique.Make(e.Language).Value(), Category: unique.Make(e.Category).Value(), Kind: e.Kind, said: -1, asked: -1})
	l.named[group] = int32(at)
	if e.Group == "" && e.Kind == Reply {
		l.alike.put(set, int32(at))
	}
	if e.Kind == Macro {
		l.macros[e.Category] = append(l.macros[e.Category], int32(at))
	}
	return at, true
}

// Remove forgets an entry; an ID that is none is let be. The text of a template
// goes with the last entry that it stands for.
func (l *Library) Remove(id string) {
	p, found := l.entries[id]
	if !found {
		return
	}
	delete(l.entries, id)
	c := &l.candidates[p.candidate]
	if p.asked >= 0 {
		l.asked.Remove(int(p.asked), l.reader.Words(l.tickets[p.asked], 1))
		l.shapes[p.asked], l.tickets[p.asked] = retrieve.Sketch{}, ""
	}
	l.judge(c, p.verdict, -1)
	if c.support--; c.support > 0 {
		return
	}
	if c.words == nil {
		l.said.Remove(int(c.said), spoken(l.reader, c.Title, c.Text))
	} else {
		for doc, at := range l.saidOf {
			if at == p.candidate {
				l.said.Remove(doc, c.words)
			}
		}
	}
	delete(l.named, c.Group)
	if c.Kind == Reply {
		l.alike.drop(shingles(c.Text, c.Language), p.candidate)
	}
	if c.Kind == Macro {
		l.macros[c.Category] = slices.DeleteFunc(l.macros[c.Category], func(at int32) bool { return at == p.candidate })
	}
	l.candidates[p.candidate] = candidate{Kind: c.Kind, said: -1, asked: -1}
}

// Feedback notes that a candidate was shown, and how far it was used: 1 where it
// was sent as it was, 0 where it was not, and between where it was edited.
func (l *Library) Feedback(group string, used float64) {
	at, found := l.named[group]
	if !found || math.IsNaN(used) {
		return
	}
	used = min(1, max(0, used))
	c := &l.candidates[at]
	c.shown++
	c.accepted += used
	l.shown++
	l.hit += used
}

// strength is how many observations the mean of all counts for (empirical Bayes).
const strength = 8

func shrunk(good, all, allGood, allAll float64) float64 {
	mean := (allGood + 1) / (allAll + 2)
	return (good + strength*mean) / (all + strength)
}

// Text is the template that an entry became part of, and whether there is one.
func (l *Library) Text(id string) (string, bool) {
	p, found := l.entries[id]
	if !found {
		return "", false
	}
	return l.candidates[p.candidate].Text, true
}
