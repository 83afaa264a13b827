package rule

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"cel.dev/cel-go/common/ast"

	"switchyard/routing"
)

// Memo follows a book for some agents, and remembers what its rules said of them
// on tickets that are alike in all that a rule looks at. It gives exactly what
// Book.Apply gives, and may be used by several goroutines at once.
type Memo struct {
	book *Book
	mu   sync.RWMutex
	said map[memoKey]*judgement
	room int // for how many more verdicts
}

// memoKey is a rule of the book and the ticket as far as it looks at it.
type memoKey struct {
	rule   *compiledRule
	ticket string
}

// judgement is what a rule says of every agent.
type judgement struct {
	verdicts []verdict
	failed   int
	first    error  // of those who failed
	whom     string // it failed on first
}

// mostVerdicts bounds what a Memo remembers, in bytes.
const mostVerdicts = 8 << 20

// Memo remembers nothing yet.
func (b *Book) Memo() *Memo {
	return &Memo{book: b, said: map[memoKey]*judgement{}, room: mostVerdicts}
}

// Apply is Book.Apply. From call to call the agents must be the same, in the same
// order, and differ in nothing that an expression sees but load and tenure_days.
func (m *Memo) Apply(r *routing.Request, agents []routing.Agent, out []routing.Prospect) error {
	return m.book.apply(r, agents, out, m)
}

func (m *Memo) recall(key memoKey) *judgement {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.said[key]
}

func (m *Memo) keep(key memoKey, j *judgement) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if size := len(j.verdicts) + len(key.ticket); m.said[key] == nil && size <= m.room {
		kept := *j
		kept.verdicts = slices.Clone(j.verdicts)
		m.said[key], m.room = &kept, m.room-size
	}
}

// lasting are the fields of an agent that are the same in every call of a Memo.
var lasting = []string{"id", "skills", "languages", "teams", "room", "fields"}

// alike writes the fields by which tickets are told apart; an expression that
// looks at others is asked each time.
var alike = map[string]func(*ticketView) string{
	"category": func(v *ticketView) string { return v.first.Label },
	"priority": func(v *ticketView) string { return string(v.Priority) },
	"language": func(v *ticketView) string { return v.Language },
	"channel":  func(*ticketView) string { return "" }, // stands in every key
	"team":     func(v *ticketView) string { return v.Team },
	"tier":     func(v *ticketView) string { return v.Tier },
	"vip":      func(v *ticketView) string { return strconv.FormatBool(v.VIP) },
	"angry":    func(v *ticketView) string { return strconv.FormatBool(v.Angry) },
	"reopened": func(v *ticketView) string { return strconv.FormatBool(v.Reopened) },
	"attempt":  func(v *ticketView) string { return strconv.Itoa(v.Attempt) },
	"tags":     func(v *ticketView) string { return strings.Join(quoted(v.Tags), ",") },
}

func quoted(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = strconv.Quote(s)
	}
	return out
}

// memorable finds the fields of the ticket that an expression looks at, and says
// whether what it says depends on nothing else that changes.
func memorable(tree ast.Expr) (fields []string, fits bool) {
	names, looks := 0, 0 // how often ticket and agent stand, and how often as x.field
	fits = true
	ast.PreOrderVisit(tree, ast.NewExprVisitor(func(part ast.Expr) {
		switch part.Kind() {
		case ast.IdentKind:
			if name := part.AsIdent(); name == ticketName || name == agentName {
				names++
			}
		case ast.SelectKind:
			of := part.AsSelect().Operand()
			if of.Kind() != ast.IdentKind {
				return
			}
			switch field := part.AsSelect().FieldName(); of.AsIdent() {
			case ticketName:
				looks++
				fits = fits && alike[field] != nil
				if !slices.Contains(fields, field) {
					fields = append(fields, field)
				}
			case agentName:
				looks++
				fits = fits && slices.Contains(lasting, field)
			}
		}
	}))
	slices.Sort(fields)
	return fields, fits && names == looks
}

// key is a ticket as a rule sees it, false for a rule that is asked each time.
func (c *compiledRule) key(v *ticketView) (memoKey, bool) {
	if !c.agent.memorable {
		return memoKey{}, false
	}
	var b strings.Builder
	b.WriteString(strconv.Quote(v.Channel))
	for _, field := range c.agent.fields {
		b.WriteString(strconv.Quote(alike[field](v)))
	}
	return memoKey{c, b.String()}, true
}
