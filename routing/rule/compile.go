package rule

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"switchyard/routing"
)

// Compile checks the settings, their expressions and their examples, and gives
// what follows them. The error is an *InvalidError with all that is wrong, at
// most the first twenty. The Book shares nothing that s could change later but
// the values of examples.
func (s *Settings) Compile() (*Book, error) {
	var f faults
	b := &Book{settings: s.clone()}
	f.policy(&s.Policy)
	f.count("needs", len(s.Needs), mostNeeds)
	f.count("rules", len(s.Rules), mostRules)
	f.count("vip_tiers", len(s.VIPTiers), mostTiers)
	f.count("examples", len(s.Examples), mostExamples)
	if len(f) == mostFaults || len(s.VIPTiers) > mostTiers || len(s.Needs) > mostNeeds || len(s.Rules) > mostRules || len(s.Examples) > mostExamples {
		return nil, f.err()
	}
	for i := range b.settings.Needs {
		b.needs = append(b.needs, f.need(fmt.Sprintf("needs.%d", i), &b.settings.Needs[i]))
	}
	seen := map[string]bool{}
	for i := range b.settings.Rules {
		r, field := &b.settings.Rules[i], fmt.Sprintf("rules.%d", i)
		c := f.rule(field, r)
		if seen[r.Name] && r.Name != "" {
			f.blame(field+".name", "there is a rule %q before it: name each in its own way", r.Name)
		}
		seen[r.Name] = true
		if !r.Disabled {
			b.rules = append(b.rules, c)
		}
	}
	for i, tier := range s.VIPTiers {
		f.words(fmt.Sprintf("vip_tiers.%d", i), tier)
	}
	if s.Grace != Duration(-time.Second) && (s.Grace < 0 || s.Grace > longestGrace) {
		f.blame("grace", "is %s: give a time from 0s to 720h, or -1s for never", s.Grace)
	}
	clear(seen)
	for i := range b.settings.Examples {
		e, field := &b.settings.Examples[i], fmt.Sprintf("examples.%d", i)
		f.example(field, e)
		if seen[e.Name] && e.Name != "" {
			f.blame(field+".name", "there is an example %q before it: name each in its own way", e.Name)
		}
		seen[e.Name] = true
	}
	if len(f) > 0 {
		return nil, f.err()
	}
	for i := range b.settings.Examples {
		if err := b.try(&f, fmt.Sprintf("examples.%d", i), &b.settings.Examples[i]); err != nil {
			return nil, err
		}
	}
	if len(f) > 0 {
		return nil, f.err()
	}
	return b, nil
}

// need checks and compiles a need.
func (f *faults) need(field string, n *Need) (c compiledNeed) {
	f.words(field+".skill", n.Skill)
	if n.Level < 1 || n.Level > 5 {
		f.blame(field+".level", "is %d: give a level from 1 (a little) to 5 (fully)", n.Level)
	}
	f.duration(field+".relax", n.Relax)
	switch {
	case n.When != "" && n.Category != "":
		f.blame(field+".when", "stands beside category: give either one")
	case n.When == "" && n.Category == "":
		f.blame(field, "is for no ticket: give category, or an expression when")
	case n.Category != "":
		f.words(field+".category", n.Category)
	default:
		c.when = f.expression(field+".when", fmt.Sprintf("need of %q", n.Skill), n.When, ticketName)
	}
	c.field, c.category = field, n.Category
	c.need = routing.Need{Skill: n.Skill, Level: n.Level, Relax: time.Duration(n.Relax)}
	return c
}

// rule checks and compiles a rule.
func (f *faults) rule(field string, r *Rule) (c compiledRule) {
	c = compiledRule{field: field, rule: r, untested: r.Name + " (cannot be tested on them)"}
	f.words(field+".name", r.Name)
	called := fmt.Sprintf("rule %q", r.Name)
	if r.When != "" {
		c.when = f.expression(field+".when", called, r.When, ticketName)
	}
	if r.Agent == "" {
		f.blame(field+".agent", "%s is about no agents: give an expression over ticket and agent, such as agent.load < 3", called)
	} else {
		c.agent = f.expression(field+".agent", called, r.Agent, agentName)
	}
	switch r.Effect {
	case Require, Forbid:
		if r.Bonus != 0 {
			f.blame(field+".bonus", "%s removes agents and adds nothing: leave bonus out, or make its effect prefer", called)
		}
	case Prefer:
		if !(math.Abs(r.Bonus) <= largestBonus) || r.Bonus == 0 { // so that NaN is none
			f.blame(field+".bonus", "%s has a bonus of %v: give points of probability from -0.5 to 0.5, such as 0.05, and not 0", called, r.Bonus)
		}
	default:
		f.blame(field+".effect", "%s has the effect %.40q: take one of require, forbid, prefer", called, string(r.Effect))
	}
	return c
}

// expression compiles one and says whose it is when it cannot be.
func (f *faults) expression(field, whose, source, about string) *expression {
	if !utf8.ValidString(source) {
		f.blame(field, "%s: is not UTF-8: send it so", whose)
		return nil
	}
	e, err := compile(source, about)
	if err != nil {
		f.blame(field, "%s: %s", whose, err)
		return nil
	}
	return e
}

// longestWait is more than any ticket waits.
const longestWait = Duration(10 * 366 * 24 * time.Hour)

func (f *faults) duration(field string, d Duration) {
	if d < 0 || d > longestWait {
		f.blame(field, "is %s: give a time from 0s to ten years, such as 2h", d)
	}
}
