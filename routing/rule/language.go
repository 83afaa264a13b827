package rule

import (
	"errors"
	"fmt"
	"sort"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Bounds of an expression. Without a loop its time is bounded by its length;
// with one, by costLimit: some milliseconds at worst.
const (
	deepestLoop   = 2
	deepestNest   = 50
	costLimit     = 10_000
	largestRegexp = 500 // instructions
)

// languages are what can be written: about a ticket, and about a ticket and an
// agent. Both are made once, and may be used by several goroutines.
var languages = sync.OnceValues(func() (l struct{ ticket, agent *cel.Env }, err error) {
	known, err := types.NewRegistry()
	if err != nil {
		return l, err
	}
	l.ticket, err = cel.NewEnv(
		cel.CustomTypeProvider(provider{known}), cel.CustomTypeAdapter(adapter{}),
		cel.Variable(ticketName, ticketShape.kind),
		cel.ParserExpressionSizeLimit(longestExpression), cel.ParserRecursionLimit(deepestNest), cel.RegexProgramSizeLimit(largestRegexp),
		cel.ASTValidators(cel.ValidateDurationLiterals(), cel.ValidateTimestampLiterals(), cel.ValidateRegexLiterals(),
			cel.ValidateComprehensionNestingLimit(deepestLoop)),
	)
	if err != nil {
		return l, err
	}
	l.agent, err = l.ticket.Extend(cel.Variable(agentName, agentShape.kind))
	return l, err
})

// provider knows the types of ticket and agent beside the usual ones.
type provider struct{ *types.Registry }

// FindStructType implements types.Provider.
func (p provider) FindStructType(name string) (*types.Type, bool) {
	switch name {
	case ticketShape.kind.TypeName():
		return types.NewTypeTypeWithParam(ticketShape.kind), true
	case agentShape.kind.TypeName():
		return types.NewTypeTypeWithParam(agentShape.kind), true
	}
	return p.Registry.FindStructType(name)
}

// FindStructFieldNames implements types.Provider.
func (p provider) FindStructFieldNames(name string) ([]string, bool) {
	switch name {
	case ticketShape.kind.TypeName():
		return sortedKeys(ticketShape.fields), true
	case agentShape.kind.TypeName():
		return sortedKeys(agentShape.fields), true
	}
	return p.Registry.FindStructFieldNames(name)
}

// FindStructFieldType implements types.Provider.
func (p provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	switch name {
	case ticketShape.kind.TypeName():
		return ticketShape.lookup(field)
	case agentShape.kind.TypeName():
		return agentShape.lookup(field)
	}
	return p.Registry.FindStructFieldType(name, field)
}

// NewValue implements types.Provider: no expression makes a ticket or an agent.
func (p provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	if name == ticketShape.kind.TypeName() || name == agentShape.kind.TypeName() {
		return types.NewErr("%s cannot be made in an expression", name)
	}
	return p.Registry.NewValue(name, fields)
}

// expression is a condition that was compiled. It may be used by several
// goroutines at once.
type expression struct {
	program cel.Program
	agent   bool // whether it speaks of the agent

	fields    []string // of the ticket that it looks at
	memorable bool     // whether it can be remembered what it says; see Memo
}

// compile reads a condition; about is ticketName or agentName. The errors name
// the column.
func compile(source, about string) (*expression, error) {
	if n := len([]rune(source)); n > longestExpression {
		return nil, fmt.Errorf("has %d characters: shorten it to %d", n, longestExpression)
	}
	l, err := languages()
	if err != nil {
		return nil, err
	}
	env := l.agent
	if about == ticketName {
		env = l.ticket
	}
	tree, issues := env.Compile(source)
	if err := complaint(issues, about); err != nil {
		return nil, err
	}
	if kind := tree.OutputType(); !kind.IsExactType(types.BoolType) && !kind.IsExactType(types.DynType) {
		return nil, fmt.Errorf("gives %s: write a condition, which is true or false", kind)
	}
	e := &expression{}
	loops := false
	ast.PreOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(part ast.Expr) {
		loops = loops || part.Kind() == ast.ComprehensionKind
		e.agent = e.agent || part.Kind() == ast.IdentKind && part.AsIdent() == agentName
	}))
	e.fields, e.memorable = memorable(tree.NativeRep().Expr())
	options := []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize)}
	if loops { // counting costs more than most expressions
		options = append(options, cel.CostLimit(costLimit))
	}
	e.program, err = env.Program(tree, options...)
	return e, err
}

// complaint is what a person is told of an expression that does not compile.
func complaint(issues *cel.Issues, about string) error {
	if issues.Err() == nil {
		return nil
	}
	all := issues.Errors()
	if len(all) == 0 {
		return errors.New(line(issues.Err().Error()))
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := all[i].Location, all[j].Location
		return a.Line() < b.Line() || a.Line() == b.Line() && a.Column() < b.Column()
	})
	first := all[0]
	at := fmt.Sprintf("column %d", first.Location.Column()+1)
	if first.Location.Line() > 1 {
		at = fmt.Sprintf("line %d, %s", first.Location.Line(), at)
	}
	message := line(strings.ReplaceAll(first.Message, " (in container '')", ""))
	switch {
	case strings.Contains(message, "undeclared reference to 'agent'") && about == ticketName:
		message += ": only the ticket is known here"
	case strings.Contains(message, "undeclared reference"):
		message += ": ticket and agent are known, and text stands in quotes"
	case strings.Contains(message, "undefined field"):
		message += fmt.Sprintf(": ticket has %s; agent has %s", strings.Join(sortedKeys(ticketShape.fields), ", "), strings.Join(sortedKeys(agentShape.fields), ", "))
	}
	return fmt.Errorf("%s: %s", at, message)
}

// longestLine keeps what comes of an expression readable, in bytes.
const longestLine = 300

// line is a message on one line.
func line(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > longestLine {
		s = strings.ToValidUTF8(s[:longestLine], "") + "..."
	}
	return s
}

// holds asks the condition. The error says why it cannot be told, on one line.
func (e *expression) holds(v *variables) (bool, error) {
	value, _, err := e.program.Eval(v)
	if err != nil {
		return false, errors.New(line(err.Error()))
	}
	if b, fits := value.(types.Bool); fits {
		return bool(b), nil
	}
	return false, fmt.Errorf("it gives %s, which is neither true nor false", value.Type().TypeName())
}
