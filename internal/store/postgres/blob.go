package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jackc/pgx/v5"

	"switchyard/internal/ticket"
)

// chunkSize is how much of a content stands in one row.
const chunkSize = 256 << 10

// PutBlob implements store.Blobs. The content waits in a temporary file until
// its hash is known.
func (s *Store) PutBlob(ctx context.Context, r io.Reader, limit int64) (hash ticket.Hash, size int64, err error) {
	file, err := os.CreateTemp("", "switchyard-blob")
	if err != nil {
		return hash, 0, ticket.Wrap(ticket.Unavailable, err, "a temporary file could not be made: make room in the folder for them, or set TMPDIR")
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(file, sum), io.LimitReader(r, limit+1))
	if err != nil {
		return hash, 0, fmt.Errorf("reading the content: %w", err)
	}
	if size > limit {
		return hash, 0, ticket.Errorf(ticket.TooLarge, "content", "is larger than %d bytes", limit)
	}
	sum.Sum(hash[:0])
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return hash, 0, err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return putContent(ctx, tx, file, hash, size) })
	return hash, size, problem(err)
}

// putContent stores a content, or notes that it was sent again: what was sent
// lately does not expire before a message names it.
func putContent(ctx context.Context, tx pgx.Tx, r io.Reader, hash ticket.Hash, size int64) error {
	var isNew bool
	err := tx.QueryRow(ctx, `
insert into blobs as b values ($1, $2, (extract(epoch from now()) * 1e6)::bigint)
on conflict (hash) do update set put = excluded.put
returning b.xmax = 0`, hash[:], size).Scan(&isNew)
	if err != nil || !isNew {
		return err
	}
	chunk := make([]byte, min(chunkSize, size))
	for place := 0; size > 0; place++ {
		n, err := io.ReadFull(r, chunk[:min(chunkSize, size)])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "insert into blob_chunks values ($1, $2, $3)", hash[:], place, chunk[:n]); err != nil {
			return err
		}
		size -= int64(n)
	}
	return nil
}

// BlobSize implements store.Blobs.
func (s *Store) BlobSize(ctx context.Context, hash ticket.Hash) (int64, error) {
	size, err := one[int64](ctx, s, "select size from blobs where hash = $1", hash[:])
	if ticket.IsKind(err, ticket.NotFound) {
		err = ticket.Errorf(ticket.NotFound, "attachment", "there is no content with the hash %x", hash)
	}
	return size, err
}

// Blob implements store.Blobs.
func (s *Store) Blob(ctx context.Context, hash ticket.Hash) (io.ReadCloser, error) {
	size, err := s.BlobSize(ctx, hash)
	if err != nil {
		return nil, err
	}
	return &blobReader{ctx: ctx, store: s, hash: hash, left: size}, nil
}

// blobReader reads a content chunk by chunk, and holds no connection between.
type blobReader struct {
	ctx   context.Context //nolint:containedctx // the reader belongs to one request
	store *Store
	hash  ticket.Hash
	place int
	left  int64
	chunk bytes.Reader
}

func (r *blobReader) Read(p []byte) (int, error) {
	if r.chunk.Len() == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		chunk, err := one[[]byte](r.ctx, r.store, "select bytes from blob_chunks where hash = $1 and place = $2", r.hash[:], r.place)
		if err != nil {
			return 0, err
		}
		r.chunk.Reset(chunk)
		r.place++
	}
	n, err := r.chunk.Read(p)
	r.left -= int64(n)
	return n, err
}

func (r *blobReader) Close() error { return nil }
