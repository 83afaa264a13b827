package training

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"switchyard/models"
)

//go:embed card.md.tmpl
var cardText string

var cardTemplate = template.Must(template.New("card").Funcs(template.FuncMap{
	"percent": percent, "figure": figure, "code": codeSpan, "cell": codeCell, "plain": plainText,
	"rate": rate, "short": shortDigest, "indent": indented,
}).Parse(cardText))

// card is what CARD.md is written from.
type card struct {
	Manifest models.Manifest
	Measures Measures
	Command  string

	Question, Format      string
	Stated                bool // the licence is
	Low, High             float64
	Commonest             string
	Guess                 float64 // accuracy of always saying Commonest
	Weakest               []namedLabel
	Languages             []namedLanguage
	Bins                  int
	Yes, No               string
	Rejected, FalseAlarms float64
	Priority, Mood        bool
	Flags                 []models.FlagPoint
}

type namedLabel struct {
	Label string
	LabelMeasures
}

type namedLanguage struct {
	Tag string
	LanguageMeasures
}

// weakestShown bounds the labels a card names as weak.
const weakestShown = 5

// Card writes CARD.md, the page that tells people what a bundle answers, how
// good it is, what it learnt from and where it should not be used. measures
// are those of the held-out rows and command is the command line that makes
// the bundle again, empty where there is none. The same arguments give the
// same bytes.
func Card(manifest models.Manifest, measures Measures, command string) []byte {
	c := card{Manifest: manifest, Measures: measures, Command: command,
		Question: questions[manifest.Task], Format: formatOf(manifest), Stated: manifest.Licence != "" && manifest.Licence != "unstated",
		Bins: Bins, Rejected: rejectedShare, FalseAlarms: falseAlarmShare,
		Priority: manifest.Task == models.Priority,
		Mood:     slices.Contains([]models.Task{models.Sentiment, models.Anger, models.Emotion}, manifest.Task),
	}
	c.Low, c.High = measures.AccuracyInterval()
	c.Commonest, c.Guess = commonest(measures)
	c.Weakest, c.Languages = weakest(measures), byRows(measures)
	if len(manifest.Labels) == 2 {
		c.No, c.Yes = manifest.Labels[0], manifest.Labels[1]
	}
	c.Flags = shownFlags(manifest.Flags)
	var page bytes.Buffer
	if err := cardTemplate.Execute(&page, c); err != nil {
		panic(fmt.Sprintf("training: the card's template does not fit its values: %v", err)) // a slip in this package, not in the arguments
	}
	return page.Bytes()
}

// shownFlags are all rates for all languages together, and the usual one for
// each language.
func shownFlags(all []models.FlagPoint) []models.FlagPoint {
	var shown []models.FlagPoint
	for _, p := range all {
		if p.Language == "" || p.FalseAlarms == falseAlarmShare {
			shown = append(shown, p)
		}
	}
	return shown
}

var questions = map[models.Task]string{
	models.Category:  "It reads a support ticket and says what it is about.",
	models.Priority:  "It reads a support ticket and says how urgent it is.",
	models.Sentiment: "It reads a message and says whether its writer sounds pleased, displeased or neither.",
	models.Anger:     "It reads a message and says how likely its writer is angry.",
	models.Emotion:   "It reads a message and says which emotion it expresses.",
	models.Spam:      "It reads a message and says how likely it is spam.",
}

// formatOf describes the files of a bundle.
func formatOf(m models.Manifest) string {
	switch {
	case m.Kind == models.NGrams && m.Features != nil && m.Training != nil:
		rows := cmp.Or(m.Training.Features, m.Features.Buckets)
		table := rows * m.Training.Hidden
		rest := m.Training.Hidden + (m.Training.Hidden+1)*m.Outputs()
		return fmt.Sprintf("`model.onnx` (ONNX, opset 18) reads the hashed words and letter groups of a text: a table of %d rows of %d numbers,\n"+
			"one hidden layer, %d scores. That is %.1f MB with the table in int8, the usual form, or %.1f MB in float32.\n"+
			"`bundle.json` holds the labels, the settings and a sha256 of every file.",
			rows, m.Training.Hidden, m.Outputs(), float64(table+4*rest)/1e6, float64(4*table+4*rest)/1e6)
	case m.Kind == models.Encoder:
		return "`tokenizer.json` and `model.onnx` turn a text into an embedding, `head.onnx` turns that into scores. " +
			"`bundle.json` holds the labels, the settings and a sha256 of every file."
	}
	return "`model.onnx` turns a text into scores. `bundle.json` holds the labels, the settings and a sha256 of every file."
}

// commonest is the most frequent label and its share of the rows.
func commonest(m Measures) (label string, share float64) {
	for _, name := range slices.Sorted(maps.Keys(m.PerLabel)) {
		if s := float64(m.PerLabel[name].Rows) / float64(m.Rows); s > share {
			label, share = name, s
		}
	}
	return label, share
}

// weakest lists the labels of some row with the lowest F1.
func weakest(m Measures) []namedLabel {
	var out []namedLabel
	for name, l := range m.PerLabel {
		if l.Rows > 0 {
			out = append(out, namedLabel{name, l})
		}
	}
	slices.SortFunc(out, func(a, b namedLabel) int {
		return cmp.Or(cmp.Compare(a.F1, b.F1), strings.Compare(a.Label, b.Label))
	})
	return out[:min(weakestShown, len(out))]
}

// byRows lists the languages, most frequent first.
func byRows(m Measures) []namedLanguage {
	var out []namedLanguage
	for tag, l := range m.ByLanguage {
		out = append(out, namedLanguage{tag, l})
	}
	slices.SortFunc(out, func(a, b namedLanguage) int {
		return cmp.Or(b.Rows-a.Rows, strings.Compare(a.Tag, b.Tag))
	})
	return out
}

// rate writes a small share as people say it: "0.1 %".
func rate(share float64) string { return strconv.FormatFloat(100*share, 'g', 3, 64) + " %" }

func percent(share float64) string {
	if math.IsNaN(share) {
		return "undefined"
	}
	return fmt.Sprintf("%.1f %%", 100*share)
}

func figure(v float64) string {
	if math.IsNaN(v) {
		return "undefined"
	}
	return fmt.Sprintf("%.3f", v)
}
