package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/suggest"
	"switchyard/internal/ticket"
)

func (a *API) registerDraftingSettings() {
	const path = "/v1/settings/drafting"
	stored := settings[suggest.Drafting]{a.setup.Settings, suggest.DraftingKey, suggest.DefaultDrafting, readDrafting}
	show := &huma.Operation{
		OperationID: "get-drafting-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show whether a language model drafts replies",
		Description: "Off until somebody sets up an endpoint. The key is in the environment of the server, and not here.",
	}
	endpoint[nothing, suggest.Drafting](a, access.SetupRead, show, func(r *http.Request, _ *request[nothing]) (reply, error) { return stored.show(r) })
	withHeaders(show.Responses["200"], settingsHeaders())
	change := &huma.Operation{
		OperationID: "change-drafting-settings", Method: http.MethodPatch, Path: path, Tags: []string{"Settings"}, Summary: "Have a language model draft replies",
		Description: "A JSON merge patch. The endpoint is sent redacted texts of the ticket and of the suggestions for it, and nothing else.",
		Parameters:  []*huma.Param{settingsMatch()},
	}
	endpoint[suggest.Drafting, suggest.Drafting](a, access.SettingsWrite, change, func(r *http.Request, in *request[suggest.Drafting]) (reply, error) {
		version, value, err := stored.change(r, in.members)
		return reply{header: settingsTag(version), body: value}, err
	})
	withHeaders(change.Responses["200"], settingsHeaders())
	for _, media := range change.RequestBody.Content {
		media.Schema = a.patchOf(reflect.TypeFor[suggest.Drafting](), "DraftingPatch")
	}
}

func readDrafting(members object) (suggest.Drafting, error) {
	value := suggest.DefaultDrafting()
	if err := decode(members, &value); err != nil {
		return value, err
	}
	if err := value.Validate(); err != nil {
		return value, ticket.Errorf(ticket.Invalid, "", "%v", err)
	}
	return value, nil
}
