package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
)

// ArticleVersions are the articles as they were before they were changed.
const ArticleVersions store.RecordKind = "article_version"

// keep adds the version that is about to be replaced to a write.
func (s *Shelf[T]) keep(records []store.RecordWrite, was *T) ([]store.RecordWrite, error) {
	id, version := s.kind.head(was)
	body, err := json.Marshal(was)
	if err != nil {
		return nil, err
	}
	return append(records, store.RecordWrite{Record: store.Record{Kind: s.kind.kept, ID: s.newID(), Key: versionKey(*id, *version), Body: body}}), nil
}

// versionKey sorts the versions of a thing by their number.
func versionKey(id uuid.UUID, version int64) string { return fmt.Sprintf("%s %012d", id, version) }

// Versions gives a thing as it is and as it was, latest first. One that was
// removed has only what it was; what never was has none.
func (s *Shelf[T]) Versions(ctx context.Context, id uuid.UUID) ([]T, error) {
	records, err := s.store.RecordsOf(ctx, s.kind.kept)
	if err != nil {
		return nil, err
	}
	records = slices.DeleteFunc(records, func(r store.Record) bool { return !strings.HasPrefix(r.Key, id.String()+" ") })
	slices.SortFunc(records, func(a, b store.Record) int { return strings.Compare(b.Key, a.Key) })
	var all []T
	if now, err := s.Get(ctx, id); err == nil {
		all = append(all, now)
	}
	for i := range records {
		var value T
		if err := json.Unmarshal(records[i].Body, &value); err != nil {
			return nil, fmt.Errorf("%s %s: %w", s.kind.kept, records[i].ID, err)
		}
		all = append(all, value)
	}
	return all, nil
}
