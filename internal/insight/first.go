package insight

import (
	"fmt"
	"strings"

	"switchyard/internal/history"
	"switchyard/routing"
)

// Figure is one of the figures that matter, in words.
type Figure struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Note  string `json:"note"` // how sure it is, and what it rests on
}

// figures are the five of the first page.
func (r *Report) figures() []Figure {
	return []Figure{r.volume(), r.answer(), r.automatic(), r.doubtful(), r.gained()}
}

func (r *Report) volume() Figure {
	f := Figure{Name: "Tickets a week", Value: whole(int(r.Intake.Weekly)), Note: fmt.Sprintf("median of %d whole weeks; %s tickets in all", max(0, len(r.Intake.Weeks)-2), whole(r.Intake.Tickets))}
	if r.Intake.Weekly == 0 {
		f.Name, f.Value, f.Note = "Tickets", whole(r.Intake.Tickets), "too short a time to tell how many come in a week"
	}
	return f
}

func (r *Report) answer() Figure {
	q := r.Speed.First
	if q.Tickets == 0 {
		return Figure{"First answer", "–", "no ticket says when it was first answered"}
	}
	return Figure{"First answer", hours(q.P50), fmt.Sprintf("half are faster; 9 of 10 within %s (%s tickets)", hours(q.P90), whole(q.Tickets))}
}

func (r *Report) automatic() Figure {
	const name = "Could be sorted without a human"
	p := &r.Learning.Promise
	switch {
	case r.Learning.WhyNot != "":
		return Figure{name, "–", r.Learning.WhyNot}
	case p.Refused != "":
		return Figure{name, "none yet", p.Refused}
	}
	return Figure{name, percent(p.Coverage.Value), fmt.Sprintf("%s to %s of tickets like the youngest %s; at most %s of that wrong, with confidence %s", percent(p.Coverage.Low), percent(p.Coverage.High), whole(r.Learning.Measured), percent(p.Alpha), percent(1-p.Delta))}
}

func (r *Report) doubtful() Figure {
	const name = "Labels that look wrong"
	n := r.Labels.Noise
	if n == nil {
		return Figure{name, "–", r.Labels.NoNoise}
	}
	if !n.Believable() {
		return Figure{"Labels to look at", whole(n.Sure), fmt.Sprintf("of %s judged; how many are wrong cannot be told by a model that is right on %s", whole(n.Judged), percent(n.Accuracy))}
	}
	return Figure{name, percent(n.Suspicious.Value), fmt.Sprintf("%s of %s judged; an estimate by models, which err too", whole(n.Suspicious.N), whole(n.Judged))}
}

func (r *Report) gained() Figure {
	const name = "Better routing could add"
	if r.Gain.WhyNot != "" {
		return Figure{name, "–", r.Gain.WhyNot}
	}
	for _, over := range r.Gain.Over {
		if over.Over == routing.RoundRobin {
			return Figure{name, fmt.Sprintf("%+.1f points", 100*over.By), fmt.Sprintf("%s to %s of tickets solved at first contact and in time, over taking turns; simulated, the real gain may be smaller", points(over.Low), points(over.High))}
		}
	}
	return Figure{name, "–", "nothing was compared"}
}

// points writes a difference of shares.
func points(v float64) string { return fmt.Sprintf("%+.1f\u202fpoints", 100*v) }

// next says what to do next.
func (r *Report) next() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if n := r.Unread; n > 0 {
		say("Mend or leave out the %s lines that could not be read: this report knows nothing of them.", whole(n))
	}
	if len(r.Labels.Alike) > 0 {
		var groups []string
		for _, g := range r.Labels.Alike[:min(3, len(r.Labels.Alike))] {
			groups = append(groups, fmt.Sprintf("%q and %q", g[0].Name, g[1].Name))
		}
		say("Join the categories that differ in writing alone, such as %s: a mapping file does it when the history is imported.", strings.Join(groups, ", "))
	}
	switch n := r.Labels.Noise; {
	case n == nil || len(n.Pairs) == 0:
	case !n.Believable() && n.Sure > 0:
		say("Look at the %s labels that a model is very sure are wrong; the most suspicious are below.", whole(n.Sure))
	case n.Believable() && n.Suspicious.Value >= .03:
		say("Look at the suspicious labels below, first at %q that look like %q (%d). Where people do not agree what belongs where, decide it once and write it down: no model can be surer than its teachers.", n.Pairs[0].Given, n.Pairs[0].Suggested, n.Pairs[0].N)
	}
	switch l := &r.Learning; {
	case l.WhyNot != "":
		say("To learn categories: %s. Have people set a category on the tickets that come in.", l.WhyNot)
	case l.Promise.Refused != "":
		say("No share of the tickets can be promised yet: %s.", l.Promise.Refused)
		if l.Accuracy.Low > l.Usual.High {
			say("Start with suggestions: the model is right on %s of the youngest tickets, and a person decides.", percent(l.Accuracy.Value))
		}
	default:
		say("Let a model set the category where it is sure enough (%s of the tickets), have people check a random part, and renew the certificate each month.", percent(l.Promise.Coverage.Value))
	}
	if n := count(r.Labels.States, history.Untouched); n > 0 && n*2 > r.Labels.Tickets-r.Labels.Without {
		say("Most categories (%s) were set by a machine and touched by nobody: have people judge a random part blindly, or nobody will know how right they are.", whole(n))
	}
	if r.Gain.WhyNot != "" {
		say("To know what routing could gain: %s.", r.Gain.WhyNot)
	} else {
		for _, over := range r.Gain.Over {
			if over.Over != routing.RoundRobin {
				continue
			}
			if over.Low > 0 {
				say("Try learned routing on a part of the queue, and compare by turns: the simulation promises %s, real tickets decide.", points(over.By))
			} else {
				say("Routing by skill would not clearly help here: the simulated gain over taking turns may be nothing (%s to %s).", points(over.Low), points(over.High))
			}
		}
	}
	if s := r.Repeats.Share; s != nil && s.Value >= .1 && len(r.Repeats.Groups) > 0 {
		say("Write a prepared answer for the largest groups of tickets that say nearly the same: they are %s of all.", percent(s.Value))
	}
	return out
}

func count(of []Count, name history.State) int {
	for _, c := range of {
		if c.Name == string(name) {
			return c.N
		}
	}
	return 0
}
