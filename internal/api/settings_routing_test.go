package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const routingSettings = "/v1/settings/routing"

func TestRoutingSettings(t *testing.T) {
	d := newDesk(t)
	d.must(http.StatusOK, http.MethodGet, routingSettings, "", `"name":"learned"`, `"target":"8h0m0s"`, `"needs":[]`, `"rules":[]`, `"vip_tiers":["vip"]`, `"grace":"5m0s"`, `"examples":[]`)
	d.must(http.StatusOK, http.MethodPatch, routingSettings, `{"policy":{"name":"round_robin","target":"4h"}}`, `"warnings":[]`, `"name":"round_robin"`, `"target":"4h0m0s"`, `"urgency":0.4`)
	d.must(http.StatusOK, http.MethodPatch, routingSettings,
		`{"rules":[{"name":"tax","when":"ticket.category == \"tax\"","agent":"agent.skills.tax >= 2","effect":"require"}],"needs":[{"category":"tax","skill":"tax","level":3,"relax":"2h"}],
		"examples":[{"name":"x","ticket":{"category":"tax","fields":{"seats":[1,{"a":null}]}},"agents":[{"id":"ada","skills":{"tax":2}},{"id":"bob"}],"expect":{"removed":["bob"],"skills":{"tax":3}}}]}`,
		`"name":"round_robin"`, `"relax":"2h0m0s"`, `"removed":["bob"]`)
	d.must(http.StatusOK, http.MethodPatch, routingSettings, `{"policy":{"weights":{"low":0.25},"target":null}}`, `"target":"8h0m0s"`, `"low":0.25`, `"urgent":2`, `"name":"tax"`)
	d.must(http.StatusOK, http.MethodPatch, routingSettings, `{"policy":null,"needs":[],"examples":null}`, `"name":"learned"`, `"low":0.6`, `"needs":[]`, `"examples":[]`, `"name":"tax"`)
	shown := d.must(http.StatusOK, http.MethodGet, routingSettings, "")
	d.must(http.StatusOK, http.MethodPatch, routingSettings, shown.body, `"name":"tax"`) // what was read can be sent
	d.must(http.StatusOK, http.MethodGet, "/v1/events?type=settings.changed", "", `"key":"routing"`)

	lead := d.as(d.tokenFor(`{"name":"lead","role":"lead"}`))
	lead.must(http.StatusOK, http.MethodGet, routingSettings, "")
	lead.must(http.StatusForbidden, http.MethodPatch, routingSettings, `{"rules":[]}`)
	lead.must(http.StatusForbidden, http.MethodPost, routingSettings+"/check", `{}`)
}

// What is wrong is told with its place, by a change and by a check alike, and
// nothing is kept of it.
func TestRoutingSettingsRefused(t *testing.T) {
	d := newDesk(t)
	rule := func(members string) string {
		return `{"rules":[{"name":"r","agent":"true","effect":"forbid"},{` + members + `}]}`
	}
	for _, c := range []struct{ name, body, pointer, says string }{
		{"unknown in the policy", `{"policy":{"nmae":"learned"}}`, "#/policy/nmae", "is no field: use "},
		{"no such policy", `{"policy":{"name":"best"}}`, "#/policy/name", `\"best\" is no policy: take one of learned, round_robin, least_loaded, static_skills`},
		{"number out of range", `{"policy":{"exploration":{"share":0.9}}}`, "#/policy/exploration/share", "is 0.9: give a number from 0 to 0.5"},
		{"number too large for any", `{"policy":{"crowd":1e999}}`, "#/policy/crowd", "give a number"},
		{"text for a number", `{"policy":{"crowd":"much"}}`, "#/policy/crowd", "give a number"},
		{"target as a number", `{"policy":{"target":28800}}`, "#/policy/target", "write it in double quotes"},
		{"target too short", `{"policy":{"target":"1s"}}`, "#/policy/target", "give a time from 1m0s"},
		{"no such priority", `{"policy":{"weights":{"huge":1}}}`, "#/policy/weights/huge", "is no priority"},
		{"policy as text", `{"policy":"learned"}`, "#/policy", "is no object"},
		{"rules as an object", `{"rules":{}}`, "#/rules", "is no list"},
		{"unknown in a rule", rule(`"name":"x","agent":"true","effect":"forbid","wehn":"true"`), "#/rules/1/wehn", "is no field: use agent, bonus, disabled, effect, name, when"},
		{"given twice", rule(`"name":"x","name":"y","agent":"true","effect":"forbid"`), "#/rules/1/name", "is given twice"},
		{"name taken", rule(`"name":"r","agent":"true","effect":"forbid"`), "#/rules/1/name", "name each in its own way"},
		{"syntax", rule(`"name":"x","agent":"agent.load <","effect":"forbid"`), "#/rules/1/agent", `rule \"x\": column 13: Syntax error`},
		{"unknown variable", rule(`"name":"x","agent":"agnt.load < 3","effect":"forbid"`), "#/rules/1/agent", "did you mean 'agent'?"},
		{"agent where only the ticket is known", rule(`"name":"x","when":"agent.load < 3","agent":"true","effect":"forbid"`), "#/rules/1/when", "only the ticket is known here"},
		{"no condition", rule(`"name":"x","agent":"agent.load","effect":"forbid"`), "#/rules/1/agent", "gives int"},
		{"bonus out of range", rule(`"name":"x","agent":"true","effect":"prefer","bonus":5`), "#/rules/1/bonus", "from -0.5 to 0.5"},
		{"bonus of a constraint", rule(`"name":"x","agent":"true","effect":"require","bonus":0.1`), "#/rules/1/bonus", "leave bonus out"},
		{"effect", rule(`"name":"x","agent":"true","effect":"remove"`), "#/rules/1/effect", "take one of require, forbid, prefer"},
		{"a character that no text holds", rule(`"name":"x\u0000","agent":"true","effect":"forbid"`), "#/rules/1/name", "control character"},
		{"need", `{"needs":[{"category":"tax","skill":"tax","level":9}]}`, "#/needs/0/level", "from 1 (a little) to 5 (fully)"},
		{"grace", `{"grace":"-2h"}`, "#/grace", "or -1s for never"},
		{"example that does not hold", `{"rules":[{"name":"r","agent":"agent.load < 3","effect":"require"}],"examples":[{"name":"busy","agents":[{"id":"ada","load":5}],"expect":{"removed":[]}}]}`,
			"#/examples/0/expect/removed", `example \"busy\" does not hold: removed is ada, not nobody`},
		{"example of nothing", `{"examples":[{"name":"x","agents":[{"id":"ada"}],"expect":{}}]}`, "#/examples/0/expect", "expects nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &desk{t, d.api, d.url, d.store, d.path, d.token}
			d.check(d.do(http.MethodPatch, routingSettings, c.body), http.StatusUnprocessableEntity, `"kind":"invalid"`, `"pointer":"`+c.pointer+`"`, c.says)
			field := strings.ReplaceAll(strings.TrimPrefix(c.pointer, "#/"), "/", ".")
			d.check(d.do(http.MethodPost, routingSettings+"/check", c.body), http.StatusOK, `"valid":false`, `"field":"`+field+`"`, c.says)
		})
	}
	for body, status := range map[string]int{
		`{"rule":[]}`: http.StatusUnprocessableEntity, `[]`: http.StatusUnprocessableEntity, `{"rules":`: http.StatusBadRequest, ``: http.StatusBadRequest,
		`{"rules":[],"rules":[]}`: http.StatusUnprocessableEntity,
	} {
		d.check(d.do(http.MethodPatch, routingSettings, body), status)
		d.check(d.do(http.MethodPost, routingSettings+"/check", body), status)
	}
	d.check(d.do(http.MethodPost, routingSettings+"/check?save=true", `{}`), http.StatusBadRequest, "is not a parameter")
	d.must(http.StatusOK, http.MethodGet, routingSettings, "", `"rules":[]`)
}

// A rule that removes everybody is followed, and the admin is told, before and
// after saving.
func TestRoutingSettingsWarn(t *testing.T) {
	d := newDesk(t)
	strict := `{"rules":[{"name":"tax only","agent":"agent.skills.tax >= 4","effect":"require"}],"needs":[{"when":"true","skill":"law","level":2}],
		"examples":[{"name":"x","agents":[{"id":"ada","skills":{"tax":4,"law":2}}],"expect":{"removed":[]}}]}`
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", `{}`, `"tickets":1`) // a plain one
	made := d.must(http.StatusCreated, http.MethodPost, "/v1/tickets", `{"subject":"tax","body":"my tax","requester":{"email":"you@example.org"},"tags":["refund"]}`)
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", strict, `"valid":true`, `"warnings":[]`, `"agents":0`) // nobody to remove
	d.must(http.StatusCreated, http.MethodPost, "/v1/agents", `{"name":"Ada","email":"ada@example.org","skills":{"tax":3}}`)
	d.must(http.StatusCreated, http.MethodPost, "/v1/agents", `{"name":"Bob","email":"bob@example.org"}`)
	d.must(http.StatusCreated, http.MethodPost, "/v1/agents", `{"name":"Eve","email":"eve@example.org","skills":{"tax":5},"disabled":true}`)
	says := []string{`"kind":"removes_everyone"`, `rule \"tax only\" removes every one of 2 agents`, `"kind":"nobody_has_skill"`, `"tickets":["x","` + made.field("id") + `"]`}
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", strict, append(says, `"valid":true`, `"agents":2`)...)
	d.must(http.StatusOK, http.MethodGet, routingSettings, "", `"rules":[]`) // nothing was saved
	d.must(http.StatusOK, http.MethodPatch, routingSettings, strict, says...)
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", `{}`, says...)
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", `{"needs":[],"examples":[],"rules":[{"name":"no refunds","when":"\"refund\" in ticket.tags","agent":"true","effect":"forbid"}]}`,
		`"kind":"removes_everyone"`, `"tickets":["`+made.field("id")+`"]`)
	d.must(http.StatusOK, http.MethodPost, routingSettings+"/check", `{"needs":[],"examples":[],"rules":[{"name":"seats","agent":"ticket.fields.seats > agent.load","effect":"prefer","bonus":0.1}]}`,
		`"kind":"fails"`, "cannot be tested on any agent: no such key: seats")
}

func TestRoutingSettingsMatch(t *testing.T) {
	d := newDesk(t)
	for i := range 2 {
		seen := d.must(http.StatusOK, http.MethodGet, routingSettings, "").header.Get("ETag")
		body := fmt.Sprintf(`{"grace":"%dm"}`, 10+i)
		after := d.do(http.MethodPatch, routingSettings, body, "If-Match", seen)
		d.check(after, http.StatusOK)
		d.check(d.do(http.MethodPatch, routingSettings, body, "If-Match", seen), http.StatusPreconditionFailed, `"kind":"stale"`)
		if now := d.must(http.StatusOK, http.MethodGet, routingSettings, "").header.Get("ETag"); now != after.header.Get("ETag") || now == seen {
			t.Errorf("the tag is %s after %s", now, after.header.Get("ETag"))
		}
	}
}

// Changes that demand no version are all made, however they meet.
func TestSettingsThatAreChangedAtOnce(t *testing.T) {
	for path, body := range map[string]string{
		routingSettings:        `{"policy":{"weights":{%q:%d}}}`,
		"/v1/settings/tickets": `{%q:"%dh"}`,
	} {
		fields := []string{"low", "normal", "high", "urgent"}
		if path != routingSettings {
			fields = []string{"close_after", "resolve_pending_after", "remove_closed_after"}
		}
		d := newDesk(t)
		var group sync.WaitGroup
		for i, field := range fields {
			group.Go(func() {
				d.check(d.do(http.MethodPatch, path, fmt.Sprintf(body, field, 11+i)), http.StatusOK)
			})
		}
		group.Wait()
		var got map[string]any
		if err := json.Unmarshal([]byte(d.must(http.StatusOK, http.MethodGet, path, "").body), &got); err != nil {
			t.Fatal(err)
		}
		for i, field := range fields {
			is, want := fmt.Sprint(got[field]), fmt.Sprintf("%dh0m0s", 11+i)
			if path == routingSettings {
				is, want = fmt.Sprint(got["policy"].(map[string]any)["weights"].(map[string]any)[field]), strconv.Itoa(11+i)
			}
			if is != want {
				t.Errorf("%s: %s is %s, want %s", path, field, is, want)
			}
		}
	}
}

// A number of the policy that nobody describes is one that nobody can set.
func TestPolicyIsDescribed(t *testing.T) {
	schemas := newDesk(t).api.huma.OpenAPI().Components.Schemas.Map()
	for _, name := range []string{"RoutingPolicy", "RoutingTolerance", "RoutingExploration"} {
		for field, schema := range schemas[name].Properties {
			if schema.Ref == "" && schema.Description == "" {
				t.Errorf("%s.%s says nothing of itself", name, field)
			}
		}
	}
}
