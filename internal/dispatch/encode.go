package dispatch

import (
	"encoding/json"
	"math"
	"strconv"
	"time"

	"switchyard/routing"
)

// Desks and decisions are written with every ticket, so their JSON is put
// together here, several times as fast as by reflection. Tests hold it to
// encoding/json: a desk reads back the same, a decision is the same to the byte.

// headOf is the part of an agent that does not change with time, as the
// beginning of a JSON object.
func headOf(a *routing.Agent) []byte {
	raw, err := json.Marshal(a)
	if err != nil {
		raw = []byte(`{"id":` + strconv.Quote(a.ID) + `}`) // fields that are no JSON never come from a store
	}
	return raw[:len(raw)-1]
}

// object appends members to a JSON object that was begun.
type object struct {
	b     []byte
	empty bool
}

func (o *object) key(name string) {
	if !o.empty {
		o.b = append(o.b, ',')
	}
	o.empty = false
	o.b = append(append(append(o.b, '"'), name...), `":`...)
}

func (o *object) text(name, value string) { o.key(name); o.b = appendText(o.b, value) }

func (o *object) someText(name, value string) {
	if value != "" {
		o.text(name, value)
	}
}

func (o *object) number(name string, value float64) { o.key(name); o.b = appendNumber(o.b, value) }

func (o *object) someNumber(name string, value float64) {
	if value != 0 {
		o.number(name, value)
	}
}

func (o *object) whole(name string, value int64) {
	o.key(name)
	o.b = strconv.AppendInt(o.b, value, 10)
}

func (o *object) someWhole(name string, value int64) {
	if value != 0 {
		o.whole(name, value)
	}
}

func (o *object) someYes(name string, value bool) {
	if value {
		o.key(name)
		o.b = append(o.b, "true"...)
	}
}

func (o *object) instant(name string, t time.Time) {
	o.key(name)
	o.b = append(t.AppendFormat(append(o.b, '"'), time.RFC3339Nano), '"')
}

func (o *object) someInstant(name string, t time.Time) {
	if !t.IsZero() {
		o.instant(name, t)
	}
}

func (o *object) someTexts(name string, values []string) {
	if len(values) == 0 {
		return
	}
	o.key(name)
	o.b = list(o.b, values, func(b []byte, s *string) []byte { return appendText(b, *s) })
}

// any appends a member that is rare enough for encoding/json.
func (o *object) any(name string, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		return
	}
	o.key(name)
	o.b = append(o.b, raw...)
}

func list[T any](b []byte, values []T, each func([]byte, *T) []byte) []byte {
	b = append(b, '[')
	for i := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, &values[i])
	}
	return append(b, ']')
}

// appendText appends a string as encoding/json does.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			raw, err := json.Marshal(s)
			if err != nil {
				raw = []byte(`""`)
			}
			return append(b, raw...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// appendNumber appends a float as encoding/json does, 0 for what is none.
func appendNumber(b []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(b, '0')
	}
	if k := x * 1e4; k >= -1e15 && k <= 1e15 && k == math.Trunc(k) && k/1e4 == x && (k != 0 || !math.Signbit(x)) {
		return appendDecimal(b, int64(k))
	}
	if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e21) {
		b = strconv.AppendFloat(b, x, 'e', -1, 64)
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' { // e-09 is e-9
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
		return b
	}
	return strconv.AppendFloat(b, x, 'f', -1, 64)
}

// appendDecimal appends a number of ten-thousandths, of at most fifteen digits:
// few enough that they are the shortest that read back the same.
func appendDecimal(b []byte, k int64) []byte {
	if k < 0 {
		b, k = append(b, '-'), -k
	}
	b = strconv.AppendInt(b, k/1e4, 10)
	if k %= 1e4; k == 0 {
		return b
	}
	b = append(b, '.', byte('0'+k/1000), byte('0'+k/100%10), byte('0'+k/10%10), byte('0'+k%10))
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// levels appends a member that is a small map.
func (o *object) levels(name string, m map[string]int) {
	switch len(m) {
	case 0:
	case 1:
		o.key(name)
		for key, value := range m {
			o.b = append(appendText(append(o.b, '{'), key), ':')
			o.b = append(strconv.AppendInt(o.b, int64(value), 10), '}')
		}
	default:
		o.any(name, m)
	}
}
