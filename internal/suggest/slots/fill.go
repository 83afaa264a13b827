package slots

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"switchyard/internal/text"
)

// CustomerEmail is the slot of the customer's address.
const CustomerEmail = "customer.email"

// Slot is a place in a template.
type Slot struct {
	Name   string `json:"name" example:"customer.first_name"`
	Value  string `json:"value,omitempty" doc:"What fills it, from this ticket alone"`
	Filled bool   `json:"filled" doc:"false where this ticket does not say: it stays visible, and a person fills it"`
}

// Values are what this ticket fills slots with, by slot.
type Values map[string]string

// About is what a ticket knows. Any part may be empty.
type About struct {
	Number  int64
	Subject string
	Written string // what the customer wrote
	People  People // Agents[0] is who answers
	Address string
}

// longest is the longest value of a slot, in bytes.
const longest = 200

// ValuesOf gathers what a ticket fills slots with. A number, an amount or a date
// counts only where the customer wrote exactly one.
func ValuesOf(a *About) Values {
	v := Values{}
	v.person("customer", a.People.Customer)
	if len(a.People.Agents) > 0 {
		v.person("agent", a.People.Agents[0])
	}
	v.put(CustomerEmail, a.Address)
	v.put("ticket.subject", a.Subject)
	if a.Number > 0 {
		v.put("ticket.number", strconv.FormatInt(a.Number, 10))
	}
	one := map[text.Slot][]string{}
	for _, s := range text.Redact(a.Written, text.RedactOptions{Names: a.People.names()}).Spans {
		if original := strings.TrimSpace(a.Written[s.Start:s.End]); !slices.Contains(one[s.Slot], original) {
			one[s.Slot] = append(one[s.Slot], original)
		}
	}
	for _, kind := range []text.Slot{text.SlotID, text.SlotAmount, text.SlotDate} {
		if len(one[kind]) == 1 {
			v.put("ticket."+string(kind), one[kind][0])
		}
	}
	return v
}

func (v Values) person(who, name string) {
	parts := strings.Fields(name)
	if len(parts) == 0 {
		return
	}
	v.put(who+".name", name)
	v.put(who+".first_name", parts[0])
}

// put takes a value that is one short line and holds no slot itself.
func (v Values) put(slot, value string) {
	value = strings.Join(strings.FieldsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if value != "" && len(value) <= longest && !strings.ContainsAny(value, "{}") {
		v[slot] = value
	}
}

// place is how a slot is written.
var place = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// Fill puts values into a template. A slot without a value stays as it is. The
// slots are given in order, each once.
func Fill(template string, v Values) (string, []Slot) {
	all := []Slot{}
	filled := place.ReplaceAllStringFunc(template, func(found string) string {
		name := place.FindStringSubmatch(found)[1]
		value, known := v[name]
		if !slices.ContainsFunc(all, func(s Slot) bool { return s.Name == name }) {
			all = append(all, Slot{name, value, known})
		}
		if known {
			return value
		}
		return found
	})
	return filled, all
}

// Open says whether a slot is left to be filled by a person.
func Open(all []Slot) bool {
	return slices.ContainsFunc(all, func(s Slot) bool { return !s.Filled })
}

// Names are the slots of a template in order, each once.
func Names(template string) []string {
	var names []string
	for _, m := range place.FindAllStringSubmatch(template, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}
