package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/routing"
)

// describePolicy documents the policy of routing as it is written in settings:
// its target is text there, and its package says nothing of HTTP.
func describePolicy(schemas huma.Registry) {
	of := func(t reflect.Type) map[string]*huma.Schema {
		return schemas.SchemaFromRef(schemas.Schema(t, true, "").Ref).Properties
	}
	policy := of(reflect.TypeFor[routing.Policy]())
	policy["target"] = &huma.Schema{Type: huma.TypeString}
	for _, name := range routing.Policies() {
		policy["name"].Enum = append(policy["name"].Enum, name)
	}
	for field, about := range map[string]string{
		"name":         "learned: by what is to be expected of whom; round_robin: whoever got nothing for longest; least_loaded: whoever has the largest share of their room free; static_skills: the least loaded of those who declared the category",
		"tolerance":    "How much worse than the best agent of all, busy ones included, an agent may be to get a ticket now",
		"crowd":        "Price of an hour of anybody for each ticket of backlog",
		"crowd_max":    "The most that crowd can come to",
		"weights":      "Of a priority's waiting",
		"urgency":      "What urgency adds to the score",
		"balance":      "What a wholly free agent has before a full one",
		"sticky":       "What having helped the requester before adds",
		"sticky_wait":  "Share of the target for which a ticket waits for the agent who knows the requester",
		"failed":       "What an answer that did not hold takes from the same agent",
		"slowdown":     "By how much, as a share, each ticket that an agent holds makes the next one take longer",
		"finish":       "Share of a ticket's expected time, an hour at most, that must be left of an agent's shift",
		"any_language": "Share of the target after which the agent need not speak the ticket's language any more; 0 for never",
		"band":         "By how much, as a share of the mean, an agent may have worked more than the others; 0 for no band",
		"unfair":       "What is taken for each whole beyond the band",
		"target":       "The promise for tickets that have none, such as 8h",
		"starving":     "After how many targets a ticket goes before all others",
		"exploration":  "How much is tried so that it can be learnt from",
	} {
		explain(policy, field, about)
	}
	tolerance := of(reflect.TypeFor[routing.Tolerance]())
	for field, about := range map[string]string{
		"base":     "Of a new ticket",
		"ageing":   "What it grows by until the target has passed",
		"crowding": "What it grows by for each ticket that waits for a slot, beyond half",
		"limit":    "Share of the target from which on anybody eligible will do",
	} {
		explain(tolerance, field, about)
	}
	exploration := of(reflect.TypeFor[routing.Exploration]())
	for field, about := range map[string]string{
		"share":       "Of the tickets that it is safe with",
		"gap":         "How much less valuable than the best an agent may be",
		"temperature": "Of the softmax over values",
		"age":         "Share of the target that may have passed",
		"settled":     "Agents of whom more is known than this standard deviation are not tried",
	} {
		explain(exploration, field, about)
	}
}

// ruleSchemaName is what a type of package rule is called: RoutingSettings,
// RoutingRule, and RoutingRuleNeed, which is not the Need of package routing.
func ruleSchemaName(name string) string {
	switch name {
	case "Settings", "Rule":
		return "Routing" + name
	}
	return "RoutingRule" + name
}

// explain says what a field is. A reference to another schema says it itself.
func explain(fields map[string]*huma.Schema, name, about string) {
	if s := fields[name]; s != nil && s.Ref == "" {
		s.Description = about
	}
}
