package registry

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// Beside is what is stored along with a version.
type Beside struct {
	// Seen are the requesters whose texts it learnt from, for MarkStale.
	Seen []uuid.UUID
	// Records and Events go into the same write, such as that a retraining has
	// ended.
	Records []store.RecordWrite
	Events  []ticket.Event
}

// Add stores a version with its bundle, which it seals. Its stage is Refused,
// Shadow or Champion; the reason is that of its only step. The id is made where
// there is none. A refused version needs no bundle, and keeps none.
func (r *Registry) Add(ctx context.Context, v Version, bundle *models.Bundle, by ticket.Actor, why string, beside Beside) (Version, error) {
	if !slices.Contains(moves[""], v.Stage) {
		return v, ticket.Errorf(ticket.Invalid, "stage", "is %q: a new version is %s", v.Stage, among(moves[""]))
	}
	if !slices.Contains(models.Tasks(), v.Task) {
		return v, ticket.Errorf(ticket.Invalid, "task", "is %q: it must be one of %v", v.Task, models.Tasks())
	}
	if bundle == nil && v.Stage != Refused {
		return v, ticket.Errorf(ticket.Invalid, "bundle", "is missing: only a refused version needs none")
	}
	if v.ID == uuid.Nil {
		v.ID = r.config.NewID()
	}
	var files []store.RecordWrite
	if bundle != nil {
		body, err := pack(bundle)
		if err != nil {
			return v, err
		}
		v.Name, v.Hash = bundle.Manifest.Version(), bundle.Manifest.Hash
		if v.Kept = v.Stage != Refused; v.Kept {
			files = append(files, store.RecordWrite{Record: store.Record{Kind: store.Bundles, ID: v.ID, Key: v.ID.String(), Body: body}})
			seen, err := packSeen(v.ID, beside.Seen)
			if err != nil {
				return v, err
			}
			files = append(files, seen)
		}
	}
	return r.change(ctx, by, func(b *book, d *draft) (*kept[Version], error) {
		fresh := &kept[Version]{Version: v}
		fresh.Version.Stage, fresh.Version.Steps = "", nil
		d.w.Records = append(append(d.w.Records, files...), beside.Records...)
		if err := d.move(b, fresh, v.Stage, 0, why); err != nil {
			return nil, err
		}
		d.w.Events = append(d.w.Events, beside.Events...)
		return fresh, nil
	})
}

// MarkStale notes at every version that learnt from somebody's texts, and whose
// bundle is still there, that it must be replaced. It gives those versions.
func (r *Registry) MarkStale(ctx context.Context, requester uuid.UUID, by ticket.Actor, why string) ([]Version, error) {
	versions, err := r.Versions(ctx)
	if err != nil {
		return nil, err
	}
	var stale []Version
	for _, v := range versions {
		if !v.Kept {
			continue
		}
		saw, err := r.saw(ctx, v.ID, requester)
		if err != nil {
			return stale, err
		}
		if !saw {
			continue
		}
		v, err := r.change(ctx, by, func(b *book, d *draft) (*kept[Version], error) {
			found := b.versions[v.ID]
			if found == nil || found.Version.Stale != "" {
				return &kept[Version]{Version: v}, nil
			}
			found.Version.Stale = why
			return found, d.put(found, found.Version.Stage, why)
		})
		if err != nil {
			return stale, err
		}
		stale = append(stale, v)
	}
	return stale, nil
}

func (r *Registry) saw(ctx context.Context, id, requester uuid.UUID) (bool, error) {
	record, err := r.config.Store.Record(ctx, store.Bundles, idOf("seen", id.String()))
	if ticket.IsKind(err, ticket.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var s seen
	if err := unmarshal(&record, &s); err != nil {
		return false, err
	}
	for at := 0; at+len(requester) <= len(s.Requesters); at += len(requester) {
		if bytes.Equal(s.Requesters[at:at+len(requester)], requester[:]) {
			return true, nil
		}
	}
	return false, nil
}

// seen are the requesters that a version learnt from, their ids one after
// another, in order.
type seen struct {
	Requesters []byte `json:"requesters"`
}

func packSeen(id uuid.UUID, requesters []uuid.UUID) (store.RecordWrite, error) {
	all := slices.Clone(requesters)
	slices.SortFunc(all, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	var s seen
	for _, one := range slices.Compact(all) {
		if one != uuid.Nil {
			s.Requesters = append(s.Requesters, one[:]...)
		}
	}
	body, err := marshal(s)
	return store.RecordWrite{Record: store.Record{Kind: store.Bundles, ID: idOf("seen", id.String()), Key: "seen by " + id.String(), Body: body}}, err
}
