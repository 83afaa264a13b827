package insight

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"switchyard/internal/text"
	"switchyard/training"
)

// Noise is which labels are probably wrong, by confident learning (Northcutt, Jiang,
// Chuang 2021): labels that models which had not seen the ticket speak against. Their
// share is an estimate of how many are wrong only where those models are good: what
// a weak model speaks against is mostly its own mistake.
type Noise struct {
	Of         int       `json:"of"` // tickets that a person labelled and that have a text
	Judged     int       `json:"judged"`
	Unjudged   int       `json:"unjudged"` // too few of their category
	Suspicious Share     `json:"suspicious"`
	Sure       int       `json:"sure"`     // of the suspicious, those by a margin of sureMargin or more
	Accuracy   float64   `json:"accuracy"` // of such a model on the youngest tickets, 0 where it is not known
	Pairs      []Mistake `json:"pairs"`    // most first, at most pairsShown
	Found      []Suspect `json:"found"`    // most suspicious first, at most suspectsShown
}

// What makes a suspicion worth telling: with labels that were altered on purpose, the
// share that was flagged is near the share that was altered where models are right on
// four of five tickets, and several times that where they are right on half of them;
// suspicions by this margin were right more often than not in both.
const (
	goodModel  = .8
	sureMargin = .8
)

// Believable says whether the share of suspicious labels is an estimate of how many
// are wrong.
func (n *Noise) Believable() bool { return n.Accuracy >= goodModel }

// Trust says how far the share goes.
func (n *Noise) Trust() string {
	if n.Believable() {
		return "That is an estimate of how many are wrong: models err too, and a ticket may belong to two categories."
	}
	return fmt.Sprintf("That is no estimate of how many are wrong: a model here is right on %s of the youngest tickets only, so most of these are its own mistakes. It is very sure of %s, which are worth a look.", percent(n.Accuracy), whole(n.Sure))
}

// Mistake is how many tickets of one category look like those of another.
type Mistake struct {
	Given     string `json:"given"`
	Suggested string `json:"suggested"`
	N         int    `json:"n"`
}

// Suspect is a ticket whose label is probably wrong.
type Suspect struct {
	Ticket     string  `json:"ticket"` // its number, or its id where it came from
	Excerpt    string  `json:"excerpt"`
	Given      string  `json:"given"`
	Suggested  string  `json:"suggested"`
	GivenP     float64 `json:"given_p"` // probability by a model that has not seen it
	SuggestedP float64 `json:"suggested_p"`
}

// Bounds of what is listed.
const (
	suspectsShown = 25
	pairsShown    = 12
	excerptRunes  = 220
)

// judge looks for suspicious labels among some of the rows.
func (g *Gatherer) judge(ctx context.Context, names map[string]string, progress Progress) (*Noise, string, error) {
	rows := g.rows.fewest(g.o.Judged)
	counts := map[string]int{}
	for i := range rows {
		if to, ok := names[rows[i].category]; ok {
			rows[i].category = to
		}
		counts[rows[i].category]++
	}
	var kept []string
	for name, n := range counts {
		if n >= leastOfOne {
			kept = append(kept, name)
		}
	}
	if len(rows) < leastRows || len(kept) < 2 || len(kept) > mostLearnable {
		return nil, fmt.Sprintf("labels are judged by one another: that takes %d tickets with a text and a category that a person set, and 2 to %d categories with %d of them each; there are %s tickets and %d such categories",
			leastRows, mostLearnable, leastOfOne, whole(len(rows)), len(kept)), nil
	}
	kept = sorted(kept)
	set := dataset(kept, rows, false)
	found, err := training.Suspicious(ctx, set, training.SuspicionFolds, g.fitOptions(len(set.Examples)), staged(progress, "judging labels"))
	if err != nil {
		return nil, "", fmt.Errorf("judge labels: %w", err)
	}
	noise := &Noise{Of: g.rows.seen, Judged: found.Judged, Unjudged: found.Unjudged + len(rows) - len(set.Examples)}
	if s := shareOf(len(found.Found), found.Judged); s != nil {
		noise.Suspicious = *s
	}
	pairs := map[[2]string]int{}
	for _, s := range found.Found {
		pairs[[2]string{s.Given, s.Suggested}]++
		if s.Margin() >= sureMargin {
			noise.Sure++
		}
		if len(noise.Found) == suspectsShown {
			continue
		}
		at, err := strconv.Atoi(s.ID)
		if err != nil || at >= len(rows) {
			return nil, "", fmt.Errorf("judge labels: row %q is none", s.ID)
		}
		noise.Found = append(noise.Found, Suspect{Ticket: rows[at].name(), Excerpt: g.excerpt(&rows[at]), Given: s.Given, Suggested: s.Suggested, GivenP: s.GivenProbability, SuggestedP: s.SuggestedProbability})
	}
	noise.Pairs = mistakes(pairs, pairsShown)
	return noise, "", nil
}

// excerpt is the beginning of a row's text on one line. Personal data is replaced
// before it is cut, as half an address is not known for one.
func (g *Gatherer) excerpt(r *row) string {
	s := r.text
	if !g.o.Plain {
		known := []string{}
		for _, name := range append(g.people(), r.requester) {
			if name != "" && !strings.Contains(name, "{{") {
				known = append(known, name)
			}
		}
		s = text.Redact(s, text.RedactOptions{Names: known}).Text
	}
	words := strings.Fields(strings.ToValidUTF8(s, "\uFFFD"))
	runes := []rune(strings.Join(words, " "))
	if len(runes) > excerptRunes {
		return string(runes[:excerptRunes-1]) + "…"
	}
	return string(runes)
}
