package retrain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/models"
	"switchyard/training/gate"
)

// Input is what one task is learnt from.
type Input struct {
	Task models.Task
	Rows []Row
	// Tests are rows to judge on that are set apart already, such as those that were
	// judged blindly; nil takes the youngest of Rows.
	Tests []Row
	// Champion is the bundle that answers now, nil where there is none: then the
	// challenger must beat saying each label as often as it is.
	Champion *models.Bundle
}

// Outcome is a challenger that was judged.
type Outcome struct {
	Bundle  *models.Bundle
	Version registry.Version // without id, stage and lineage
	Verdict gate.Verdict
	Seen    []uuid.UUID // requesters it learnt from
	Notes   []string    // what was done with the rows, in words
}

// Learn fits a challenger on everything before a cut in time and has the gate
// compare it with the champion on what came after. The error is a *RefusedError
// where there is nothing to learn from. The same input and options give the same
// bundle and verdict, but for the time that answers take. tell hears how far it is
// and is called from the calling goroutine.
func Learn(ctx context.Context, in Input, o Options, tell func(Progress)) (*Outcome, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	tell(Progress{Task: in.Task, Stage: Cutting, Words: fmt.Sprintf("%d rows", len(in.Rows))})
	p, notes, err := prepare(in, o)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Notes: notes}
	champion, bytes, err := open(in.Champion)
	if err != nil {
		return nil, err
	}
	if champion != nil {
		defer func() { _ = champion.Close() }()
	}
	f, err := fit(ctx, in.Task, p, bytes*7/5, o, tell)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.model.Close() }()
	out.Bundle, out.Notes = f.bundle, append(out.Notes, f.notes...)

	tell(Progress{Task: in.Task, Stage: Testing, Words: fmt.Sprintf("%d rows after %s", len(p.test), p.cut.Format(time.DateOnly))})
	both := newRivals(in.Task, champion, f.model, p)
	both.champion.bytes, both.challenger.bytes = bytes, size(f.bundle)
	rows, meter, err := both.rows(ctx, in.Task, p.test, func(share float64) { tell(Progress{Task: in.Task, Stage: Testing, Done: share}) })
	if err != nil {
		return nil, err
	}
	before, after, err := both.costs(p.test)
	if err != nil {
		return nil, err
	}
	tell(Progress{Task: in.Task, Stage: Judging})
	if out.Verdict, err = judge(rows, before, after, leak(p.train, p.test), o); err != nil {
		return nil, err
	}
	out.Seen = requesters(p)
	out.Version = registry.Version{
		Task: in.Task, Data: data(p), Metrics: figures(meter.Measure(), after), Verdict: &out.Verdict,
		ParentName: "none",
	}
	if in.Champion != nil {
		out.Version.ParentName = in.Champion.Manifest.Version()
	}
	return out, ctx.Err()
}

// prepare makes of rows what is learnt from and tested on.
func prepare(in Input, o Options) (*parts, []string, error) {
	rows, tests := slices.Clone(in.Rows), slices.DeleteFunc(slices.Clone(in.Tests), func(r Row) bool { return !r.human() })
	if len(rows) == 0 {
		return nil, nil, refuse("no ticket has both a text and a label for %s: let agents set it first, or import a history", in.Task)
	}
	if !o.NewLabels {
		if err := foreign(rows, o.Known); err != nil {
			return nil, nil, err
		}
	}
	all := slices.Concat(rows, tests) // as one, so that labels are joined to the same form
	notes := joinLabels(all)
	rows, tests = all[:len(rows):len(rows)], all[len(rows):]
	var p *parts
	var err error
	if in.Tests == nil {
		p, err = cut(rows, o)
	} else {
		p, err = apart(rows, tests, o)
	}
	if err != nil {
		return nil, nil, err
	}
	notes = append(notes, p.notes...)
	kept, more := withoutRare(p.train, o.LeastEach)
	p.train, notes = kept, append(notes, more...)
	return p, notes, varied(in.Task, p.train)
}

// apart keeps rows that are set apart to test on as they are, and takes the
// youngest of the others to certify with.
func apart(rows, tests []Row, o Options) (*parts, error) {
	human := 0
	for i := range rows {
		if rows[i].human() {
			human++
		}
	}
	if human < o.Least {
		return nil, refuse("people have labelled %d tickets, %d are needed to learn from: %d more", human, o.Least, o.Least-human)
	}
	inTime(rows)
	p, want := &parts{test: tests}, min((human-o.Least)/10, mostCertify)
	at := len(rows)
	var after []Row
	for at > 0 && len(after) < want {
		if at--; rows[at].human() {
			after = append(after, rows[at])
		}
	}
	p.train, p.cut = slices.Clone(rows[:at]), youngest(rows[:at])
	p.share(after, sizes{certify: want})
	p.test = tests
	return p, nil
}

func youngest(rows []Row) time.Time {
	if len(rows) == 0 {
		return time.Time{}
	}
	return rows[len(rows)-1].At
}

// judge asks the gate, with what is left of alpha in this quarter, and adds what
// the gate cannot know.
func judge(rows []gate.Row, champion, challenger gate.Cost, leak gate.Test, o Options) (gate.Verdict, error) {
	options := o.Gate
	options.Alpha, options.Seed = gate.Spend(o.Gate.Alpha, o.Attempt), o.Seed
	v, err := gate.Judge(rows, champion, challenger, options)
	if err != nil {
		return v, err
	}
	for i := range v.Tests {
		if t := &v.Tests[i]; t.Name == "better" && o.Replace && !t.Passed {
			t.Passed, t.Words = true, "not asked, as the champion must be replaced: "+t.Words
		}
	}
	v.Tests = append(v.Tests, leak)
	v.Promote = len(v.Refusals()) == 0
	return v, nil
}

// open makes a champion ready, which may be nil.
func open(b *models.Bundle) (*models.Model, int64, error) {
	if b == nil {
		return nil, 0, nil
	}
	m, err := models.Open(b, models.Options{})
	if err != nil {
		return nil, 0, fmt.Errorf("the champion %s: %w", b.Manifest.Version(), err)
	}
	return m, size(b), nil
}

// requesters are those whose texts the challenger has learnt.
func requesters(p *parts) []uuid.UUID {
	var all []uuid.UUID
	for _, rows := range [][]Row{p.train, p.calibration, p.certify} {
		for i := range rows {
			all = append(all, rows[i].Requester)
		}
	}
	return all
}

// data says what a challenger learnt from.
func data(p *parts) registry.Data {
	d := registry.Data{Fingerprint: fingerprint(p.train), Rows: len(p.train), Tests: len(p.test), States: map[string]int{}, Cut: p.cut}
	for i := range p.train {
		r := &p.train[i]
		d.States[string(r.State)]++
		if d.From.IsZero() || r.At.Before(d.From) {
			d.From = r.At
		}
	}
	for i := range p.test {
		if at := p.test[i].At; at.After(d.Until) {
			d.Until = at
		}
	}
	return d
}

// IsRefused says whether an error is that there is nothing to learn from, and why.
func IsRefused(err error) (words string, refused bool) {
	var r *RefusedError
	if errors.As(err, &r) {
		return r.Words, true
	}
	return "", false
}
