package foresight

import (
	"fmt"
	"math"
	"time"
)

// known are the numbers known of a ticket when it is opened.
var known = []number{
	{"hour", func(v *view) float64 { return float64(v.life.created.UTC().Hour()) },
		func(v *view) string { return "it came at " + v.life.created.UTC().Format("15:04") + " UTC" }},
	{"weekday", func(v *view) float64 { return float64((v.life.created.UTC().Weekday() + 6) % 7) },
		func(v *view) string { return "it came on a " + v.life.created.UTC().Weekday().String() }},
	{"length", func(v *view) float64 { return math.Log1p(v.firstLength) },
		func(v *view) string { return fmt.Sprintf("the first message has %.0f bytes", v.firstLength) }},
	{"anger", func(v *view) float64 { return orNaN(v.feelings > 0, v.anger) },
		func(v *view) string {
			return either(v.feelings > 0, "the chance that the requester is angry is %.2f", "nobody has read how angry the requester is", v.anger)
		}},
	{"valence", func(v *view) float64 { return orNaN(v.feelings > 0, v.valence) },
		func(v *view) string {
			return either(v.feelings > 0, "the mood is %+.2f, from -1 to 1", "nobody has read the mood", v.valence)
		}},
	{"first_response_target", func(v *view) float64 {
		return orNaN(v.targets.FirstResponse > 0, hours(time.Duration(v.targets.FirstResponse)))
	}, func(v *view) string {
		return promised(time.Duration(v.targets.FirstResponse), "a first answer")
	}},
	{"resolution_target", func(v *view) float64 {
		return orNaN(v.targets.Resolution > 0, hours(time.Duration(v.targets.Resolution)))
	}, func(v *view) string {
		return promised(time.Duration(v.targets.Resolution), "a resolution")
	}},
	{"queue", func(v *view) float64 { return math.Log1p(v.waiting) },
		func(v *view) string { return several(v.waiting, "other ticket", "in the queue") }},
	{"open_tickets", func(v *view) float64 { return math.Log1p(v.open) },
		func(v *view) string { return several(v.open, "other ticket", "open") }},
	{"last_hour", func(v *view) float64 { return math.Log1p(v.hour) },
		func(v *view) string { return several(v.hour, "other ticket", "opened in the last hour") }},
	{"last_day", func(v *view) float64 { return math.Log1p(v.day) },
		func(v *view) string { return several(v.day, "other ticket", "opened in the last day") }},
	{"category_last_day", func(v *view) float64 { return math.Log1p(v.kin) },
		func(v *view) string { return several(v.kin, "other ticket", "of its category opened in the last day") }},
	{"agent_load", func(v *view) float64 { return orNaN(v.agent != "", v.load) },
		func(v *view) string {
			return either(v.agent != "", "who has it has %.0f others", "nobody has it", v.load)
		}},
	{"requester_tickets", func(v *view) float64 { return math.Log1p(v.earlier) },
		func(v *view) string { return "before it " + several(v.earlier, "ticket", "of the requester") }},
	{"requester_last", func(v *view) float64 { return orNaN(v.sinceLast > 0, hours(v.sinceLast)) },
		func(v *view) string {
			return either(v.sinceLast > 0, "the requester opened the last one %.0f hours before", "the requester opened none before", v.sinceLast.Hours())
		}},
}

// since are those of what happened since it was opened.
var since = []number{
	{"age", func(v *view) float64 { return hours(v.at.Sub(v.life.created)) },
		func(v *view) string { return "it was opened " + long(v.at.Sub(v.life.created)) + " ago" }},
	{"in_status", func(v *view) float64 { return hours(v.at.Sub(v.since)) },
		func(v *view) string { return "it has had its status for " + long(v.at.Sub(v.since)) }},
	{"unanswered", func(v *view) float64 { return orNaN(!v.asked.IsZero(), hours(v.at.Sub(v.asked))) },
		func(v *view) string {
			if v.asked.IsZero() {
				return "the requester waits for no answer"
			}
			return "the requester has waited for an answer for " + long(v.at.Sub(v.asked))
		}},
	{"answers", func(v *view) float64 { return float64(v.replied) },
		func(v *view) string { return "it was answered " + times(v.replied) }},
	{"messages", func(v *view) float64 { return float64(v.heard) },
		func(v *view) string { return "the requester wrote " + times(v.heard) }},
	{"handed_on", func(v *view) float64 { return float64(v.handed) },
		func(v *view) string { return "it went from agent to agent " + times(v.handed) }},
	{"reopened", func(v *view) float64 { return float64(v.reopened) },
		func(v *view) string { return "it was opened again " + times(v.reopened) }},
	{"warnings", func(v *view) float64 { return float64(v.warned) },
		func(v *view) string { return several(v.warned, "deadline", "came near") }},
	{"missed", func(v *view) float64 { return float64(v.breached) },
		func(v *view) string { return several(v.breached, "deadline", "passed") }},
	{"worst_anger", func(v *view) float64 { return orNaN(v.feelings > 0, v.worst) },
		func(v *view) string {
			return either(v.feelings > 0, "the angriest message was at %.2f", "nobody has read how angry the requester is", v.worst)
		}},
	{"anger_rise", func(v *view) float64 { return orNaN(v.feelings > 1, v.anger-v.firstAnger) },
		func(v *view) string {
			return either(v.feelings > 1, "anger changed by %+.2f since the first message", "nothing tells how anger goes", v.anger-v.firstAnger)
		}},
	{"last_length", func(v *view) float64 { return math.Log1p(v.lastLength) },
		func(v *view) string { return fmt.Sprintf("the last message has %.0f bytes", v.lastLength) }},
	{"first_response_used", func(v *view) float64 {
		return share(v.working(v.at), v.targets.FirstResponse, v.replied == 0)
	}, func(v *view) string {
		return used(share(v.working(v.at), v.targets.FirstResponse, v.replied == 0), "first answer")
	}},
	{"resolution_used", func(v *view) float64 { return share(v.working(v.at), v.targets.Resolution, true) },
		func(v *view) string {
			return used(share(v.working(v.at), v.targets.Resolution, true), "resolution")
		}},
}

// words are the words known of a ticket when it is opened.
var words = []word{
	{"category", func(v *view) string { return v.category }, func(v *view) string { return is("category", v.category) }},
	{"priority", func(v *view) string { return v.priority }, func(v *view) string { return is("priority", v.priority) }},
	{"language", func(v *view) string { return v.language }, func(v *view) string { return is("language", v.language) }},
	{"channel", func(v *view) string { return v.life.channel }, func(v *view) string { return is("channel", v.life.channel) }},
	{"tier", func(v *view) string { return v.tier }, func(v *view) string { return is("tier", v.tier) }},
	{"organisation", func(v *view) string { return v.life.company }, func(v *view) string { return before("organisation", v.life.company) }},
	{"requester", func(v *view) string { return v.life.requester }, func(v *view) string { return before("requester", v.life.requester) }},
	{"team", func(v *view) string { return v.team }, func(v *view) string { return before("team", v.team) }},
	{agentFeature, func(v *view) string { return v.agent }, func(v *view) string {
		if v.agent == "" {
			return "nobody has it"
		}
		return "how it went with the agent who has it"
	}},
}

// agentFeature is the one that names an agent.
const agentFeature = "agent"
