package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
)

func (a *API) registerSettings() {
	const path = "/v1/settings/tickets"
	endpoint[nothing, lifecycle.Rules](a, access.SetupRead, &huma.Operation{
		OperationID: "get-ticket-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show the rules for tickets",
	}, func(r *http.Request, _ *request[nothing]) (reply, error) { return a.settings(r) })
	op := &huma.Operation{
		OperationID: "change-ticket-settings", Method: http.MethodPatch, Path: path, Tags: []string{"Settings"}, Summary: "Change the rules for tickets",
		Description: "A JSON merge patch. Takes effect on every node within a second or two.",
	}
	endpoint[lifecycle.Rules, lifecycle.Rules](a, access.SettingsWrite, op, a.changeSettings)
}

// settings are the rules in force, the defaults where none were set.
func (a *API) settings(r *http.Request) (reply, error) {
	rules := lifecycle.DefaultRules()
	version, err := a.setup.Settings.Read(r.Context(), lifecycle.RulesKey, &rules)
	return reply{header: map[string]string{"ETag": etag(version)}, body: rules}, err
}

func (a *API) changeSettings(r *http.Request, in *request[lifecycle.Rules]) (reply, error) {
	rules := lifecycle.DefaultRules()
	version, err := a.setup.Settings.Read(r.Context(), lifecycle.RulesKey, &rules)
	if err != nil {
		return reply{}, err
	}
	members, err := merge(rules, in.members)
	if err != nil {
		return reply{}, err
	}
	rules = lifecycle.Rules{}
	if err := decode(members, &rules); err != nil {
		return reply{}, err
	}
	if err := rules.Validate(); err != nil {
		return reply{}, err
	}
	if _, err := a.setup.Settings.Put(r.Context(), principal(r.Context()).Actor, lifecycle.RulesKey, version, rules); err != nil {
		return reply{}, err
	}
	return a.settings(r)
}
