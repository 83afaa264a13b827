package rollout

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
	"switchyard/training/monitor"
)

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// at is a version of the category that came to a stage.
func at(stage registry.Stage, share float64, when time.Time) registry.Version {
	return registry.Version{ID: uuid.UUID{1}, Task: models.Category, Name: "new@1", Hash: "1", Stage: stage, Share: share,
		Steps: []registry.Step{{At: monday, To: registry.Shadow}, {At: when, To: stage, Share: share}}}
}

func TestOnward(t *testing.T) {
	settings := registry.DefaultSettings()
	for _, tc := range []struct {
		name  string
		from  registry.Version
		after time.Duration
		to    registry.Stage
		share float64
	}{
		{"shadow, too early", at(registry.Shadow, 0, monday), 24*time.Hour - 1, "", 0},
		{"shadow", at(registry.Shadow, 0, monday), 24 * time.Hour, registry.Canary, .05},
		{"first share, too early", at(registry.Canary, .05, monday), 23 * time.Hour, "", 0},
		{"first share", at(registry.Canary, .05, monday), 24 * time.Hour, registry.Canary, .2},
		{"a share of a person's choice", at(registry.Canary, .1, monday), 24 * time.Hour, registry.Canary, .2},
		{"second share", at(registry.Canary, .2, monday), 24 * time.Hour, registry.Canary, 1},
		{"all", at(registry.Canary, 1, monday), 24 * time.Hour, registry.Champion, 0},
	} {
		c := course{version: tc.from, rival: "old@0"}
		m := c.onward(&settings, monday.Add(tc.after))
		if m.to != tc.to || m.share != tc.share || (m.to != "") != (m.why != "") {
			t.Errorf("%s: %+v", tc.name, m)
		}
	}
	champion := course{version: at(registry.Champion, 0, monday), reigning: true}
	if m := champion.onward(&settings, monday.AddDate(1, 0, 0)); m.to != "" {
		t.Errorf("a champion moves on: %+v", m)
	}
}

func TestRollback(t *testing.T) {
	for _, tc := range []struct {
		name string
		c    course
		why  string // empty where it stays
	}{
		{"nothing is known", course{}, ""},
		{"a few losses", course{blind: monitor.Contest{Chance: .5, Lost: 4, Won: 2}}, ""},
		{"judged blindly", course{rival: "old@0", judged: 90, blind: monitor.Contest{Chance: .5, Lost: 18, Won: 2}}, "worse than old@0: of 90 tickets judged blindly it alone was wrong on 18 and its rival alone on 2; evidence"},
		{"its arm", course{arms: []monitor.Contest{{Chance: .05, Lost: 5, Won: 20}, {Chance: .2, Lost: 30, Won: 40}}}, "it answered 20 % of the tickets, and 30 of the 70 answers that people replaced were its own"},
		{"fails", course{tallied: triage.Tallied{Answers: 100, Failed: 9}}, "gave no answer on 9 of 100 texts, at most 1 % is borne"},
		{"fails now and then", course{tallied: triage.Tallied{Answers: 10000, Failed: 90}}, ""},
		{"slow", course{tallied: triage.Tallied{Answers: 100, Late: 20}}, "took longer than 250ms on 20 of 100 texts"},
		{"a champion's rival fails", course{reigning: true, tallied: triage.Tallied{Answers: 100, Failed: 100}}, ""},
		{"a champion is worse", course{reigning: true, blind: monitor.Contest{Chance: .5, Lost: 18, Won: 2}}, "worse than"},
	} {
		m := tc.c.rollback()
		if (m.to == registry.RolledBack) != (tc.why != "") || !strings.Contains(m.why, tc.why) {
			t.Errorf("%s: %+v, want %q", tc.name, m, tc.why)
		}
	}
}

// decision is one in which the champion said a and the challenger said b.
func decision(counted, beside, label, other string, share float64) *triage.Decision {
	return &triage.Decision{
		Category: &triage.Choice{Label: label, Action: "suggest"}, Models: map[string]string{"category": counted},
		Beside: map[models.Task]triage.Opinion{models.Category: {Label: other, Model: beside, Share: share}},
	}
}

func TestCompare(t *testing.T) {
	audited := func(value string, judged bool) *ticket.Ticket {
		a := &ticket.Audit{Fields: []string{"category"}}
		if judged {
			a.Judged = []ticket.Judgement{{Field: "category", Value: value}}
		}
		return &ticket.Ticket{Category: value, Human: []string{"category"}, Triage: ticket.Triage{Audit: a}}
	}
	human := &ticket.Ticket{Category: "x", Human: []string{"category"}}
	for _, tc := range []struct {
		name string
		t    *ticket.Ticket
		d    *triage.Decision
		want outcome
		ok   bool
	}{
		{"blind, the new one wrong", audited("x", true), decision("old", "new", "x", "y", 0), outcome{blind: true, lost: true}, true},
		{"blind, the old one wrong", audited("y", true), decision("old", "new", "x", "y", 0), outcome{blind: true, won: true}, true},
		{"blind, the new one counted and was wrong", audited("y", true), decision("new", "old", "x", "y", .2), outcome{blind: true, lost: true}, true},
		{"blind, both right", audited("x", true), decision("old", "new", "x", "x", 0), outcome{blind: true}, true},
		{"blind, both wrong", audited("z", true), decision("old", "new", "x", "y", 0), outcome{blind: true}, true},
		{"drawn and not judged", audited("x", false), decision("old", "new", "x", "y", .2), outcome{}, false},
		{"shadow, seen", human, decision("old", "new", "y", "x", 0), outcome{}, false},
		{"arm of the old one, corrected", human, decision("old", "new", "y", "x", .2), outcome{share: .2, won: true}, true},
		{"arm of the new one, corrected", human, decision("new", "old", "y", "x", .2), outcome{share: .2, lost: true}, true},
		{"arm of the new one, kept", human, decision("new", "old", "x", "y", .2), outcome{share: .2}, true},
		{"no arms when all are its own", human, decision("new", "old", "y", "x", 1), outcome{}, false},
		{"another pair", human, decision("newer", "old", "y", "x", .2), outcome{}, false},
		{"nobody said so", &ticket.Ticket{Category: "y"}, decision("new", "old", "y", "x", .2), outcome{}, false},
		{"one model alone", human, &triage.Decision{Category: &triage.Choice{Label: "y"}, Models: map[string]string{"category": "new"}}, outcome{}, false},
	} {
		if got, ok := compare(models.Category, tc.t, tc.d, "new", "old"); got != tc.want || ok != tc.ok {
			t.Errorf("%s: %+v, %v; want %+v, %v", tc.name, got, ok, tc.want, tc.ok)
		}
	}
	silent := decision("new", "old", "x", "x", .2)
	silent.Category.Action = "human"
	if got, _ := compare(models.Category, human, silent, "new", "old"); !got.lost {
		t.Errorf("an answer that was not shown leaves its work to people: %+v", got)
	}
}

// simulated is a desk where people correct what is wrong, but let some answers
// stand because they saw them.
type simulated struct {
	rng                  *rand.Rand
	champion, challenger float64 // chance to be wrong
	audit, led           float64 // share judged blindly; chance that a wrong answer is let stand
	perDay               int
	version              registry.Version
	settings             registry.Settings
	outcomes             []outcome
}

// run gives the stage at which a challenger ends, over its whole way.
func (s *simulated) run() registry.Stage {
	now := monday
	for range 30 {
		for range s.perDay {
			s.ticket()
			c := course{version: s.version, rival: "old@0"}
			if len(s.outcomes)%50 == 0 { // a look after every few
				if c.sum(s.outcomes); c.rollback().to != "" {
					return registry.RolledBack
				}
			}
		}
		now = now.Add(24 * time.Hour)
		c := course{version: s.version, rival: "old@0"}
		c.sum(s.outcomes)
		if m := c.rollback(); m.to != "" {
			return m.to
		}
		if m := c.onward(&s.settings, now); m.to != "" {
			if m.to == registry.Champion {
				return m.to
			}
			s.version = at(m.to, m.share, now)
		}
	}
	return s.version.Stage
}

// ticket is one ticket's way: what both say, what was shown, what a person did.
func (s *simulated) ticket() {
	both := min(s.champion, s.challenger) / 2 // they often err together
	u := s.rng.Float64()
	oldWrong := u < s.champion
	newWrong := u < both || (u >= s.champion && u < s.champion+s.challenger-both)
	if s.rng.Float64() < s.audit {
		s.outcomes = append(s.outcomes, outcome{blind: true, lost: newWrong && !oldWrong, won: oldWrong && !newWrong})
		return
	}
	share := 0.
	if s.version.Stage == registry.Canary {
		share = s.version.Share
	}
	if share == 0 || share == 1 {
		return
	}
	mine := s.rng.Float64() < share
	wrong := oldWrong
	if mine {
		wrong = newWrong
	}
	corrected := wrong && s.rng.Float64() >= s.led
	s.outcomes = append(s.outcomes, outcome{share: share, lost: corrected && mine, won: corrected && !mine})
}

// A challenger that is worse by ten points loses its place before it is champion,
// and one that is as good keeps it, however often it is looked at and although
// people let a third of the wrong answers stand that they see.
func TestWhoIsRolledBack(t *testing.T) {
	const runs = 100
	for _, tc := range []struct {
		name            string
		perDay          int
		challenger      float64
		atLeast, atMost float64
	}{
		{"ten points worse", 2000, .3, .9, 1}, {"ten points worse, a small desk", 500, .3, .15, .6},
		{"equal", 2000, .2, 0, .05}, {"equal, a small desk", 500, .2, 0, .05}, {"five points better", 2000, .15, 0, .02},
	} {
		rolledBack := 0
		for run := range runs {
			s := simulated{rng: rand.New(rand.NewPCG(uint64(run), 7)), champion: .2, challenger: tc.challenger, audit: .04, led: 1. / 3,
				perDay: tc.perDay, version: at(registry.Shadow, 0, monday), settings: registry.DefaultSettings()}
			switch end := s.run(); end {
			case registry.RolledBack:
				rolledBack++
			case registry.Champion:
			default:
				t.Fatalf("%s: ends as %s", tc.name, end)
			}
		}
		share := float64(rolledBack) / runs
		t.Logf("%s: %.3f of %d runs are rolled back", tc.name, share, runs)
		if share < tc.atLeast || share > tc.atMost {
			t.Errorf("%s: %v of the runs are rolled back, want %v to %v", tc.name, share, tc.atLeast, tc.atMost)
		}
	}
}
