package slots

import (
	"slices"
	"strings"

	"switchyard/internal/text"
)

// People are those whom a ticket's record names.
type People struct {
	Customer  string
	Addresses []string // of the customer
	Agents    []string
}

// Clean is a reply as it may be kept: without quoted text and signature, and with
// personal data in slots. What the customer wrote tells which numbers, dates and
// amounts the reply took from there: those are {{ticket.id}} and so on, which
// another ticket can fill. Everything else keeps the slot that text.Redact gives
// it, which nothing fills.
func Clean(reply, written string, p People) string {
	reply = strings.TrimSpace(text.Clean(reply))
	r := text.Redact(reply, text.RedactOptions{Names: p.names()})
	var out strings.Builder
	at := 0
	for _, s := range r.Spans {
		out.WriteString(reply[at:s.Start])
		out.WriteString(mark(p.slot(s.Slot, reply[s.Start:s.End], written)))
		at = s.End
	}
	out.WriteString(reply[at:])
	return out.String()
}

// Hide is a text with all personal data replaced: what a customer wrote, to be
// searched by.
func Hide(s string, p People) string {
	return text.Redact(s, text.RedactOptions{Names: p.names()}).Text
}

func (p *People) names() []string {
	names := slices.Clone(p.Agents)
	if p.Customer != "" {
		names = append(names, p.Customer)
	}
	return names
}

// slot names what stood in a reply.
func (p *People) slot(kind text.Slot, original, written string) string {
	switch kind {
	case text.SlotName:
		if name := nameOf(original, p.Customer, "customer"); name != "" {
			return name
		}
		for _, agent := range p.Agents {
			if name := nameOf(original, agent, "agent"); name != "" {
				return name
			}
		}
	case text.SlotEmail:
		if slices.ContainsFunc(p.Addresses, func(a string) bool { return strings.EqualFold(a, original) }) {
			return CustomerEmail
		}
	case text.SlotID, text.SlotAmount, text.SlotDate:
		if len(original) > 1 && strings.Contains(fold(written), fold(original)) {
			return "ticket." + string(kind)
		}
	}
	return string(kind)
}

// nameOf says which part of somebody's name a stretch is, empty for none.
func nameOf(original, name, who string) string {
	words, parts := strings.Fields(fold(original)), strings.Fields(fold(name))
	if len(words) == 0 || len(parts) == 0 {
		return ""
	}
	for _, w := range words {
		if !slices.Contains(parts, w) {
			return ""
		}
	}
	if len(words) == 1 && words[0] == parts[0] && len(parts) > 1 {
		return who + ".first_name"
	}
	return who + ".name"
}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func mark(slot string) string { return "{{" + slot + "}}" }
