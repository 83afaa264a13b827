package monitor

// Quarter is how many tickets a quarter has here: 500 a day for 90 days. The
// chances of false alarms are those of so many tickets; a desk with more of them
// reaches its next false alarm sooner.
const Quarter = 45_000

// The chances of a false alarm a quarter of each monitor of a task. Together
// with that of new topics, .01, they stay below .05.
const (
	LabelAlarms      = .012
	ScopeAlarms      = .003
	LanguageAlarms   = .004
	LengthAlarms     = .004
	WordAlarms       = .004
	CorrectionAlarms = .003
	PromiseAlarms    = .01
)

// Settled is how many tickets make a reference: fewer leave too much open, and a
// desk waits longer for more.
const Settled = 2000

// Grown is how many tickets a reference holds in the end: what more of them would
// add to a window of 500 is little.
const Grown = 8000
