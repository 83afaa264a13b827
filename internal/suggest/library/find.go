package library

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/internal/suggest/retrieve"
)

// How many are looked at.
const (
	deep       = 150 // hits of each index
	considered = 100 // candidates that are ranked
	mostTerms  = 96  // of the query, the rarest
	compared   = 75  // tickets that are compared by their n-grams
	halfLife   = 90 * 24 * time.Hour
)

// Desk is the working memory of one who asks. It keeps scratch space: use one per
// goroutine.
type Desk struct {
	reader *retrieve.Reader
	asked  retrieve.Scratch
	said   retrieve.Scratch
}

// NewDesk makes working memory.
func NewDesk() (*Desk, error) {
	reader, err := retrieve.NewReader(maxRunes)
	return &Desk{reader: reader}, err
}

// Find ranks the candidates for a query, best first. Any number may find at the
// same time, each with a Desk of their own.
func (l *Library) Find(d *Desk, q *Query) []Match {
	words := retrieve.Join(d.reader.Words(q.Title, 1), d.reader.Words(q.Body, 1))
	if len(words) == 0 || len(l.entries) == 0 {
		return nil
	}
	title := d.reader.Words(q.Title, 1)
	grams := d.reader.Grams(q.Title + "\n" + q.Title + "\n" + q.Body)
	keepAsked := func(doc int) bool { return l.speaks(l.askedOf[doc], q.Language) }
	keepSaid := func(doc int) bool { return l.speaks(l.saidOf[doc], q.Language) }

	found := map[int32]*sight{}
	see := func(at int32) *sight {
		s := found[at]
		if s == nil {
			s = new(sight)
			found[at] = s
		}
		return s
	}
	var byAsked, bySaid, byShape, byMacro []retrieve.Hit
	self := selfScore(l.asked, words)
	asked := l.asked.Search(&d.asked, rarest(l.asked, words), deep, keepAsked)
	for _, h := range asked {
		s, x := see(l.askedOf[h.Doc]), h.Score/self
		s.features[Votes] += x * x
		if s.features[Asked] == 0 {
			s.features[Asked] = x
			byAsked = append(byAsked, retrieve.Hit{Doc: int(l.askedOf[h.Doc]), Score: h.Score})
		}
	}
	self = selfScore(l.said, words)
	for _, h := range l.said.Search(&d.said, rarest(l.said, words), deep, keepSaid) {
		if s := see(l.saidOf[h.Doc]); s.features[Alike] == 0 {
			s.features[Alike] = h.Score / self
			bySaid = append(bySaid, retrieve.Hit{Doc: int(l.saidOf[h.Doc]), Score: h.Score})
		}
	}
	shape := retrieve.NewSketch(grams, l.common.rarity)
	for _, h := range retrieve.Nearest(&shape, l.shapes, deep/2, keepAsked) {
		if s := see(l.askedOf[h.Doc]); s.features[Shape] == 0 {
			s.features[Shape] = h.Score
			byShape = append(byShape, retrieve.Hit{Doc: int(l.askedOf[h.Doc]), Score: h.Score})
		}
	}
	if q.Category != "" {
		for _, at := range l.macros[q.Category] {
			if l.speaks(at, q.Language) {
				see(at)
				byMacro = append(byMacro, retrieve.Hit{Doc: int(at)})
			}
		}
	}
	fused := retrieve.Fuse(byAsked, bySaid, byShape, byMacro)
	fused = fused[:min(considered, len(fused))]
	profile := retrieve.NewProfile(grams, d.reader.Grams(q.Title), l.common.rarity)
	l.compare(d, profile, asked[:min(compared, len(asked))], fused, found)
	var out []Match
	for _, h := range fused {
		s := found[int32(h.Doc)]
		s.features[Fused] = 60 * h.Score
		out = append(out, l.match(h.Doc, s, q, words, title, d))
	}
	slices.SortFunc(out, func(a, b Match) int { return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Group, b.Group)) })
	return out[:min(q.Limit, len(out))]
}

// speaks says whether a candidate is there and fits a language: the same one, of
// whatever region, or none.
func (l *Library) speaks(at int32, language string) bool {
	c := &l.candidates[at]
	return c.support > 0 && (language == "" || c.Language == "" || Primary(c.Language) == "und" || Primary(language) == "und" || Primary(c.Language) == Primary(language))
}

// Primary is the language of a tag without region and script, in lower case.
func Primary(tag string) string {
	head, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(head)
}

// rarest are the terms of a query that say most, in order of ID.
func rarest(x *retrieve.Index, words []retrieve.Term) []retrieve.Term {
	if len(words) <= mostTerms {
		return words
	}
	out := slices.Clone(words)
	slices.SortFunc(out, func(a, b retrieve.Term) int {
		return cmp.Or(cmp.Compare(x.Rarity(b.ID), x.Rarity(a.ID)), cmp.Compare(a.ID, b.ID))
	})
	out = out[:mostTerms]
	slices.SortFunc(out, func(a, b retrieve.Term) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// selfScore is about what a text as long as the average scores that has every
// word of the query.
func selfScore(x *retrieve.Index, words []retrieve.Term) float64 {
	sum := 1.
	for _, t := range words {
		sum += x.Rarity(t.ID) * float64(min(t.Count, 3))
	}
	return sum
}

func (l *Library) match(at int, s *sight, q *Query, words, title []retrieve.Term, d *Desk) Match {
	c := &l.candidates[at]
	f := &s.features
	text := l.wordsOf(d.reader, c)
	f[Likelihood], f[Covered] = likelihood(l.said, words, text), l.covered(words, text)
	f[Words], f[Common] = retrieve.Cosine(words, text, l.said.Rarity), c.common
	f[Covering], f[Titled] = l.covered(text, words), l.covered(title, text)
	f[Length] = math.Abs(math.Log((1 + total(text)) / (1 + total(words))))
	if tickets := l.ticketsOf(d.reader, c); len(tickets) > 0 {
		f[Echo], f[Kin] = likelihood(l.asked, words, tickets), retrieve.Cosine(words, tickets, l.asked.Rarity)
	}
	f[Support] = math.Log1p(float64(c.support))
	if !q.At.IsZero() && !c.last.IsZero() {
		f[Recency] = math.Exp2(-max(0, q.At.Sub(c.last).Hours()) / halfLife.Hours())
	}
	f[Acceptance] = shrunk(c.accepted, c.shown, l.hit, l.shown)
	f[Success] = shrunk(c.held, c.kept, l.held, l.kept)
	if q.Category != "" && c.Category == q.Category {
		f[SameKind] = 1
	}
	switch c.Kind {
	case Macro:
		f[IsMacro] = 1
	case Article:
		f[IsArticle] = 1
	}
	score := l.model.Score(f)
	sources := slices.Clone(c.entries)
	slices.Reverse(sources)
	return Match{Group: c.Group, Kind: c.Kind, Title: c.Title, Text: c.Text, Language: c.Language, Category: c.Category, Support: c.support,
		Sources: sources[:min(5, len(sources))], Features: *f, Score: score, Chance: chance(score)}
}

func total(terms []retrieve.Term) float64 {
	sum := 0.
	for _, t := range terms {
		sum += float64(t.Count)
	}
	return sum
}

// smoothing is the weight of the language at large in the likelihood.
const smoothing = .4

// likelihood is the mean over the query's words of the log ratio between how
// often a text has the word and how often texts at large do (Jelinek-Mercer).
func likelihood(x *retrieve.Index, words, text []retrieve.Term) float64 {
	length := x.Average()
	all, sum, weight := max(1, total(text)), 0., 0.
	for i, j := 0, 0; i < len(words); i++ {
		for j < len(text) && text[j].ID < words[i].ID {
			j++
		}
		weight += float64(words[i].Count)
		if j == len(text) || text[j].ID != words[i].ID {
			continue // the ratio is 1
		}
		// exp(-rarity) is about the share of texts that have the word.
		background := math.Exp(-x.Rarity(words[i].ID)) / length
		sum += float64(words[i].Count) * math.Log1p((1-smoothing)*float64(text[j].Count)/all/(smoothing*background))
	}
	return sum / max(1, weight)
}

// covered is the share of the first text's words, weighed by the square of their
// rarity, that the second has.
func (l *Library) covered(a, b []retrieve.Term) float64 {
	have, all := 0., 0.
	for i, j := 0, 0; i < len(a); i++ {
		for j < len(b) && b[j].ID < a[i].ID {
			j++
		}
		r := l.said.Rarity(a[i].ID)
		all += r * r
		if j < len(b) && b[j].ID == a[i].ID {
			have += r * r
		}
	}
	if all == 0 {
		return 0
	}
	return have / all
}
