package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/lifecycle"
	"switchyard/internal/setup"
	"switchyard/internal/ticket"
)

func (a *API) registerSettings() {
	a.registerTicketSettings()
	a.registerRoutingSettings()
	a.registerLearningSettings()
}

func (a *API) registerTicketSettings() {
	const path = "/v1/settings/tickets"
	rules := settings[lifecycle.Rules]{a.setup.Settings, lifecycle.RulesKey, lifecycle.DefaultRules, readRules}
	show := &huma.Operation{
		OperationID: "get-ticket-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show the rules for tickets",
	}
	endpoint[nothing, lifecycle.Rules](a, access.SetupRead, show, func(r *http.Request, _ *request[nothing]) (reply, error) { return rules.show(r) })
	withHeaders(show.Responses["200"], settingsHeaders())
	change := &huma.Operation{
		OperationID: "change-ticket-settings", Method: http.MethodPatch, Path: path, Tags: []string{"Settings"}, Summary: "Change the rules for tickets",
		Description: "A JSON merge patch: what is left out stays, null puts back the default. Within a second or two every node follows the new rules in what happens to tickets from then on. " +
			"Tickets at rest are brought in line with them in the background, some thousand a minute. " +
			"remove_closed_after holds for all closed tickets, within some ten minutes.",
		Parameters: []*huma.Param{settingsMatch()},
	}
	endpoint[lifecycle.Rules, lifecycle.Rules](a, access.SettingsWrite, change, func(r *http.Request, in *request[lifecycle.Rules]) (reply, error) {
		version, rules, err := rules.change(r, in.members)
		return reply{header: settingsTag(version), body: rules}, err
	})
	withHeaders(change.Responses["200"], settingsHeaders())
	patch := a.patchOf(reflect.TypeFor[lifecycle.Rules](), "RulesPatch")
	for _, media := range change.RequestBody.Content {
		media.Schema = patch
	}
}

func readRules(members object) (lifecycle.Rules, error) {
	rules := lifecycle.DefaultRules() // for what null took out
	if err := decode(members, &rules); err != nil {
		return rules, err
	}
	return rules, rules.Validate()
}

// settings are one object of the desk's settings.
type settings[T any] struct {
	keeper *setup.Settings
	key    string
	fresh  func() T                // those of a desk that has set none
	read   func(object) (T, error) // all of them, or what is wrong
}

// settingsTag is the ETag of settings. The defaults have the version 0, which
// to If-Match stands for any, so that tags count from 1.
func settingsTag(version int64) map[string]string {
	return map[string]string{"ETag": etag(version + 1)}
}

func settingsHeaders() map[string]string {
	return map[string]string{"ETag": "The version, for If-Match."}
}

func settingsMatch() *huma.Param {
	return &huma.Param{Name: "If-Match", In: "header", Description: "The ETag that was read; another version is refused with 412.", Schema: &huma.Schema{Type: huma.TypeString}}
}

// show answers with the settings in force, the defaults where none were set.
func (s *settings[T]) show(r *http.Request) (reply, error) {
	value := s.fresh()
	version, err := s.keeper.Read(r.Context(), s.key, &value)
	return reply{header: settingsTag(version), body: value}, err
}

// mostRaces is how often a change that no version was demanded of is tried when
// others change the same settings.
const mostRaces = 5

// change applies a merge patch, and gives the settings as they are then with
// their version.
func (s *settings[T]) change(r *http.Request, members object) (int64, T, error) {
	var none T
	demanded, p := ifMatch(r)
	if p != nil {
		return 0, none, p
	}
	for race := 1; ; race++ {
		version, value, err := s.patched(r.Context(), demanded, members)
		if err != nil {
			return 0, none, err
		}
		version, err = s.keeper.Put(r.Context(), principal(r.Context()).Actor, s.key, version, value)
		switch {
		case err == nil:
			return version, value, nil
		case !ticket.IsKind(err, ticket.Conflict):
			return 0, none, err
		case demanded != 0:
			return 0, none, stale{err}
		case race == mostRaces:
			return 0, none, err
		}
	}
}

// patched are the settings as a merge patch makes them, and the version that it
// was applied to. demanded is the ETag that has to be, 0 for any.
func (s *settings[T]) patched(ctx context.Context, demanded int64, patch object) (int64, T, error) {
	value := s.fresh()
	version, err := s.keeper.Read(ctx, s.key, &value)
	if err != nil {
		return 0, value, err
	}
	if demanded != 0 && demanded != version+1 {
		return 0, value, stale{ticket.Errorf(ticket.Conflict, "", "the settings have the ETag %s, which is not the one in If-Match: read them again", etag(version+1))}
	}
	members, err := merge(value, patch)
	if err != nil {
		return 0, value, err
	}
	value, err = s.read(members)
	return version, value, err
}
