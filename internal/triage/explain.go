package triage

import (
	"slices"

	"switchyard/internal/text"
	"switchyard/models"
)

// Explanation says which words and phrases carried an answer.
type Explanation struct {
	Method      models.Method `json:"method" enum:"path_attribution,occlusion" doc:"path_attribution is exact; occlusion leaves out one part after the other"`
	Approximate bool          `json:"approximate"`
	For         []Evidence    `json:"for" doc:"What speaks for the answer, strongest first"`
	Against     []Evidence    `json:"against" doc:"What speaks against it, strongest first"`
}

// Evidence is a word or phrase of the text as it was sent.
type Evidence struct {
	Text   string     `json:"text"`
	Field  text.Field `json:"field,omitempty" enum:"subject,body" doc:"Where it stands; absent where cleaning changed it beyond recognition"`
	Start  int        `json:"start,omitempty" doc:"Bytes of the field, UTF-8"`
	End    int        `json:"end,omitempty"`
	Weight float64    `json:"weight" doc:"What it adds to the log-odds of the answer"`
}

// How many words and phrases an explanation names.
const (
	mostFor     = 5
	mostAgainst = 3
)

// explainer explains the parts of one decision.
type explainer struct {
	content string
	locator *text.Locator
}

func newExplainer(item Item, content string) *explainer {
	return &explainer{content, text.NewLocator(content, item.Subject, item.Body)}
}

// explain says what carried a label of the model, or "out of scope" where the
// label is none of the model's.
func (x *explainer) explain(model *models.Model, label string) (*Explanation, error) {
	labels := model.Manifest().Labels
	output := slices.Index(labels, label)
	if output < 0 {
		output = len(labels)
	}
	e, err := model.Explain(x.content, output)
	if err != nil {
		return nil, err
	}
	return &Explanation{Method: e.Method, Approximate: e.Approximate(), For: x.evidence(e.Top(mostFor)), Against: x.evidence(e.Against(mostAgainst))}, nil
}

func (x *explainer) evidence(parts []models.Part) []Evidence {
	out := make([]Evidence, 0, len(parts))
	for _, p := range parts {
		e := Evidence{Text: x.content[p.Start:p.End], Weight: rounded(p.Weight)}
		if at, ok := x.locator.Find(p.Start, p.End); ok {
			e.Field, e.Start, e.End = at.Field, at.Start, at.End
		}
		out = append(out, e)
	}
	return out
}

// explain fills in the explanations of a decision.
func (e *Engine) explain(d *Decision, item Item, content string, counting int) error {
	x := newExplainer(item, content)
	var failed error
	explain := func(to **Explanation, task models.Task, label string) {
		if b := e.counted(task, counting); b != nil {
			*to = x.explainSecond(b.second.Model, label, b.second.Tally)
		} else if failed == nil {
			*to, failed = x.explain(e.lineup.First.Model(task), label)
		}
	}
	if d.Category != nil {
		explain(&d.Category.Explanation, models.Category, d.Category.Answer())
	}
	if d.Priority != nil {
		explain(&d.Priority.Explanation, models.Priority, d.Priority.Answer())
	}
	if d.Sentiment != nil {
		explain(&d.Sentiment.Explanation, models.Sentiment, d.Sentiment.Label)
	}
	if d.Anger != nil {
		explain(&d.Anger.Explanation, models.Anger, "true")
	}
	if d.Spam != nil {
		explain(&d.Spam.Explanation, models.Spam, "true")
	}
	return failed
}

// Answer is the label that the explanation speaks of, or "" where it is more
// probable that none fits and the explanation says why.
func (c *Choice) Answer() string {
	if c.OutOfScope > c.Probability {
		return ""
	}
	return c.Label
}
