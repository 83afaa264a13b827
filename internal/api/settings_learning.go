package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"switchyard/internal/access"
	"switchyard/internal/registry"
	"switchyard/internal/ticket"
)

func (a *API) registerLearningSettings() {
	const path = "/v1/settings/learning"
	stored := settings[registry.Settings]{a.setup.Settings, registry.SettingsKey, registry.DefaultSettings, readLearning}
	show := &huma.Operation{
		OperationID: "get-learning-settings", Method: http.MethodGet, Path: path, Tags: []string{"Settings"}, Summary: "Show how the desk learns",
		Description: "When it retrains, which share of the tickets is judged blindly, and how long a new model is tried before it answers alone.",
	}
	endpoint[nothing, registry.Settings](a, access.SetupRead, show, func(r *http.Request, _ *request[nothing]) (reply, error) { return stored.show(r) })
	withHeaders(show.Responses["200"], settingsHeaders())
	put := &huma.Operation{
		OperationID: "put-learning-settings", Method: http.MethodPut, Path: path, Tags: []string{"Settings"}, Summary: "Say how the desk learns",
		Description: "The settings as a whole: what is left out gets its default. Every node follows them within seconds.",
		Parameters:  []*huma.Param{settingsMatch()},
	}
	endpoint[registry.Settings, registry.Settings](a, access.SettingsWrite, put, func(r *http.Request, in *request[registry.Settings]) (reply, error) {
		version, value, err := stored.replace(r, in.members)
		return reply{header: settingsTag(version), body: value}, err
	})
	withHeaders(put.Responses["200"], settingsHeaders())
	for _, media := range put.RequestBody.Content {
		media.Schema = a.patchOf(reflect.TypeFor[registry.Settings](), "LearningSettingsPut") // nothing is required
	}
}

// readLearning takes settings over the defaults; null is what is left out.
func readLearning(members object) (registry.Settings, error) {
	value := registry.DefaultSettings()
	members = maps.Clone(members)
	maps.DeleteFunc(members, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
	if err := decode(members, &value); err != nil {
		return value, err
	}
	if err := value.Validate(); err != nil {
		return value, ticket.Errorf(ticket.Invalid, "", "%v", err)
	}
	return value, nil
}

// replace puts settings in place of all that are stored, and gives them with
// their version.
func (s *settings[T]) replace(r *http.Request, members object) (int64, T, error) {
	var none T
	demanded, p := ifMatch(r)
	if p != nil {
		return 0, none, p
	}
	value, err := s.read(members)
	if err != nil {
		return 0, none, err
	}
	for race := 1; ; race++ {
		old := s.fresh()
		version, err := s.keeper.Read(r.Context(), s.key, &old)
		if err != nil {
			return 0, none, err
		}
		if demanded != 0 && demanded != version+1 {
			return 0, none, stale{ticket.Errorf(ticket.Conflict, "", "the settings have the ETag %s, which is not the one in If-Match: read them again", etag(version+1))}
		}
		version, err = s.keeper.Put(r.Context(), principal(r.Context()).Actor, s.key, version, value)
		if err == nil {
			return version, value, nil
		}
		if !ticket.IsKind(err, ticket.Conflict) || race == mostRaces {
			return 0, none, err
		}
	}
}
