package retrain

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/models"
)

// A challenger that learnt from much beats a champion that learnt from little, and
// says from what it learnt and how it was judged.
func TestLearn(t *testing.T) {
	rows := some(1, 2500)
	champion := learnt(t, some(2, 150))
	var stages []string
	out, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows, Champion: champion}, small(), func(p Progress) {
		if len(stages) == 0 || stages[len(stages)-1] != string(p.Stage) {
			stages = append(stages, string(p.Stage))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	v := &out.Version
	if !out.Verdict.Promote || v.Data.Rows+v.Data.Tests > 2500 || v.Data.Tests != 300 || v.Metrics["accuracy"] < .8 || v.ParentName != champion.Manifest.Version() {
		t.Errorf("it is not promoted: %+v %+v", out.Verdict, v)
	}
	if got := strings.Join(stages, " "); got != "cut train certify test gate" {
		t.Errorf("stages are %s", got)
	}
	if c := out.Bundle.Manifest.Certificate; c == nil || !c.Issued() || c.Groups[0].Rows < 100 {
		t.Errorf("it has no certificate: %v", out.Notes)
	}
	if !v.Data.Cut.Before(v.Data.Until) || !v.Data.From.Before(v.Data.Cut) || v.Data.States["corrected"] != v.Data.Rows {
		t.Errorf("its data is told wrong: %+v", v.Data)
	}
	again, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows, Champion: champion}, small(), quiet)
	if err != nil || again.Bundle.Manifest.Hash != out.Bundle.Manifest.Hash || again.Verdict.Gain != out.Verdict.Gain {
		t.Errorf("the same rows give another bundle or verdict: %v", err)
	}
}

// What must be refused by the gate is, and the words say why.
func TestRefusedByTheGate(t *testing.T) {
	rows := some(1, 2500)
	shuffled := append([]Row(nil), rows...)
	random := rand.New(rand.NewPCG(9, 9))
	for i := len(shuffled) - 500; i > 0; i-- { // all that is learnt from
		k := random.IntN(i)
		shuffled[i].Label, shuffled[k].Label = shuffled[k].Label, shuffled[i].Label
	}
	for name, c := range map[string]struct {
		in          Input
		test, words string
	}{
		"shuffled labels": {Input{Rows: shuffled, Champion: learnt(t, some(2, 150))}, "better", "below 0.0304 is needed"},
		"leaked tests":    {Input{Rows: rows, Tests: append(some(3, 300), rows[:40]...), Champion: learnt(t, some(2, 150))}, "leak", "40 of 340 test rows (11.8 %)"},
		"no better":       {Input{Rows: rows, Champion: learnt(t, some(1, 2000))}, "better", "the champion alone"},
	} {
		t.Run(name, func(t *testing.T) {
			c.in.Task = models.Category
			out, err := Learn(t.Context(), c.in, small(), quiet)
			if err != nil || out.Verdict.Promote {
				t.Fatalf("promoted (%v)", err)
			}
			for _, test := range out.Verdict.Refusals() {
				if test.Name == c.test && strings.Contains(test.Words, c.words) {
					return
				}
			}
			t.Errorf("not refused by %q for %q: %+v", c.test, c.words, out.Verdict.Refusals())
		})
	}
}

// A champion that must go is replaced by one that is no worse, and not by one that
// is.
func TestReplace(t *testing.T) {
	rows := some(1, 2500)
	o := small()
	o.Replace = true
	o.Gate.Loss = .05 // 300 rows prove no more
	out, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows, Champion: learnt(t, rows[:1800])}, o, quiet)
	if err != nil || !out.Verdict.Promote {
		t.Errorf("refused: %v %+v", err, out.Verdict.Refusals())
	}
	out, err = Learn(t.Context(), Input{Task: models.Category, Rows: some(2, 500), Champion: learnt(t, rows)}, o, quiet)
	if err != nil || out.Verdict.Promote {
		t.Errorf("one that is worse is promoted: %v %v", err, out.Verdict.Gain)
	}
}

// Rows that teach nothing are refused before anything is fitted, with figures.
func TestRefusedRows(t *testing.T) {
	with := func(n int, change func(i int, r *Row)) []Row {
		rows := some(4, n)
		for i := range rows {
			change(i, &rows[i])
			rows[i].fold = folded(rows[i].Text)
		}
		return rows
	}
	keep := func(int, *Row) {}
	for name, c := range map[string]struct {
		rows  []Row
		known []string
		words string
	}{
		"none":             {nil, nil, "no ticket has both a text and a label"},
		"thirty":           {with(30, keep), nil, "people have labelled 30 tickets, 400 are needed (100 to learn from and 300 younger ones to test on): 370 more"},
		"machine's alone":  {with(2000, func(_ int, r *Row) { r.State, r.Weight = history.Untouched, .3 }), nil, "people have labelled 0 tickets"},
		"one label":        {with(1000, func(_ int, r *Row) { r.Label = "refund" }), nil, `have the same category "refund"`},
		"nine in ten":      {with(1000, func(i int, r *Row) { r.Label = []string{"refund", "other"}[min(1, i%12/11)] }), nil, `91.7 % of the 640 rows that people labelled have the category "refund"`},
		"another taxonomy": {with(1000, keep), []string{"billing", "label 1"}, "of its 6 labels the desk knows 1, and"},
		"no times":         {with(1000, func(_ int, r *Row) { r.At = time.Time{} }), nil, "has no created_at"},
		"one time":         {with(1000, func(_ int, r *Row) { r.At = start }), nil, "have the same created_at"},
		"one text":         {with(1000, func(_ int, r *Row) { r.Text = "It does NOT work!" }), nil, "too few of the 1000 tickets that people labelled differ in their text"},
	} {
		t.Run(name, func(t *testing.T) {
			o := small()
			o.Known = c.known
			_, err := Learn(t.Context(), Input{Task: models.Category, Rows: c.rows}, o, quiet)
			words, refused := IsRefused(err)
			if !refused || !strings.Contains(words, c.words) {
				t.Errorf("%v: expected a refusal with %q", err, c.words)
			}
		})
	}
	o := small()
	o.Known, o.NewLabels = []string{"billing"}, true
	if _, err := Learn(t.Context(), Input{Task: models.Category, Rows: some(4, 1000)}, o, quiet); err != nil {
		t.Errorf("labels that are said to be new are refused: %v", err)
	}
}

// Labels that differ in writing alone are one, rare ones are left out, and both is
// told.
func TestLabels(t *testing.T) {
	rows := some(5, 1200)
	for i := range rows {
		if rows[i].Label == "label 0" && i%3 > 0 {
			rows[i].Label = []string{"Label 0", "LABEL_0", "label-0", "label  0"}[i%4]
		}
		if i == 100 || i == 200 {
			rows[i].Label = "hardly ever"
		}
	}
	out, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows}, small(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	labels := strings.Join(out.Bundle.Manifest.Labels, ",")
	if len(out.Bundle.Manifest.Labels) != 6 || strings.Contains(labels, "hardly") {
		t.Errorf("the model knows %s", labels)
	}
	told := strings.Join(out.Notes, "\n")
	for _, words := range []string{`differ from "label 0" in writing alone`, `left out, as people gave them to fewer than 5 tickets before the cut: "hardly ever" (2)`} {
		if !strings.Contains(told, words) {
			t.Errorf("not told: %s\n%s", words, told)
		}
	}
}

// The cut is in time, keeps what the machine said alone and what repeats an older
// text from the tests, and takes no requester's rows apart.
func TestCut(t *testing.T) {
	rows := some(6, 1600)
	for i := range rows {
		switch {
		case i%4 == 0:
			rows[i].State, rows[i].Weight = history.Untouched, .3
		case i > 1000 && i%5 == 0:
			rows[i].Text, rows[i].fold = strings.ToUpper(rows[i-800].Text)+"!!", rows[i-800].fold
		}
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
	p, err := cut(rows, small())
	if err != nil {
		t.Fatal(err)
	}
	if got := leak(p.train, p.test); !got.Passed || got.Value != 0 {
		t.Errorf("test rows stand among the training rows: %s", got.Words)
	}
	machine := 0
	for _, r := range p.train {
		if r.At.After(p.cut) || r.At.Equal(p.cut) {
			t.Fatalf("a training row is of %s, the cut is at %s", r.At, p.cut)
		}
		if !r.human() {
			machine++
		}
	}
	for _, part := range [][]Row{p.test, p.certify, p.calibration} {
		for _, r := range part {
			if r.At.Before(p.cut) || !r.human() {
				t.Fatalf("a row of %s (%s) stands after the cut at %s", r.At, r.State, p.cut)
			}
		}
	}
	if len(p.test) != 300 || machine == 0 || !strings.Contains(strings.Join(p.notes, ";"), "repeat an older text") {
		t.Errorf("%d test rows, %d rows of the machine to learn from, notes %v", len(p.test), machine, p.notes)
	}
}

// What the champion does not know it has wrong, and spelling is no knowledge.
func TestUnionOfLabels(t *testing.T) {
	rows := some(7, 1500)
	known := append([]Row(nil), rows...)
	for i := range known {
		if known[i].Label == "label 5" {
			known[i].Label = "label 4"
		}
		known[i].Label = strings.ToUpper(known[i].Label)
	}
	champion := learnt(t, known)
	out, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows, Champion: champion}, small(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	if a := out.Verdict.Champion; a < .6 || a > .95 {
		t.Errorf("the champion, which knows five labels of six, is right on %.2f", a)
	}
	if !out.Verdict.Promote {
		t.Errorf("a challenger that knows one label more is refused: %+v", out.Verdict.Refusals())
	}
	for _, id := range out.Seen {
		if id == uuid.Nil {
			t.Fatal("nobody was seen")
		}
	}
}

// What rests on the machine's word alone weighs less: it may be wrong and does
// little harm.
func TestMachineLabelsWeighLess(t *testing.T) {
	rows := some(8, 2400)
	for i := range rows {
		if i < 1400 && i%2 == 0 {
			rows[i].State, rows[i].Weight = history.Untouched, history.UntouchedWeight
			rows[i].Label = fmt.Sprintf("label %d", (rows[i].Label[6]-'0'+1)%6)
		}
	}
	accuracy := func() float64 {
		out, err := Learn(t.Context(), Input{Task: models.Category, Rows: rows}, small(), quiet)
		if err != nil {
			t.Fatal(err)
		}
		return out.Version.Metrics["accuracy"]
	}
	weighed := accuracy()
	for i := range rows {
		rows[i].Weight = 1
	}
	if alike := accuracy(); weighed < alike+.02 {
		t.Errorf("right on %.3f with weights, %.3f without", weighed, alike)
	}
}
