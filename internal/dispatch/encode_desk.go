package dispatch

import (
	"switchyard/routing"
)

// appendDesk appends a desk whose agents are those of a roster.
func appendDesk(b []byte, d *routing.Desk, r *roster, policy []byte) []byte {
	o := object{append(b, '{'), true}
	o.instant("now", d.Now)
	o.key("agents")
	o.b = append(o.b, '[')
	for i := range d.Agents {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = appendAgent(append(o.b, r.agents[i].head...), &d.Agents[i])
	}
	o.b = append(o.b, ']')
	o.key("requests")
	o.b = list(o.b, d.Requests, appendRequest)
	o.someWhole("waiting", int64(d.Waiting))
	o.key("policy")
	o.b = append(o.b, policy...)
	o.key("seed")
	o.b = appendSeed(o.b, d.Seed)
	o.someYes("brief", d.Brief)
	o.someText("predictor", d.Predictor)
	return append(o.b, '}')
}

// appendAgent ends what head began: how an agent stands now.
func appendAgent(b []byte, a *routing.Agent) []byte {
	o := object{b, false}
	o.levels("load", a.Load)
	o.someText("away", a.Away)
	o.someInstant("until", a.Until)
	o.someInstant("back", a.Back)
	o.someWhole("tenure", int64(a.Tenure))
	o.someInstant("last", a.Last)
	o.someNumber("worked", a.Worked)
	o.someNumber("price", a.Price)
	return append(o.b, '}')
}

func appendRequest(b []byte, r *routing.Request) []byte {
	o := object{append(b, '{'), true}
	o.text("id", r.ID)
	if len(r.Category) > 0 {
		o.key("category")
		o.b = list(o.b, r.Category, func(b []byte, c *routing.Chance) []byte {
			o := object{append(b, '{'), true}
			o.text("label", c.Label)
			o.number("p", c.P)
			return append(o.b, '}')
		})
	}
	o.text("priority", string(r.Priority))
	o.someText("language", r.Language)
	o.text("channel", r.Channel)
	o.someText("team", r.Team)
	if len(r.Skills) > 0 {
		o.any("skills", r.Skills)
	}
	if len(r.Signals) > 0 {
		o.key("signals")
		o.b = list(o.b, r.Signals, func(b []byte, x *float64) []byte { return appendNumber(b, *x) })
	}
	o.someWhole("attempt", int64(r.Attempt))
	o.someTexts("excluded", r.Excluded)
	o.someTexts("failed", r.Failed)
	o.someText("known", r.Known)
	o.someYes("reopened", r.Reopened)
	o.someYes("angry", r.Angry)
	o.someYes("vip", r.VIP)
	o.someText("tier", r.Tier)
	o.someTexts("tags", r.Tags)
	if len(r.Fields) > 0 {
		o.any("fields", r.Fields)
	}
	o.instant("since", r.Since)
	o.whole("waited", int64(r.Waited))
	o.someWhole("target", int64(r.Target))
	o.someInstant("due", r.Due)
	if len(r.Prospects) > 0 {
		o.key("prospects")
		o.b = list(o.b, r.Prospects, appendProspect)
	}
	return append(o.b, '}')
}

func appendProspect(b []byte, p *routing.Prospect) []byte {
	o := object{append(b, '{'), true}
	o.number("success", p.Success)
	o.number("sd", p.Sd)
	o.number("hours", p.Hours)
	o.number("seen", p.Seen)
	o.someText("rule", p.Rule)
	o.someNumber("bonus", p.Bonus)
	return append(o.b, '}')
}
