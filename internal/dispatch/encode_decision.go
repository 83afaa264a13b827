package dispatch

import (
	"strconv"

	"switchyard/routing"
)

func appendSeed(b []byte, seed uint64) []byte { return strconv.AppendUint(b, seed, 10) }

// appendDecision appends a decision as encoding/json writes it.
func appendDecision(b []byte, d *routing.Decision) []byte {
	o := object{append(b, '{'), true}
	o.text("request", d.Request)
	o.someText("agent", d.Agent)
	o.instant("at", d.At)
	o.text("policy", d.Policy)
	o.someText("predictor", d.Predictor)
	o.text("reason", d.Reason)
	if d.Otherwise != nil {
		o.key("otherwise")
		o.b = appendOtherwise(o.b, d.Otherwise)
	}
	o.someNumber("propensity", d.Propensity)
	o.someYes("explored", d.Explored)
	o.key("seed")
	o.b = appendSeed(o.b, d.Seed)
	if len(d.Candidates) > 0 {
		o.key("candidates")
		o.b = list(o.b, d.Candidates, appendCandidate)
	}
	return append(o.b, '}')
}

func appendOtherwise(b []byte, other *routing.Otherwise) []byte {
	o := object{append(b, '{'), true}
	o.text("agent", other.Agent)
	o.number("gain", other.Gain)
	o.text("if", other.If)
	return append(o.b, '}')
}

func appendCandidate(b []byte, c *routing.Candidate) []byte {
	o := object{append(b, '{'), true}
	o.text("agent", c.Agent)
	o.number("score", c.Score)
	o.number("success", c.Success)
	o.number("sd", c.Sd)
	o.number("hours", c.Hours)
	o.number("seen", c.Seen)
	if c.Parts != (routing.Parts{}) {
		o.key("parts")
		o.b = appendParts(o.b, &c.Parts)
	}
	o.someText("removed", c.Removed)
	o.someNumber("propensity", c.Propensity)
	return append(o.b, '}')
}

func appendParts(b []byte, p *routing.Parts) []byte {
	o := object{append(b, '{'), true}
	o.someNumber("success", p.Success)
	o.someNumber("rules", p.Rules)
	o.someNumber("price", p.Price)
	o.someNumber("crowd", p.Crowd)
	o.someNumber("known", p.Known)
	o.someNumber("failed", p.Failed)
	o.someNumber("fair", p.Fair)
	o.someNumber("balance", p.Balance)
	return append(o.b, '}')
}
