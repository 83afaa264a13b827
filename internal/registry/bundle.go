package registry

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
)

// packed is the record of a bundle: its folder as a zip file.
type packed struct {
	Zip []byte `json:"zip"`
}

// pack seals a bundle and gives its record.
func pack(bundle *models.Bundle) ([]byte, error) {
	manifest, err := bundle.Seal()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range append(slices.Sorted(maps.Keys(bundle.Files)), models.ManifestFile) {
		content := manifest
		if name != models.ManifestFile {
			content = bundle.Files[name]
		}
		file, err := archive.Create(name)
		if err == nil {
			_, err = file.Write(content)
		}
		if err != nil {
			return nil, fmt.Errorf("pack the bundle: %w", err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("pack the bundle: %w", err)
	}
	return marshal(packed{out.Bytes()})
}

// Bundle reads the bundle of a version and checks every hash in it. The error
// names the version whose bundle is missing or broken: then let the champion
// before it answer, or the starter model.
func (r *Registry) Bundle(ctx context.Context, id uuid.UUID) (*models.Bundle, error) {
	v, err := r.Version(ctx, id)
	if err != nil {
		return nil, err
	}
	record, err := r.config.Store.Record(ctx, store.Bundles, id)
	if ticket.IsKind(err, ticket.NotFound) {
		return nil, ticket.Errorf(ticket.NotFound, "id", "the bundle of %s (%s) is not in the database any more: roll it back or promote another version", v.Name, id)
	}
	if err != nil {
		return nil, err
	}
	var p packed
	if err := unmarshal(&record, &p); err != nil {
		return nil, broken(&v, err)
	}
	archive, err := zip.NewReader(bytes.NewReader(p.Zip), int64(len(p.Zip)))
	if err != nil {
		return nil, broken(&v, err)
	}
	b, err := models.Read(archive)
	if err != nil {
		return nil, broken(&v, err)
	}
	if b.Manifest.Hash != v.Hash {
		return nil, broken(&v, fmt.Errorf("it holds %s", b.Manifest.Version()))
	}
	return b, nil
}

func broken(v *Version, err error) error {
	return ticket.Wrap(ticket.Conflict, err, "the bundle of %s (%s) in the database is broken: roll it back or promote another version", v.Name, v.ID)
}

// generations is how many champions before the present one keep their bundles.
const generations = 2

// prune removes the bundles of a task that nothing will ask for any more: all
// but those of the champion, the challenger, the latest champions before, and
// the one that lost its place last, which a person may bring back. What another
// node removes meanwhile is no error.
func (r *Registry) prune(ctx context.Context, task models.Task) error {
	b, err := r.book(ctx)
	if err != nil {
		return err
	}
	past := b.line(task).Version.Past
	var needed []uuid.UUID
	for i := len(past) - 1; i >= 0 && len(needed) < generations; i-- {
		if v := b.versions[past[i]]; v != nil && v.Version.Kept && v.Version.Stage == Retired {
			needed = append(needed, past[i])
		}
	}
	idle := func(v *kept[Version]) bool {
		return v.Version.Task == task && v.Version.Kept && !slices.Contains([]Stage{Champion, Shadow, Canary}, v.Version.Stage) && !slices.Contains(needed, v.Version.ID)
	}
	var last *kept[Version]
	for _, v := range b.versions {
		if idle(v) && (last == nil || v.Version.moved().After(last.Version.moved())) {
			last = v
		}
	}
	for _, v := range b.versions {
		if !idle(v) || v == last {
			continue
		}
		if err := r.drop(ctx, v); err != nil && !ticket.IsKind(err, ticket.Conflict) {
			return err
		}
	}
	return nil
}

// drop removes the bundle of a version.
func (r *Registry) drop(ctx context.Context, v *kept[Version]) error {
	v.Version.Kept = false
	d := &draft{r: r, by: ticket.Actor{Kind: ticket.BySystem}}
	if err := d.put(v, v.Version.Stage, "its bundle was removed: newer versions came after it"); err != nil {
		return err
	}
	for _, id := range []uuid.UUID{v.Version.ID, idOf("seen", v.Version.ID.String())} {
		record, err := r.config.Store.Record(ctx, store.Bundles, id)
		if ticket.IsKind(err, ticket.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		d.w.Records = append(d.w.Records, store.RecordWrite{Expect: record.Version, Record: store.Record{Kind: record.Kind, ID: id, Key: record.Key}, Remove: true})
	}
	_, err := r.config.Store.Commit(ctx, &d.w)
	if ticket.IsKind(err, ticket.NotFound) {
		return nil
	}
	return err
}
