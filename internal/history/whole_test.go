package history_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/internal/history"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// filled sets everything in a value that can be set to something.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(monday))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				filled(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		filled(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			filled(v.Index(i))
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		filled(key)
		filled(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("7")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(7)
	case reflect.Float64:
		v.SetFloat(7)
	case reflect.Interface:
		v.Set(reflect.ValueOf("7"))
	}
}

// TestNothingOfATicketIsForgotten fails when a ticket gets a field that its line
// does not have.
func TestNothingOfATicketIsForgotten(t *testing.T) {
	var w store.Whole
	filled(reflect.ValueOf(&w.Ticket).Elem())
	got, err := history.ThereAndBack(&w)
	if err != nil {
		t.Fatal(err)
	}
	want := w.Ticket
	want.Version, want.Events, want.Chain = 0, 0, ticket.Hash{} // those are the store's
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a ticket after it became a line (-want +got):\n%s", diff)
	}
}
