package retrain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// parts are the rows of a task, cut in time.
type parts struct {
	train       []Row // before the cut
	calibration []Row // after it, for the temperature; may be empty
	certify     []Row // after it, for the certificate; may be empty
	test        []Row // after it, for the gate
	cut         time.Time
	notes       []string
}

// sizes are how many rows come after the cut.
type sizes struct{ test, certify int }

// sizesFor shares out the rows that people labelled: a tenth to test on, between
// what the gate asks for and three times that, and a tenth of the rest to certify
// with.
func sizesFor(human int, o Options) (sizes, error) {
	if wanted := o.Gate.Rows + o.Least; human < wanted {
		return sizes{}, refuse("people have labelled %d tickets, %d are needed (%d to learn from and %d younger ones to test on): %d more",
			human, wanted, o.Least, o.Gate.Rows, wanted-human)
	}
	s := sizes{test: min(max(human/10, o.Gate.Rows), 3*o.Gate.Rows)}
	s.test = min(s.test, human-o.Least)
	s.certify = min((human-s.test-o.Least)/10, mostCertify)
	return s, nil
}

// mostCertify is from where more rows hardly move the threshold.
const mostCertify = 1000

// cut divides rows in time: the youngest that people labelled are to test and
// certify on, everything older is to learn from. A ticket whose text was there
// before the cut already proves nothing and is left out after it; so is what the
// machine alone labelled.
func cut(rows []Row, o Options) (*parts, error) {
	if err := dated(rows); err != nil {
		return nil, err
	}
	inTime(rows)
	human, first := 0, map[string]int{}
	for i := range rows {
		if rows[i].human() {
			human++
		}
		if _, seen := first[rows[i].fold]; !seen {
			first[rows[i].fold] = i
		}
	}
	want, err := sizesFor(human, o)
	if err != nil {
		return nil, err
	}
	wanted, at, found := want.test+want.certify, len(rows), 0
	fresh := func(i int) bool { return rows[i].human() && first[rows[i].fold] == i }
	for at > 0 && found < wanted {
		at--
		if fresh(at) {
			found++
		}
	}
	p := &parts{train: slices.Clone(rows[:at])}
	learning := 0
	for i := range p.train {
		if p.train[i].human() {
			learning++
		}
	}
	if found < wanted || learning < o.Least {
		return nil, refuse("too few of the %d tickets that people labelled differ in their text: once %d younger ones are set aside to test on, %d older ones are left to learn from and %d are needed",
			human, found, learning, o.Least)
	}
	p.cut = rows[at].At
	var after []Row
	repeated, machine := 0, 0
	for i := at; i < len(rows); i++ {
		switch {
		case fresh(i):
			after = append(after, rows[i])
		case !rows[i].human():
			machine++
		default:
			repeated++
		}
	}
	if repeated > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%d tickets after the cut repeat an older text and test nothing", repeated))
	}
	if machine > 0 {
		p.notes = append(p.notes, fmt.Sprintf("%d tickets after the cut were labelled by the machine alone and test nothing", machine))
	}
	p.share(after, want)
	return p, nil
}

// share gives the rows after the cut to the certificate and to the gate, mixed,
// so that both see the same weeks. All rows of a requester go to one side.
func (p *parts) share(after []Row, want sizes) {
	slices.SortStableFunc(after, func(a, b Row) int { return cmp.Compare(scatter(&a), scatter(&b)) })
	certify := after[:min(want.certify, len(after))]
	p.test = slices.Clone(after[len(certify):])
	if n := len(certify) / 3; n >= leastCalibration {
		p.calibration, certify = slices.Clone(certify[:n]), certify[n:]
	}
	p.certify = slices.Clone(certify)
	inTime(p.test)
}

// leastCalibration is how many rows a temperature and thresholds need; with fewer
// training holds some of its own out.
const leastCalibration = 100

func inTime(rows []Row) {
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) })
}

// dated refuses rows that cannot be put in order of time.
func dated(rows []Row) error {
	var low, high time.Time
	for i := range rows {
		at := rows[i].At
		if at.IsZero() {
			return refuse("row %s has no created_at: without times nothing can be tested on what came later", rows[i].ID)
		}
		if low.IsZero() || at.Before(low) {
			low = at
		}
		if at.After(high) {
			high = at
		}
	}
	if len(rows) > 1 && low.Equal(high) {
		return refuse("all %d rows have the same created_at %s: give them the times when they came in", len(rows), low.Format(time.RFC3339))
	}
	return nil
}
