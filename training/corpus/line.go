package corpus

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Line is one short message with its labels, written by hand.
type Line struct {
	Family   string // language, section and position in the section, such as en-how_to-017
	Language string // BCP-47
	Section  string // a category, OutOfScope or Spam
	HeldOut  bool
	Labels   Labels
	Text     string
	Number   int // of the line in its file, from 1
}

// Fillers are sentences that fit around any message and say nothing of its category.
type Fillers struct {
	Calm  []string
	Angry []string // they make any message an angry one
}

// Lines is what a file of lines holds.
type Lines struct {
	Messages       []Line
	Train, HeldOut Fillers
}

// Sections of a file of lines beside the categories.
const (
	// Spam holds unsolicited advertising and fraud.
	Spam   = "spam"
	filler = "filler"
)

var (
	priorityLetters = map[byte]string{'l': "low", 'n': "normal", 'h': "high", 'u': "urgent"}
	toneSigns       = map[byte]Labels{
		'0': {Sentiment: "neutral"}, '-': {Sentiment: "negative"}, '+': {Sentiment: "positive"}, '!': {Sentiment: "negative", Anger: true},
	}
)

// ReadLines reads a file of lines in one language.
//
// A line "# section" opens a section: a category, out_of_scope, spam or filler. Below it every line is a message: a
// letter for the priority (l, n, h, u), a sign for the tone (0 neutral, - negative, + positive, ! angry), a space, the
// text. A filler has the sign alone, 0 or !. Every fifth line of a section is held out, as with stories. Errors name the
// line and what to write there.
func ReadLines(r io.Reader, language string) (Lines, error) {
	var all Lines
	section, positions := "", map[string]int{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		if name, opens := strings.CutPrefix(text, "# "); opens {
			section = name
			if err := oneOf("section", section, append(Categories(), OutOfScope, Spam, filler)); err != nil {
				return Lines{}, fmt.Errorf("line %d: %w", number, err)
			}
			continue
		}
		position := positions[section]
		positions[section]++
		if err := all.add(section, text, heldOut(position)); err != nil {
			return Lines{}, fmt.Errorf("line %d: %w", number, err)
		}
		if section != filler {
			last := &all.Messages[len(all.Messages)-1]
			last.Family = fmt.Sprintf("%s-%s-%03d", language, section, position+1)
			last.Language, last.Number = language, number
		}
	}
	return all, lines.Err()
}

// add takes one line of a section.
func (all *Lines) add(section, text string, held bool) error {
	switch section {
	case "":
		return errors.New(`a message before the first section: write "# category" above it`)
	case filler:
		return all.addFiller(text, held)
	}
	const form = `write a priority (l, n, h, u), a tone (0, -, +, !), a space and the text, such as "n- the app closes by itself"`
	if len(text) < 4 || text[2] != ' ' {
		return fmt.Errorf("%.20q has no labels: %s", text, form)
	}
	labels, known := toneSigns[text[1]]
	if labels.Priority = priorityLetters[text[0]]; labels.Priority == "" || !known {
		return fmt.Errorf("labels %q are not known: %s", text[:2], form)
	}
	switch section {
	case Spam:
		labels.Spam = true
	case OutOfScope:
	default:
		labels.Category = section
	}
	all.Messages = append(all.Messages, Line{Section: section, HeldOut: held, Labels: labels, Text: text[3:]})
	return nil
}

func (all *Lines) addFiller(text string, held bool) error {
	split := &all.Train
	if held {
		split = &all.HeldOut
	}
	if calm, found := strings.CutPrefix(text, "0 "); found {
		split.Calm = append(split.Calm, calm)
		return nil
	}
	if angry, found := strings.CutPrefix(text, "! "); found {
		split.Angry = append(split.Angry, angry)
		return nil
	}
	return fmt.Errorf(`filler %.20q has no tone: write "0 text" or "! text"`, text)
}
