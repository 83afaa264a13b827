package learn

import (
	"math"
	"time"

	"switchyard/routing"
)

// The columns of what is looked at. Those up to columnMore are the ticket's,
// the others those of the pair; signals follow.
const (
	columnOne = iota
	columnLow
	columnHigh
	columnUrgent
	columnLate
	columnAgain // somebody had it before
	columnMore  // how many more had it
	columnForeign
	columnDeclared
	columnTenure
	columnPace  // how fast the agent is
	columnKnack // how much faster in the category than elsewhere
	fixedColumns
)

// frame makes columns of requests and outcomes.
type frame struct {
	center, scale []float64 // of each signal
}

func (f *frame) columns() int { return fixedColumns + len(f.center) }

// ticket fills in the columns that the ticket has by itself.
func (f *frame) ticket(x []float64, priority string, late bool, attempt int, signals []float64) {
	clear(x)
	x[columnOne] = 1
	switch routing.Priority(priority) {
	case routing.Low:
		x[columnLow] = 1
	case routing.High:
		x[columnHigh] = 1
	case routing.Urgent:
		x[columnUrgent] = 1
	}
	if late {
		x[columnLate] = 1
	}
	if attempt > 0 {
		x[columnAgain] = 1
		x[columnMore] = float64(min(attempt, maxAttempts) - 1)
	}
	for i := range f.center {
		if i < len(signals) && finite(signals[i]) {
			x[fixedColumns+i] = min(max((signals[i]-f.center[i])/f.scale[i], -4), 4)
		}
	}
}

// request fills in the columns of a request, but for those of the pair.
func (f *frame) request(x []float64, r *routing.Request) {
	f.ticket(x, string(r.Priority), r.Target > 0 && r.Waited > r.Target, r.Attempt, r.Signals)
}

// outcome fills in all columns of an outcome but for pace and knack.
func (f *frame) outcome(x []float64, o *Outcome) {
	f.ticket(x, o.Priority, o.Late, o.Attempt, o.Signals)
	x[columnForeign] = o.Foreign
	x[columnDeclared] = o.Declared
	x[columnTenure] = tenured(o.Tenure)
}

// tenured is the column of a tenure: what a day more teaches gets less.
func tenured(t time.Duration) float64 { return math.Log1p(max(0, t.Hours()/24)) / 5 }
