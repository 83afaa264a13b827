package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"switchyard/internal/store"
	"switchyard/routing"
)

// Settings are what the desk's leads have set for routing. They are not changed
// once they are in force.
type Settings struct {
	Policy routing.Policy
	Rules  Rules // nil for none
	// Needs are the skills that tickets of a category ask for.
	Needs map[string][]routing.Need
	// VIP lists the tiers whose tickets nothing is tried with.
	VIP []string
	// Grace is for how long somebody may be away or offline before the tickets
	// that they have not answered go back to the queue; below 0 they stay.
	Grace time.Duration
}

// Rules are what admins write. Apply sets Rule and Bonus of the prospects, one
// for each agent; an error says that a rule could not be asked, and leaves the
// prospects as the other rules have them. Several goroutines may ask at once.
type Rules interface {
	Apply(r *routing.Request, agents []routing.Agent, out []routing.Prospect) error
}

// SettingsReader reads the settings as they are stored now. It is asked every
// second, and gives the same pointer for as long as nothing has changed.
type SettingsReader interface {
	Read(ctx context.Context, records store.Records) (*Settings, error)
}

// DefaultSettings are those of a desk that has set none.
func DefaultSettings() Settings {
	return Settings{Policy: routing.Default(), VIP: []string{"vip"}, Grace: 5 * time.Minute}
}

// unchanging gives the same settings always.
type unchanging struct{ settings *Settings }

// Unchanging are settings that are not read from anywhere.
func Unchanging(s Settings) SettingsReader { return unchanging{&s} }

func (u unchanging) Read(context.Context, store.Records) (*Settings, error) { return u.settings, nil }

func (s *Settings) vip(tier string) bool { return slices.Contains(s.VIP, tier) }

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
