package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"switchyard/internal/store"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// Settings are what the desk's leads have set for routing. They are not changed
// once they are in force.
type Settings struct {
	Policy routing.Policy
	Rules  Rules // nil for none
	// VIP lists the tiers whose tickets nothing is tried with.
	VIP []string
	// Grace is for how long somebody may be away or offline before the tickets
	// that they have not answered go back to the queue; below 0 they stay.
	Grace time.Duration
}

// Rules are what admins write. Apply sets the skills that a request asks for,
// and Rule and Bonus of the prospects, one for each agent; an error says that a
// rule could not be asked, and leaves the rest as the other rules have it.
// Several goroutines may ask at once.
type Rules interface {
	Apply(r *routing.Request, agents []routing.Agent, out []routing.Prospect) error
}

// SettingsReader reads the settings as they are stored now. It is asked every
// second, by one goroutine at a time, and gives the same pointer for as long as
// nothing has changed.
type SettingsReader interface {
	Read(ctx context.Context, records store.Records) (*Settings, error)
}

// DefaultSettings are those of a desk that has set none.
func DefaultSettings() Settings {
	s := rule.Default()
	return Settings{Policy: s.Policy, VIP: s.VIPTiers, Grace: time.Duration(s.Grace)}
}

// SettingsOf are those that a book follows.
func SettingsOf(b *rule.Book) *Settings {
	s := b.Settings()
	out := &Settings{Policy: s.Policy, VIP: s.VIPTiers, Grace: time.Duration(s.Grace)}
	if len(s.Rules)+len(s.Needs) > 0 {
		out.Rules = b
	}
	return out
}

// unchanging gives the same settings always.
type unchanging struct{ settings *Settings }

// Unchanging are settings that are not read from anywhere.
func Unchanging(s Settings) SettingsReader { return unchanging{&s} }

func (u unchanging) Read(context.Context, store.Records) (*Settings, error) { return u.settings, nil }

// RoutingKey is the key of the settings record that holds rule.Settings.
const RoutingKey = "routing"

// stored reads the settings of a desk from their record.
type stored struct {
	version int64 // of the record, 0 for none
	current *Settings
}

func (s *stored) Read(ctx context.Context, records store.Records) (*Settings, error) {
	all, err := records.RecordsOf(ctx, store.Settings)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(r store.Record) bool { return r.Key == RoutingKey })
	switch {
	case i < 0 && (s.current == nil || s.version > 0):
		settings := DefaultSettings()
		s.version, s.current = 0, &settings
	case i >= 0 && (s.current == nil || s.version != all[i].Version):
		settings, err := rule.Read(all[i].Body)
		if err != nil {
			return nil, fmt.Errorf("settings %s: %w", RoutingKey, err)
		}
		book, err := settings.Compile()
		if err != nil {
			return nil, fmt.Errorf("settings %s: %w", RoutingKey, err)
		}
		s.version, s.current = all[i].Version, SettingsOf(book)
	}
	return s.current, nil
}

// inForce are settings that the desk goes by.
type inForce struct {
	Settings
	from   *Settings // as they were read
	policy []byte    // Policy as JSON
}

// enforce puts settings in force that were read. Those that cannot be gone by,
// as no reader should give, leave the ones before.
func (d *Dispatcher) enforce(s *Settings) error {
	if before := d.settings.Load(); before != nil && before.from == s {
		return nil
	}
	if err := s.Policy.Check(); err != nil {
		return fmt.Errorf("the settings of routing: %w", err)
	}
	policy, err := json.Marshal(&s.Policy)
	if err != nil {
		return err
	}
	d.settings.Store(&inForce{*s, s, policy})
	return nil
}

func (s *Settings) vip(tier string) bool { return slices.Contains(s.VIP, tier) }
