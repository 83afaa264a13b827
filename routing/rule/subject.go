package rule

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// The variables of an expression.
const (
	ticketName = "ticket"
	agentName  = "agent"
)

// variables are the ticket and the agent that an expression is asked about. It
// is the activation of the expression, and reused from agent to agent.
type variables struct {
	ticket subject[ticketView]
	agent  subject[agentView]
}

// ResolveName implements cel.Activation.
func (v *variables) ResolveName(name string) (any, bool) {
	switch name {
	case ticketName:
		return &v.ticket, true
	case agentName:
		return &v.agent, true
	}
	return nil, false
}

// Parent implements cel.Activation.
func (v *variables) Parent() cel.Activation { return nil }

// subject is a ticket or an agent as an expression sees it: a record whose
// fields are looked up and never copied into a map.
type subject[V any] struct {
	view  V
	shape *shape[V]
}

// shape are the fields of a subject.
type shape[V any] struct {
	kind   *types.Type
	fields map[string]*field[V]
}

type field[V any] struct {
	kind *types.Type
	get  func(*V) ref.Val
	set  func(*V) bool // whether has() finds it; nil for always
}

func (s *subject[V]) Type() ref.Type { return s.shape.kind }
func (s *subject[V]) Value() any     { return s }

// Equal says whether two names stand for the same ticket or agent.
func (s *subject[V]) Equal(other ref.Val) ref.Val {
	o, same := other.(*subject[V])
	return types.Bool(same && o == s)
}

func (s *subject[V]) ConvertToNative(to reflect.Type) (any, error) {
	return nil, fmt.Errorf("%s cannot be turned into %s", s.shape.kind.TypeName(), to)
}

func (s *subject[V]) ConvertToType(to ref.Type) ref.Val {
	if to == types.TypeType {
		return s.shape.kind
	}
	return types.NewErr("%s cannot be turned into %s", s.shape.kind.TypeName(), to.TypeName())
}

// Get implements traits.Indexer, for fields that are looked up past dyn().
func (s *subject[V]) Get(index ref.Val) ref.Val {
	name, _ := index.(types.String)
	if f := s.shape.fields[string(name)]; f != nil {
		return f.get(&s.view)
	}
	return types.NewErr("no such field: %v", index)
}

// IsSet implements traits.FieldTester.
func (s *subject[V]) IsSet(index ref.Val) ref.Val {
	name, _ := index.(types.String)
	f := s.shape.fields[string(name)]
	return types.Bool(f != nil && (f.set == nil || f.set(&s.view)))
}

// lookup is how the checker and the planner know a field.
func (s *shape[V]) lookup(name string) (*types.FieldType, bool) {
	f := s.fields[name]
	if f == nil {
		return nil, false
	}
	return &types.FieldType{
		Type: f.kind,
		GetFrom: func(target any) (any, error) {
			s, fits := target.(*subject[V])
			if !fits {
				return nil, fmt.Errorf("no such field: %s", name)
			}
			return f.get(&s.view), nil
		},
		IsSet: func(target any) bool {
			s, fits := target.(*subject[V])
			return fits && (f.set == nil || f.set(&s.view))
		},
	}, true
}
