package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
)

func (a *API) registerSettings() {
	const path = "/v1/settings/tickets"
	headers := map[string]string{"ETag": "The version, for If-Match."}
	show := &huma.Operation{
		OperationID: "get-ticket-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show the rules for tickets",
	}
	endpoint[nothing, lifecycle.Rules](a, access.SetupRead, show, func(r *http.Request, _ *request[nothing]) (reply, error) { return a.settings(r) })
	withHeaders(show.Responses["200"], headers)
	change := &huma.Operation{
		OperationID: "change-ticket-settings", Method: http.MethodPatch, Path: path, Tags: []string{"Settings"}, Summary: "Change the rules for tickets",
		Description: "A JSON merge patch: what is left out stays, null puts back the default. Within a second or two every node follows the new rules in what happens to tickets from then on. " +
			"Tickets at rest are brought in line with them in the background, some thousand a minute. " +
			"remove_closed_after holds for all closed tickets, within some ten minutes.",
		Parameters: []*huma.Param{{Name: "If-Match", In: "header", Description: "The ETag that was read; another version is refused with 412.", Schema: &huma.Schema{Type: huma.TypeString}}},
	}
	endpoint[lifecycle.Rules, lifecycle.Rules](a, access.SettingsWrite, change, a.changeSettings)
	withHeaders(change.Responses["200"], headers)
	patch := a.patchOf(reflect.TypeFor[lifecycle.Rules](), "RulesPatch")
	for _, media := range change.RequestBody.Content {
		media.Schema = patch
	}
}

// settings are the rules in force, the defaults where none were set.
func (a *API) settings(r *http.Request) (reply, error) {
	rules := lifecycle.DefaultRules()
	version, err := a.setup.Settings.Read(r.Context(), lifecycle.RulesKey, &rules)
	return reply{header: map[string]string{"ETag": settingsTag(version)}, body: rules}, err
}

// settingsTag is the ETag of settings. The defaults have the version 0, which
// to If-Match stands for any, so that tags count from 1.
func settingsTag(version int64) string { return etag(version + 1) }

func (a *API) changeSettings(r *http.Request, in *request[lifecycle.Rules]) (reply, error) {
	demanded, p := ifMatch(r)
	if p != nil {
		return reply{}, p
	}
	rules := lifecycle.DefaultRules()
	version, err := a.setup.Settings.Read(r.Context(), lifecycle.RulesKey, &rules)
	if err != nil {
		return reply{}, err
	}
	if demanded != 0 && demanded != version+1 {
		return reply{}, stale{ticket.Errorf(ticket.Conflict, "", "the rules have the ETag %s, which is not the one in If-Match: read them again", settingsTag(version))}
	}
	members, err := merge(rules, in.members)
	if err != nil {
		return reply{}, err
	}
	rules = lifecycle.DefaultRules() // for what null takes out
	if err := decode(members, &rules); err != nil {
		return reply{}, err
	}
	if err := rules.Validate(); err != nil {
		return reply{}, err
	}
	_, err = a.setup.Settings.Put(r.Context(), principal(r.Context()).Actor, lifecycle.RulesKey, version, rules)
	if demanded != 0 && ticket.IsKind(err, ticket.Conflict) {
		err = stale{err}
	}
	if err != nil {
		return reply{}, err
	}
	return a.settings(r)
}
