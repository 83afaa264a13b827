package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// RoutingChanged are settings of routing that were saved, and what to know of
// them.
type RoutingChanged struct {
	Settings rule.Settings  `json:"settings"`
	Warnings []rule.Warning `json:"warnings" nullable:"false" doc:"What nobody may have meant. The settings are followed all the same"`
}

// RoutingCheck is what there is to say of settings before they are saved.
type RoutingCheck struct {
	Valid    bool           `json:"valid" doc:"Whether they would be saved"`
	Faults   []rule.Fault   `json:"faults" nullable:"false" doc:"What is wrong"`
	Warnings []rule.Warning `json:"warnings" nullable:"false" doc:"What nobody may have meant"`
	Tickets  int            `json:"tickets" doc:"How many tickets the rules were tried with: those of the examples and the latest of the desk"`
	Agents   int            `json:"agents" doc:"How many agents they were tried with: those of the desk who are not disabled"`
}

func (a *API) registerRoutingSettings() {
	const path = "/v1/settings/routing"
	stored := settings[rule.Settings]{a.setup.Settings, setup.RoutingKey, rule.Default, readRouting}
	show := &huma.Operation{
		OperationID: "get-routing-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show the settings of routing",
		Description: "The policy, the skills that tickets ask for, the rules and their examples.",
	}
	endpoint[nothing, rule.Settings](a, access.SetupRead, show, func(r *http.Request, _ *request[nothing]) (reply, error) { return stored.show(r) })
	withHeaders(show.Responses["200"], settingsHeaders())

	const merges = "A JSON merge patch: what is left out stays, null puts back the default, and a list takes the place of the whole list. "
	change := &huma.Operation{
		OperationID: "change-routing-settings", Method: http.MethodPatch, Path: path, Tags: []string{"Settings"}, Summary: "Change the settings of routing",
		Description: merges + "Refused, with all that is wrong, when an expression does not compile or an example does not hold. Every node follows the new settings within a second or two.",
		Parameters:  []*huma.Param{settingsMatch()},
	}
	endpoint[routingPatch, RoutingChanged](a, access.SettingsWrite, change, func(r *http.Request, in *request[routingPatch]) (reply, error) {
		if _, err := parseRouting(in.members); err != nil { // a merge would hide what is given twice
			return reply{}, err
		}
		version, value, err := stored.change(r, in.members)
		if err != nil {
			return reply{}, err
		}
		checked, err := a.tryRouting(r, &value)
		return reply{header: settingsTag(version), body: RoutingChanged{value, checked.Warnings}}, err
	})
	withHeaders(change.Responses["200"], settingsHeaders())

	check := &huma.Operation{
		OperationID: "check-routing-settings", Method: http.MethodPost, Path: path + "/check", Tags: []string{"Settings"}, Summary: "Try settings of routing without saving them",
		Description: merges + "It is put over the settings that are stored, so {} tries those. The answer says what is wrong, and what the rules would do to the agents of the desk.",
	}
	endpoint[routingPatch, RoutingCheck](a, access.SettingsWrite, check, func(r *http.Request, in *request[routingPatch]) (reply, error) {
		value, err := parseRouting(in.members)
		if err == nil {
			_, value, err = stored.patched(r.Context(), 0, in.members)
		}
		var wrong *routingProblem
		if errors.As(err, &wrong) {
			return reply{body: RoutingCheck{Faults: wrong.faults, Warnings: []rule.Warning{}}}, nil
		}
		if err != nil {
			return reply{}, err
		}
		checked, err := a.tryRouting(r, &value)
		return reply{body: checked}, err
	})

	describePolicy(a.huma.OpenAPI().Components.Schemas)
	delete(a.huma.OpenAPI().Components.Schemas.Map(), schemaName(reflect.TypeFor[routingPatch](), "")) // nobody is told of it
	patch := a.patchOf(reflect.TypeFor[rule.Settings](), "RoutingSettingsPatch")
	for _, op := range []*huma.Operation{change, check} {
		for _, media := range op.RequestBody.Content {
			media.Schema = patch
		}
	}
}

// routingPatch is rule.Settings with each member as it was sent.
type routingPatch struct {
	Policy   json.RawMessage `json:"policy"`
	Needs    json.RawMessage `json:"needs"`
	Rules    json.RawMessage `json:"rules"`
	VIPTiers json.RawMessage `json:"vip_tiers"`
	Grace    json.RawMessage `json:"grace"`
	Examples json.RawMessage `json:"examples"`
}

// routingProblem is a Problem that keeps the faults it was made of.
type routingProblem struct { //nolint:errname // RFC 9457 calls what a client is told a problem
	*Problem
	faults []rule.Fault
}

func (p *routingProblem) Unwrap() error { return p.Problem }

// routingFaults makes of faults what a client is told. Other errors, and nil,
// stay as they are.
func routingFaults(err error) error {
	var invalid *rule.InvalidError
	if !errors.As(err, &invalid) {
		return err
	}
	faults := make([]Fault, len(invalid.Faults))
	for i, f := range invalid.Faults {
		faults[i] = Fault{Detail: f.Message, Pointer: "#"}
		if f.Field != "" {
			faults[i] = faultAt(f.Field, f.Message)
		}
	}
	return &routingProblem{blamed(faults), invalid.Faults}
}

// parseRouting reads members as they were sent or merged.
func parseRouting(members object) (rule.Settings, error) {
	raw, err := json.Marshal(members)
	if err != nil {
		return rule.Settings{}, err
	}
	value, err := rule.Read(raw)
	return value, routingFaults(err)
}

// readRouting takes settings that can be followed, or says all that is wrong.
func readRouting(members object) (rule.Settings, error) {
	value, err := parseRouting(members)
	if err == nil {
		_, err = value.Compile()
	}
	return value, routingFaults(err)
}

// blamed is the answer to a body with some faults.
func blamed(faults []Fault) *Problem {
	detail := faults[0].Detail
	if more := len(faults) - 1; more > 0 {
		detail += fmt.Sprintf(" (and %d more, see errors)", more)
	}
	p := problem(http.StatusUnprocessableEntity, detail, faults...)
	p.Kind = string(ticket.Invalid)
	return p
}

// mostTried bounds what a check costs, in rules times agents times tickets, as
// far as five tickets of either kind allow.
const mostTried = 500_000

// tryRouting tries settings that can be followed on the agents of the desk,
// with the tickets of the examples and the latest of the desk.
func (a *API) tryRouting(r *http.Request, value *rule.Settings) (RoutingCheck, error) {
	checked := RoutingCheck{Valid: true, Faults: []rule.Fault{}, Warnings: []rule.Warning{}}
	book, err := value.Compile()
	if err != nil {
		return checked, err
	}
	now := a.config.Now()
	agents, err := a.setup.Staff(r.Context(), now)
	if err != nil {
		return checked, err
	}
	limit := min(100, max(5, mostTried/max(1, len(agents)*len(value.Rules))))
	tickets := value.Requests()
	tickets = tickets[:min(limit, len(tickets))]
	latest, err := a.setup.Recent(r.Context(), value, now, limit)
	if err != nil {
		return checked, err
	}
	tickets = append(tickets, latest...)
	if len(tickets) == 0 { // a new desk: what a plain ticket would meet
		tickets = []routing.Request{{ID: "any ticket", Priority: routing.Normal, Channel: "email"}}
	}
	checked.Warnings = append(checked.Warnings, book.Check(tickets, agents)...)
	checked.Tickets, checked.Agents = len(tickets), len(agents)
	return checked, nil
}
