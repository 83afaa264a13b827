package feedback_test

import (
	"math"
	"testing"
	"time"

	"switchyard/internal/feedback"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

// report is that of categories from the start of the test.
func (d *desk) report(q *feedback.Quality, least int) feedback.Report {
	d.Helper()
	if err := q.Follow(d.Context()); err != nil {
		d.Fatal(err)
	}
	r, err := q.Report("category", monday.Add(-time.Hour), d.now.Add(time.Hour), least)
	if err != nil {
		d.Fatal(err)
	}
	return r
}

// TestQuality wants judgements of the audited share counted by their weight, and
// what people did with the answers they saw beside it, whether the log was
// followed as it grew or read at once.
func TestQuality(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		q := d.quality()
		for i := range 8 { // blind: six of eight are right, and one waits
			opened := d.read("Help", []string{"en", "de"}[i%2], "billing", .9, 1)
			if i < 6 {
				d.set(opened.ID, "billing")
			} else {
				d.do(opened.ID, lifecycle.Judge{Field: "category", Value: "login"})
			}
		}
		d.read("Help", "en", "billing", .9, 1)
		for i := range 10 { // seen: two are corrected, one is said to be wrong, one is confirmed after all
			opened := d.read("Help", "en", "billing", .9, 0)
			judge := lifecycle.Judge{Field: "category", Said: &ticket.Said{Value: "billing"}}
			switch i {
			case 0, 1:
				d.set(opened.ID, "login")
			case 2:
				judge.Verdict = ticket.Wrong
				d.do(opened.ID, judge)
			case 3:
				d.set(opened.ID, "login")
				judge.Verdict = ticket.Right
				d.do(opened.ID, judge)
			}
			if i == 5 {
				d.report(q, 1) // as it grows
			}
		}
		for what, q := range map[string]*feedback.Quality{"followed": q, "read at once": d.quality()} {
			r := d.report(q, 1)
			if r.Accuracy == nil || math.Abs(r.Accuracy.Accuracy-.75) > 1e-9 || r.Judged != 8 || r.Drawn != 9 || q.Waiting() != 1 {
				t.Errorf("%s: %+v, %d wait", what, r, q.Waiting())
			}
			if r.Seen != (feedback.Seen{Shown: 10, Denied: 3, Naive: .7}) {
				t.Errorf("%s: people saw %+v", what, r.Seen)
			}
			if len(r.ByLanguage) != 2 || r.ByLanguage[0].Rows != 4 || len(r.ByModel) != 1 || r.ByModel[0].Name != "c@1" || len(r.Propensities) != 1 || r.Propensities[0] != 1 {
				t.Errorf("%s: groups %+v %+v, %v", what, r.ByLanguage, r.ByModel, r.Propensities)
			}
			if few := d.report(q, 0); few.Accuracy != nil || few.Judged != 8 {
				t.Errorf("%s: an estimate of 8 rows: %+v", what, few)
			}
			if other, err := q.Report("category", d.now.Add(24*time.Hour), d.now.Add(48*time.Hour), 1); err != nil || other.Judged != 0 || other.Seen.Shown != 0 {
				t.Errorf("%s: tomorrow: %+v, %v", what, other, err)
			}
		}
	})
}

// What is older than the span is neither read nor kept.
func TestQualityForgets(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	q := d.quality()
	d.set(d.read("Help", "en", "billing", .9, 1).ID, "billing")
	d.read("Help", "en", "billing", .9, 0)
	if r := d.report(q, 1); r.Judged != 1 || r.Seen.Shown != 1 {
		t.Fatalf("%+v", r)
	}
	d.now = d.now.Add(feedback.Span + 48*time.Hour)
	d.set(d.read("Help", "en", "billing", .9, 1).ID, "login")
	for what, q := range map[string]*feedback.Quality{"followed": q, "read at once": d.quality()} {
		if r := d.report(q, 1); r.Judged != 1 || r.Seen.Shown != 0 || r.Accuracy.Accuracy != 0 {
			t.Errorf("%s: %+v", what, r)
		}
	}
}
