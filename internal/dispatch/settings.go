package dispatch

import (
	"context"
	"slices"
	"time"

	"switchyard/internal/store"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// SettingsReader reads the settings of routing as they are stored now, and
// gives the same Book for as long as they stay the same. It is asked every
// second. When it fails the desk goes on with those it has.
type SettingsReader interface {
	Read(ctx context.Context, records store.Records) (*rule.Book, int64, error)
}

// Unchanging are settings that are read from nowhere. The error says why they
// cannot be followed.
func Unchanging(s rule.Settings) (SettingsReader, error) {
	book, err := s.Compile()
	return unchanging{book}, err
}

type unchanging struct{ book *rule.Book }

func (u unchanging) Read(context.Context, store.Records) (*rule.Book, int64, error) {
	return u.book, 0, nil
}

// inForce are settings that the desk goes by.
type inForce struct {
	book    *rule.Book
	rules   bool // whether there are any
	Policy  routing.Policy
	version string // of the policy
	vips    []string
	grace   time.Duration // below 0 for ever
	failing complaint
}

// enforce puts settings in force.
func (d *Dispatcher) enforce(book *rule.Book) {
	if before := d.settings.Load(); before != nil && before.book == book {
		return
	}
	s := book.Settings()
	d.settings.Store(&inForce{
		book: book, rules: len(s.Rules)+len(s.Needs) > 0, Policy: s.Policy, version: s.Policy.Version(), vips: s.VIPTiers, grace: time.Duration(s.Grace),
	})
}

func (s *inForce) vip(tier string) bool { return slices.Contains(s.vips, tier) }
