package dispatch

import (
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"strconv"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// audited is the share of the tickets that are judged blindly.
func (d *Dispatcher) audited() float64 { return math.Float64frombits(d.share.Load()) }

// learn reads how large the audited share is. Settings that cannot be gone by
// leave it as it was.
func (d *Dispatcher) learn(ctx context.Context) error {
	if !d.audits {
		return nil
	}
	records, err := d.store.RecordsOf(ctx, store.Settings)
	if err != nil {
		return err
	}
	settings := registry.DefaultSettings()
	for i := range records {
		if records[i].Key != registry.SettingsKey {
			continue
		}
		if err = json.Unmarshal(records[i].Body, &settings); err == nil {
			err = settings.Validate()
		}
	}
	if err != nil {
		d.log.LogAttrs(ctx, slog.LevelError, "the settings of learning cannot be gone by", slog.Any("error", err))
		return nil
	}
	d.share.Store(math.Float64bits(settings.AuditShare))
	return nil
}

// said is what the models said of each field of a ticket.
func said(d *triage.Decision) map[string]ticket.Said {
	out := map[string]ticket.Said{}
	note := func(field, value string, p float64) {
		if value != "" {
			out[field] = ticket.Said{Value: value, Probability: finite(p), Model: d.Models[field]}
		}
	}
	if d.Category != nil {
		note("category", d.Category.Label, d.Category.Probability)
	}
	if d.Priority != nil {
		note("priority", d.Priority.Label, d.Priority.Probability)
	}
	if !d.Language.Given && d.Language.Tag != "und" {
		note("language", d.Language.Tag, d.Language.Confidence)
	}
	if d.Spam != nil {
		note("spam", strconv.FormatBool(d.Spam.Flagged), d.Spam.Probability)
	}
	if d.Anger != nil {
		note("anger", strconv.FormatBool(d.Anger.Flagged), d.Anger.Probability)
	}
	return out
}

// Said is what the models said of a field of a ticket, as its decisions have it,
// latest first, and where: the latest of them, but what was applied goes before
// what was not. It is nil where they said nothing.
func Said(decisions []ticket.Decision, field string) (*ticket.Said, uuid.UUID) {
	var found *ticket.Said
	var where uuid.UUID
	for i := range decisions {
		d := &decisions[i]
		var read triage.Decision
		if len(d.Analysis) == 0 || json.Unmarshal(d.Analysis, &read) != nil { // by another program
			continue
		}
		s, ok := said(&read)[field]
		if !ok {
			continue
		}
		if s.Applied = d.Applied[field] == s.Value; s.Applied {
			return &s, d.ID
		}
		if found == nil {
			found, where = &s, d.ID
		}
	}
	return found, where
}
