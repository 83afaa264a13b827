package suggest

import (
	"context"
	"encoding/json"
	"log/slog"

	"switchyard/internal/store"
	"switchyard/internal/suggest/draft"
	"switchyard/internal/suggest/slots"
)

// drafted puts what a language model writes from the suggestions in front of
// them, where one is set up. Whatever goes wrong leaves the suggestions as they
// are.
func (l *Live) drafted(ctx context.Context, m *matter, found []Suggestion, offers []offer) ([]Suggestion, []offer) {
	if len(found) == 0 { // nothing to go by
		return found, offers
	}
	settings, err := l.settings(ctx)
	if err != nil || !settings.Enabled {
		return found, offers
	}
	endpoint := draft.Endpoint{BaseURL: settings.BaseURL, Model: settings.Model, Tokens: settings.MaxToken, Timeout: settings.Timeout()}
	if settings.KeyFrom != "" && l.config.Secret != nil {
		endpoint.Key = l.config.Secret(settings.KeyFrom)
	}
	ask := draft.Ask{Language: m.ticket.Language, Ticket: slots.Hide(m.ticket.Subject+"\n"+m.written, m.people)}
	var sources []Origin
	for i := range offers {
		ask.Sources = append(ask.Sources, offers[i].Template)
		sources = append(sources, offers[i].Sources...)
	}
	template, err := endpoint.Write(ctx, &ask)
	if err != nil {
		l.config.Log.LogAttrs(ctx, slog.LevelWarn, "no reply was drafted", slog.Any("error", err))
		return found, offers
	}
	best := found[0]
	s := Suggestion{ID: l.config.NewID(), Kind: Drafted, Language: m.ticket.Language, Chance: best.Chance, Measured: best.Measured, Sources: sources, Parts: []Part{}}
	s.Text, s.Slots = slots.Fill(template, m.values)
	s.Sendable = false // what a model wrote a person reads
	o := offer{ID: s.ID, Kind: Drafted, Template: template, Score: offers[0].Score, Chance: s.Chance, Rank: 1, Sources: sources}
	for i := range found { // they are sent where the draft is not
		found[i].Chance *= 1 - s.Chance
		offers[i].Chance = found[i].Chance
	}
	found, offers = append([]Suggestion{s}, found...), append([]offer{o}, offers...)
	found, offers = found[:min(len(found), Offered)], offers[:min(len(offers), Offered)]
	for i := range offers {
		offers[i].Rank = i + 1
	}
	return found, offers
}

// settings are those of drafting as they are now.
func (l *Live) settings(ctx context.Context) (Drafting, error) {
	s := DefaultDrafting()
	all, err := l.config.Store.RecordsOf(ctx, store.Settings)
	if err != nil {
		return s, err
	}
	for _, r := range all {
		if r.Key == DraftingKey {
			if err := json.Unmarshal(r.Body, &s); err != nil {
				return s, err
			}
		}
	}
	return s, s.Validate()
}
