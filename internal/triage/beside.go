package triage

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"time"

	"switchyard/classifier"
	"switchyard/models"
)

// Opinion is what the model said whose answer does not count.
type Opinion struct {
	Label       string            `json:"label" doc:"For spam true or false"`
	Probability float64           `json:"probability" minimum:"0" maximum:"1" doc:"Of the label; for spam, that it is"`
	Model       string            `json:"model" doc:"Exact version of the model that said so"`
	Action      classifier.Action `json:"action,omitempty" enum:"apply,suggest,human" doc:"What would have been done with the answer, had it counted; none for what is no spam"`
	Share       float64           `json:"share" minimum:"0" maximum:"1" doc:"Share of the texts for which the answer of the newer model counts"`
}

// beside is a second with what is made once of it.
type beside struct {
	task       models.Task
	second     Second
	version    string
	classifier *classifier.Classifier // but for spam
	quarantine models.FlagPoint       // for spam
}

func newBeside(task models.Task, second Second) beside {
	b := beside{task: task, second: second, version: second.Model.Manifest().Version()}
	if task == models.Spam {
		b.quarantine = spamFlag(second.Model.Manifest())
	} else {
		b.classifier = classifier.New(second.Model)
	}
	return b
}

// Counts says whether the answer of a second model counts for an item: for the
// share of all ids whose hash together with the model's version is small
// enough, the same on every node, and the more the larger the share. An item
// without an id is never among them.
func Counts(id, version string, share float64) bool {
	if id == "" || !(share > 0) {
		return false
	}
	var room [128]byte
	sum := sha256.Sum256(append(append(append(room[:0], version...), 0), id...))
	return share >= 1 || float64(binary.BigEndian.Uint64(sum[:8])>>11)/(1<<53) < share
}

// answer is what one model says for one task: a choice, or for spam a flag.
type answer struct {
	choice *Choice
	flag   *Flag
}

// opinion is an answer that does not count.
func (a answer) opinion(model string, share float64) Opinion {
	if a.choice != nil {
		return Opinion{a.choice.Label, a.choice.Probability, model, a.choice.Action, share}
	}
	o := Opinion{Label: "false", Probability: a.flag.Probability, Model: model, Share: share}
	if a.flag.Flagged {
		o.Label, o.Action = "true", classifier.Apply
		if a.flag.Held {
			o.Action = classifier.Suggest
		}
	}
	return o
}

// part is where the answer for a task stands in a decision.
func (d *Decision) part(task models.Task) answer {
	switch task {
	case models.Category:
		return answer{choice: d.Category}
	case models.Priority:
		return answer{choice: d.Priority}
	default:
		return answer{flag: d.Spam}
	}
}

func (d *Decision) setPart(task models.Task, a answer) {
	switch task {
	case models.Category:
		d.Category = a.choice
	case models.Priority:
		d.Priority = a.choice
	default:
		d.Spam = a.flag
	}
}

// consult asks the seconds, puts the answers of those that count in place of
// the firsts', and gives which those are: a bit for each of e.beside. One that
// fails is left out.
func (e *Engine) consult(d *Decision, passage *models.Passage, id string, now time.Time) (counting int) {
	for i := range e.beside {
		b := &e.beside[i]
		second, ok := b.ask(passage, e.sought(d.Language), now)
		if !ok {
			continue
		}
		e.hold(b.task, second)
		if d.Beside == nil {
			d.Beside = make(map[models.Task]Opinion, len(e.beside))
		}
		if Counts(id, b.version, b.second.Share) {
			counting |= 1 << i
			d.Beside[b.task] = d.part(b.task).opinion(e.versions[0][string(b.task)], b.second.Share)
			d.setPart(b.task, second)
		} else {
			d.Beside[b.task] = second.opinion(b.version, b.second.Share)
		}
	}
	d.Models = e.versions[counting]
	return counting
}

// ask gives the second's answer. Whatever goes wrong, a panic too, is counted
// and is no answer.
func (b *beside) ask(passage *models.Passage, language string, now time.Time) (a answer, ok bool) {
	start, content := time.Now(), passage.Text()
	defer func() {
		if recover() != nil { // what it left half read must not reach another model
			ok = false
			*passage = models.Passage{}
			passage.Reset(content)
		}
		b.second.Tally.count(ok, b.second.Patience > 0 && time.Since(start) > b.second.Patience)
	}()
	var err error
	if b.task == models.Spam {
		a.flag, err = suspect(b.second.Model, b.quarantine, passage)
	} else {
		a.choice, err = choose(b.classifier, passage, language, now)
	}
	return a, err == nil && a.sound()
}

// sound says that all numbers are some.
func (a answer) sound() bool {
	if a.flag != nil {
		return finite(a.flag.Probability)
	}
	for _, r := range a.choice.Ranked {
		if !finite(r.Probability) {
			return false
		}
	}
	return finite(a.choice.OutOfScope)
}

func finite(p float64) bool { return !math.IsNaN(p) && !math.IsInf(p, 0) }

// hold makes a suggestion of an answer that would be applied, where the task is
// held.
func (e *Engine) hold(task models.Task, a answer) {
	if _, held := e.lineup.Held[task]; !held {
		return
	}
	if a.flag != nil {
		a.flag.Held = true
	}
	if a.choice != nil && a.choice.Action == classifier.Apply {
		a.choice.Action, a.choice.Reason = classifier.Suggest, classifier.Held
	}
}

// counted is the second whose answer for a task counts, nil where the first's
// does.
func (e *Engine) counted(task models.Task, counting int) *beside {
	for i := range e.beside {
		if b := &e.beside[i]; b.task == task && counting&(1<<i) != 0 {
			return b
		}
	}
	return nil
}

// explainSecond is explain for a second that counts: one that fails leaves its
// part unexplained.
func (x *explainer) explainSecond(model *models.Model, label string, tally *Tally) (out *Explanation) {
	defer func() {
		if recover() != nil {
			out = nil
		}
		if out == nil {
			tally.count(false, false)
		}
	}()
	out, err := x.explain(model, label)
	if err != nil {
		return nil
	}
	return out
}
