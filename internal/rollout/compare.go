package rollout

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"switchyard/classifier"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/training/monitor"
)

// outcome is what one ticket says of a version and its rival.
type outcome struct {
	blind     bool    // both are compared
	share     float64 // else: with which the version's answer counted
	lost, won bool    // by the version; neither where both were right, or both wrong
}

// compare reads off a ticket and what was decided of it when it came in what it
// says of a version and its rival. False is for nothing: they did not both read
// it, or nobody has labelled it.
func compare(task models.Task, t *ticket.Ticket, d *triage.Decision, version, rival string) (outcome, bool) {
	opinion, ok := d.Beside[task]
	counted := d.Models[string(task)]
	if !ok || !slices.Contains([]string{version + " " + rival, rival + " " + version}, counted+" "+opinion.Model) {
		return outcome{}, false
	}
	label, shown := answered(task, d)
	if audit := t.Triage.Audit; audit != nil && slices.Contains(audit.Fields, string(task)) {
		judgement := audit.Judgement(string(task))
		if judgement == nil {
			return outcome{}, false
		}
		right, other := label == judgement.Value, opinion.Label == judgement.Value
		if counted != version {
			right, other = other, right
		}
		return outcome{blind: true, lost: other && !right, won: right && !other}, true
	}
	truth, told := labelled(task, t)
	if !told || !(opinion.Share > 0 && opinion.Share < 1) {
		return outcome{}, false
	}
	// An answer that is not there leaves as much to people as a wrong one.
	replaced := !shown || label != truth
	return outcome{share: opinion.Share, lost: replaced && counted == version, won: replaced && counted != version}, true
}

// answered is the answer that counted, and whether people saw it.
func answered(task models.Task, d *triage.Decision) (label string, shown bool) {
	choice := d.Category
	switch task {
	case models.Spam:
		return strconv.FormatBool(d.Spam != nil && d.Spam.Flagged), true
	case models.Priority:
		choice = d.Priority
	}
	if choice == nil {
		return "", false
	}
	return choice.Label, choice.Action != classifier.Human
}

// labelled is what a person says of a ticket, false where nobody did.
func labelled(task models.Task, t *ticket.Ticket) (string, bool) {
	switch task {
	case models.Category:
		return t.Category, t.Category != "" && t.HumanSet("category")
	case models.Priority:
		return string(t.Priority), t.Priority != "" && t.HumanSet("priority")
	default:
		return strconv.FormatBool(t.Status == ticket.Spam), t.HumanSet("spam") || t.HumanSet("status")
	}
}

// told says whether anybody has said anything of a ticket that compare asks for.
func told(t *ticket.Ticket) bool {
	if a := t.Triage.Audit; a != nil && len(a.Judged) > 0 {
		return true
	}
	for _, task := range tasks() {
		if _, ok := labelled(task, t); ok {
			return true
		}
	}
	return false
}

// firstReading is what the models said when a ticket came in; decisions are
// latest first. Nil where they said nothing.
func firstReading(decisions []ticket.Decision) *triage.Decision {
	for _, d := range slices.Backward(decisions) {
		if len(d.Analysis) == 0 {
			continue
		}
		var read triage.Decision
		if json.Unmarshal(d.Analysis, &read) != nil {
			return nil
		}
		return &read
	}
	return nil
}

// sum adds outcomes up; their order does not matter.
func (c *course) sum(outcomes []outcome) {
	c.blind, c.arms, c.judged = monitor.Contest{Chance: .5}, nil, 0
	for _, o := range outcomes {
		if o.blind {
			c.judged++
			c.blind = with(c.blind, o)
			continue
		}
		i, found := slices.BinarySearchFunc(c.arms, o.share, func(a monitor.Contest, share float64) int { return cmp.Compare(a.Chance, share) })
		if !found {
			c.arms = slices.Insert(c.arms, i, monitor.Contest{Chance: o.share})
		}
		c.arms[i] = with(c.arms[i], o)
	}
}

func with(c monitor.Contest, o outcome) monitor.Contest {
	if o.lost {
		c.Lost++
	}
	if o.won {
		c.Won++
	}
	return c
}
