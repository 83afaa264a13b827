package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"switchyard/classifier"
	"switchyard/internal/triage"
)

// view draws a decision and the text it was made on, for people. Nothing of
// either reaches the screen but through glyphs, so neither can steer it.
type view struct {
	screen
	strings.Builder
}

// draw gives the page of a decision that carries its explanations.
func draw(on screen, item triage.Item, d triage.Decision) string {
	v := view{screen: on}
	v.entry("Language", inked(plainInk, tongue(d.Language)))
	v.category(d.Category)
	v.priority(d.Priority)
	v.sentiment(d.Sentiment)
	if d.Anger != nil {
		v.flag("Anger", d.Anger.Flag)
	}
	if d.Spam != nil {
		v.flag("Spam", *d.Spam)
	}
	v.text(item, d.Category)
	v.evidence(d)
	return v.String()
}

const (
	titleWidth = 12 // of the column of titles
	shownMost  = 5  // labels with a bar of their own
	widestBar  = 40
	halfScale  = 12 // columns on each side of the sentiment's middle
)

// entry writes a title and, beside it, lines of text.
func (v *view) entry(title string, cells ...[]cell) {
	v.block(title, wrap(slices.Concat(cells...), v.width-titleWidth))
}

func (v *view) block(title string, lines [][]cell) {
	title = v.paint(titleInk, title) + strings.Repeat(" ", max(0, titleWidth-uniseg.StringWidth(title)))
	for _, line := range lines {
		v.WriteString(strings.TrimRight(title+v.line(line), " ") + "\n")
		title = strings.Repeat(" ", titleWidth)
	}
}

func (v *view) category(c *triage.Choice) {
	if c == nil {
		return
	}
	colour, what := verdict(c)
	answer := ""
	if c.Action == classifier.Apply || c.Action == classifier.Suggest {
		answer = oneLine(c.Label) + ", "
	}
	v.entry("Category", inked(titleInk, answer), inked(colour, what))
	if len(c.Likely) > 1 {
		v.entry("", inked(plainInk, "the certificate says one of "+oneLine(strings.Join(c.Likely, ", "))))
	}
	v.bars(c)
}

// bars draws the most probable labels, the rest as one, and out of scope.
func (v *view) bars(c *triage.Choice) {
	type row struct {
		name  string
		share float64
	}
	var rows []row
	for _, r := range c.Ranked[:min(shownMost, len(c.Ranked))] {
		rows = append(rows, row{r.Label, r.Probability})
	}
	if rest := c.Ranked[len(rows):]; len(rest) > 0 {
		others := row{name: fmt.Sprintf("%d others", len(rest))}
		for _, r := range rest {
			others.share += r.Probability
		}
		rows = append(rows, others)
	}
	if c.OutOfScope > 0 {
		rows = append(rows, row{"out of scope", c.OutOfScope})
	}
	const left, figure = 2, 9 // columns before a bar's name, and of its figure
	names := 0
	for i := range rows {
		rows[i].name = fit(rows[i].name, (v.width-left-figure)/2)
		names = max(names, uniseg.StringWidth(rows[i].name))
	}
	length := min(widestBar, v.width-left-names-1-figure)
	for _, r := range rows {
		v.WriteString(strings.Repeat(" ", left) + pad(r.name, names) + " " +
			v.paint(barInk, pad(bar(r.share, length), length)) + fmt.Sprintf("%*s\n", figure, percent(r.share)))
	}
}

func (v *view) priority(c *triage.Choice) {
	if c == nil {
		return
	}
	var levels []string
	for _, r := range c.Ranked[:min(shownMost, len(c.Ranked))] {
		levels = append(levels, oneLine(r.Label)+" "+percent(r.Probability))
	}
	colour, what := verdict(c)
	v.entry("Priority", inked(plainInk, strings.Join(levels, ", ")+"; "), inked(colour, what))
}

func (v *view) sentiment(s *triage.Sentiment) {
	if s == nil {
		return
	}
	half := min(halfScale, (v.width-titleWidth-len("negative | positive  -1.00"))/2)
	left, right := balance(s.Valence, half)
	line := slices.Concat(inked(plainInk, "negative "), inked(barInk, left), inked(plainInk, "|"), inked(barInk, right),
		inked(plainInk, fmt.Sprintf(" positive %+.2f", s.Valence)))
	v.block("Sentiment", [][]cell{line})
}

func (v *view) flag(title string, f triage.Flag) {
	colour, what := plainInk, "not flagged"
	if f.Flagged {
		colour, what = alarmInk, "flagged"
	}
	from := ""
	if f.Threshold > 0 {
		from = " (from " + percent(f.Threshold) + " on)"
	}
	v.entry(title, inked(plainInk, percent(f.Probability)+", "), inked(colour, what), inked(plainInk, from))
}

// text shows the ticket with what carried its category.
func (v *view) text(item triage.Item, c *triage.Choice) {
	v.WriteString("\n")
	var why *triage.Explanation
	if c != nil {
		why = c.Explanation
	}
	subject, body := marksIn(why, "subject", len(item.Subject)), marksIn(why, "body", len(item.Body))
	if len(subject)+len(body) > 0 {
		v.legend(cmp.Or(oneLine(c.Answer()), "out of scope"))
	}
	const left = 2
	shown := false
	for _, part := range []struct {
		text  string
		marks []mark
	}{{item.Subject, subject}, {item.Body, body}} {
		lines := passage(part.text, part.marks, v.screen, v.width-left)
		if shown && len(lines) > 0 {
			v.WriteString("\n")
		}
		for _, line := range lines {
			v.WriteString(strings.TrimRight(strings.Repeat(" ", left)+v.line(line), " ") + "\n")
			shown = true
		}
	}
	if !shown {
		v.entry("Text", inked(quietInk, "empty"))
	}
}

// legend explains the marks, in their own dress.
func (v *view) legend(answer string) {
	const word = "word"
	sample := func(against bool) []cell {
		return marked(word, stretch{0, len(word)}, []mark{{0, len(word), against, 1}}, !v.colour)
	}
	v.entry("Text", sample(false), inked(plainInk, " speaks for "+answer+", "), sample(true), inked(plainInk, " against it"))
}

// How many words the list names, and how much of each.
const (
	namedFor     = 4
	namedAgainst = 2
	widestName   = 30
)

// part is one answer of a decision and what carried it.
type part struct {
	name string
	why  *triage.Explanation
}

// evidence lists the strongest words of each part.
func (v *view) evidence(d triage.Decision) {
	var parts []part
	add := func(name string, why *triage.Explanation) {
		if why != nil && len(why.For)+len(why.Against) > 0 {
			parts = append(parts, part{name, why})
		}
	}
	if d.Category != nil {
		add("category", d.Category.Explanation)
	}
	if d.Priority != nil {
		add("priority", d.Priority.Explanation)
	}
	if d.Sentiment != nil {
		add("sentiment", d.Sentiment.Explanation)
	}
	if d.Anger != nil {
		add("anger", d.Anger.Explanation)
	}
	if d.Spam != nil {
		add("spam", d.Spam.Explanation)
	}
	if len(parts) == 0 {
		return
	}
	v.WriteString("\n")
	v.entry("Evidence", inked(quietInk, "what the strongest words add to the log-odds of each answer"))
	for _, p := range parts {
		v.entry("  "+p.name, wordList(p.why))
	}
}

// wordList names the words of one part, each with its weight beside it.
func wordList(e *triage.Explanation) []cell {
	var cells []cell
	for i, w := range slices.Concat(e.For[:min(namedFor, len(e.For))], e.Against[:min(namedAgainst, len(e.Against))]) {
		if i > 0 {
			cells = append(cells, inked(plainInk, ", ")...)
		}
		colour := forInk[1]
		if w.Weight < 0 {
			colour = againstInk[1]
		}
		cells = append(cells, unbroken(slices.Concat(inked(plainInk, `"`), inked(colour, fit(w.Text, widestName)), inked(plainInk, fmt.Sprintf("\" %+.2f", w.Weight))))...)
	}
	if e.Approximate {
		cells = append(cells, inked(quietInk, " (approximate)")...)
	}
	return cells
}
