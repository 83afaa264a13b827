package rule

import (
	"maps"
	"reflect"
	"slices"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// object is custom fields as expressions see them. A name that is not there is
// an error, which has() avoids. Its names come in order, where a plain map
// would give them in another each time.
type object struct{ of map[string]any }

// plain is the map that the library makes of it, for what is asked rarely.
func (o *object) plain() traits.Mapper {
	return types.NewStringInterfaceMap(adapter{}, o.of)
}

func (o *object) Type() ref.Type                               { return types.MapType }
func (o *object) Value() any                                   { return o.of }
func (o *object) Equal(other ref.Val) ref.Val                  { return o.plain().Equal(other) }
func (o *object) ConvertToNative(to reflect.Type) (any, error) { return o.plain().ConvertToNative(to) }
func (o *object) ConvertToType(to ref.Type) ref.Val {
	if to == types.MapType {
		return o
	}
	return o.plain().ConvertToType(to)
}

// Find implements traits.Mapper.
func (o *object) Find(key ref.Val) (ref.Val, bool) {
	name, fits := key.(types.String)
	if !fits {
		return types.MaybeNoSuchOverloadErr(key), false
	}
	value, found := o.of[string(name)]
	if !found {
		return nil, false
	}
	return adapter{}.NativeToValue(value), true
}

// Get implements traits.Indexer.
func (o *object) Get(key ref.Val) ref.Val {
	value, found := o.Find(key)
	if value == nil && !found {
		return types.NewErr("no such key: %v", key)
	}
	return value
}

// Contains implements traits.Container.
func (o *object) Contains(key ref.Val) ref.Val {
	value, found := o.Find(key)
	if value != nil && !found { // why it cannot be told
		return value
	}
	return types.Bool(found)
}

// Size implements traits.Sizer.
func (o *object) Size() ref.Val { return types.Int(len(o.of)) }

// Iterator implements traits.Iterable.
func (o *object) Iterator() traits.Iterator { return names(o.of) }

// Fold implements traits.Foldable.
func (o *object) Fold(f traits.Folder) { fold(o.of, f, adapter{}.NativeToValue) }

// adapter turns the values of JSON into those of expressions.
type adapter struct{}

// NativeToValue implements types.Adapter.
func (adapter) NativeToValue(value any) ref.Val {
	switch v := value.(type) {
	case ref.Val:
		return v
	case map[string]any:
		return &object{v}
	case []any:
		return types.NewDynamicList(adapter{}, v)
	}
	return types.DefaultTypeAdapter.NativeToValue(value)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// names goes through the names of a map in order.
func names[V any](m map[string]V) traits.Iterator {
	return types.NewStringList(adapter{}, sortedKeys(m)).(traits.Iterable).Iterator()
}

// fold goes through a map in the order of its names.
func fold[V any](m map[string]V, f traits.Folder, value func(any) ref.Val) {
	var few [16]string // enough for most, and no allocation
	names := few[:0]
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !f.FoldEntry(types.String(name), value(m[name])) {
			return
		}
	}
}
