package rule

import (
	"fmt"
	"maps"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// number is what a table holds.
type number interface{ int | float64 }

// table is a map from names to numbers as expressions see it: a name that is
// not there counts 0, has() and in say whether it is, and its names come in
// order.
type table[N number] struct{ of map[string]N }

func (t *table[N]) Type() ref.Type { return types.MapType }
func (t *table[N]) Value() any     { return t.of }

func (t *table[N]) Equal(other ref.Val) ref.Val {
	o, same := other.(*table[N])
	return types.Bool(same && maps.Equal(t.of, o.of))
}

func (t *table[N]) ConvertToNative(to reflect.Type) (any, error) {
	return nil, fmt.Errorf("a map cannot be turned into %s", to)
}

func (t *table[N]) ConvertToType(to ref.Type) ref.Val {
	switch to {
	case types.MapType:
		return t
	case types.TypeType:
		return types.MapType
	}
	return types.NewErr("a map cannot be turned into %s", to.TypeName())
}

// Get implements traits.Indexer.
func (t *table[N]) Get(index ref.Val) ref.Val {
	name, fits := index.(types.String)
	if !fits {
		return types.MaybeNoSuchOverloadErr(index)
	}
	return adapter{}.NativeToValue(t.of[string(name)])
}

// IsSet implements traits.FieldTester.
func (t *table[N]) IsSet(index ref.Val) ref.Val { return t.Contains(index) }

// Contains implements traits.Container.
func (t *table[N]) Contains(index ref.Val) ref.Val {
	name, fits := index.(types.String)
	if !fits {
		return types.MaybeNoSuchOverloadErr(index)
	}
	_, found := t.of[string(name)]
	return types.Bool(found)
}

// Size implements traits.Sizer.
func (t *table[N]) Size() ref.Val { return types.Int(len(t.of)) }

// Iterator implements traits.Iterable.
func (t *table[N]) Iterator() traits.Iterator { return names(t.of) }

// Fold implements traits.Foldable.
func (t *table[N]) Fold(f traits.Folder) { fold(t.of, f, adapter{}.NativeToValue) }
