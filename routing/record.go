package routing

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Version names a policy and its exact settings.
func (p *Policy) Version() string {
	settings, err := json.Marshal(p)
	if err != nil { // a number that is none: the settings have no JSON
		settings = fmt.Appendf(nil, "%+v", *p)
	}
	sum := sha256.Sum256(settings)
	return p.Name + "@" + hex.EncodeToString(sum[:6])
}

// round writes down what was decided.
func (b *board) round() Round {
	decisions := make([]Decision, len(b.desk.Requests))
	version := b.desk.Version
	if version == "" {
		version = b.policy.Version()
	}
	for i := range decisions {
		decisions[i] = Decision{
			Request: b.desk.Requests[i].ID, At: b.desk.Now, Policy: version, Predictor: b.desk.Predictor, Seed: b.desk.Seed,
			Reason: "others are more urgent, or nobody who may have it is free",
		}
	}
	for i := range b.weighs {
		w := &b.weighs[i]
		d := &decisions[w.place]
		var odds *draw
		if b.drawn != nil && b.drawn.place == i {
			odds = b.drawn
		}
		if w.chosen >= 0 {
			b.assigned(d, w, odds)
		} else {
			d.Reason = b.waits(w)
		}
		d.Otherwise = b.otherwise(w)
		if (w.chosen >= 0 || len(decisions) == 1) && !b.desk.Brief {
			d.Candidates = b.candidates(w, odds)
		}
	}
	return Round{decisions}
}

// assigned notes who got a ticket and why.
func (b *board) assigned(d *Decision, w *weighed, odds *draw) {
	d.Agent, d.Propensity = b.desk.Agents[w.chosen].ID, 1
	if odds != nil {
		d.Explored, d.Propensity = odds.explored, odds.propensities[w.chosen]
	}
	d.Reason = b.why(w, d.Explored)
}

// why says in words who was chosen. The chances stand with the candidates: they
// are not for everybody to read.
func (b *board) why(w *weighed, explored bool) string {
	a := &b.desk.Agents[w.chosen]
	free := 0
	for j := range w.obstacles {
		if w.obstacles[j] == none {
			free++
		}
	}
	of := " of " + strconv.Itoa(free) + " who are free"
	if free == 1 {
		of = ", the only one who is free"
	}
	switch b.policy.Name {
	case RoundRobin:
		return "{" + a.ID + "} has got nothing for longest" + of
	case StaticSkills:
		if skilled(w, a) > 0 {
			return "{" + a.ID + "} has most room of those skilled in " + w.Category[0].Label
		}
		return "{" + a.ID + "} has most room; nobody skilled is free"
	case LeastLoaded:
		return "{" + a.ID + "} has most room" + of
	}
	who := "{" + a.ID + "}"
	switch {
	case explored:
		return who + " is nearly as good as the best: chosen to learn more of them"
	case b.policy.starves(w.Request, w.share, b.desk.Now):
		return who + " takes what had waited beyond all bounds"
	case a.ID == w.Known && b.policy.Sticky > 0:
		who += " helped this requester before and"
	}
	if w.chosen == w.favourite {
		return who + " is the best choice" + of
	}
	return who + " is the best match for the queue" + of
}

// waits says why a ticket got nobody.
func (b *board) waits(w *weighed) string {
	if len(b.desk.Agents) == 0 {
		return "there are no agents"
	}
	fit, free, least := false, false, false
	for j, o := range w.obstacles {
		fit = fit || o == none || o > lastUnfit
		free = free || b.takes(w, j)
		least = least || b.takes(w, j) && w.values[j] >= w.best-w.tolerance
	}
	switch {
	case !fit:
		return "nobody may have it: " + b.counts(w)
	case !free:
		return "nobody is free: " + b.counts(w)
	case !least && w.favourite >= 0:
		return "waits for {" + b.desk.Agents[w.favourite].ID + "}, who is worth waiting for"
	}
	return "others are more urgent"
}

// counts says how many agents each constraint removed, the commonest first.
func (b *board) counts(w *weighed) string {
	type count struct {
		words string
		n     int
	}
	var all []count
	for j, o := range w.obstacles {
		words := b.gate.words(o, w.Request, j)
		if o == none {
			words = "needed for another ticket"
		}
		i := slices.IndexFunc(all, func(c count) bool { return c.words == words })
		if i < 0 {
			i, all = len(all), append(all, count{words: words})
		}
		all[i].n++
	}
	slices.SortFunc(all, func(x, y count) int { return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.words, y.words)) })
	var s strings.Builder
	for i, c := range all {
		if i > 0 {
			s.WriteString(", ")
		}
		fmt.Fprintf(&s, "%d %s", c.n, c.words)
	}
	return s.String()
}

// otherwise is who would have been better, had they been free.
func (b *board) otherwise(w *weighed) *Otherwise {
	if b.policy.Name != Learned {
		return nil
	}
	base, best := 0.0, -1
	if w.chosen >= 0 {
		base = w.values[w.chosen]
	}
	for j, o := range w.obstacles {
		better := w.chosen < 0 || w.values[j] > base
		if (o > lastUnfit || o == none && w.chosen >= 0 && !b.takes(w, j)) && j != w.chosen && better && (best < 0 || w.values[j] > w.values[best]) {
			best = j
		}
	}
	if best < 0 {
		return nil
	}
	other := &Otherwise{Agent: b.desk.Agents[best].ID, Gain: w.values[best] - base}
	switch w.obstacles[best] {
	case full:
		other.If = "had a free slot"
	case away:
		other.If = "were at work, not " + b.desk.Agents[best].Away
	case leaving:
		other.If = "worked longer today"
	default:
		other.If = "were not needed for another ticket"
	}
	return other
}

// candidates lists all agents, those who could have the ticket first.
func (b *board) candidates(w *weighed, odds *draw) []Candidate {
	scores, order := make([]float64, len(b.desk.Agents)), make([]int, len(b.desk.Agents))
	parts := make([]Parts, len(order))
	for j := range order {
		order[j] = j
		if o := w.obstacles[j]; b.policy.Name == Learned && (o == none || o > lastUnfit) {
			parts[j] = b.scored(w, j, b.parts(w, j))
			scores[j] = parts[j].Sum()
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		switch {
		case x == w.chosen:
			return -1
		case y == w.chosen:
			return 1
		case w.obstacles[x] == none != (w.obstacles[y] == none):
			return cmp.Compare(w.obstacles[x], w.obstacles[y])
		case scores[x] != scores[y]:
			return cmp.Compare(scores[y], scores[x])
		}
		return cmp.Or(cmp.Compare(w.obstacles[x], w.obstacles[y]), cmp.Compare(x, y))
	})
	out := make([]Candidate, len(order))
	for i, j := range order {
		p := w.prospect(j)
		out[i] = Candidate{
			Agent: b.desk.Agents[j].ID, Score: scores[j], Success: p.Success, Sd: p.Sd, Hours: p.Hours, Seen: p.Seen,
			Parts: parts[j], Removed: b.gate.words(w.obstacles[j], w.Request, j),
		}
		switch {
		case odds != nil:
			out[i].Propensity = odds.propensities[j]
		case j == w.chosen:
			out[i].Propensity = 1
		}
	}
	return out
}
