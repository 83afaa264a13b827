package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"time"

	"switchyard/internal/ticket"
)

// chunk is how many bytes of a content stand in a row.
const chunk = 256 << 10

// PutBlob stores all of r. It is hashed on its way into a temporary file, and
// written from there chunk by chunk, so that commits get in between.
func (s *Store) PutBlob(ctx context.Context, r io.Reader, limit int64) (ticket.Hash, int64, error) {
	file, err := os.CreateTemp("", "switchyard-*")
	if err != nil {
		return ticket.Hash{}, 0, ticket.Wrap(ticket.Unavailable, err, "cannot store the file for now: check the folder for temporary files (TMPDIR)")
	}
	hash, size, err := s.putBlob(ctx, file, r, limit)
	if cleared := errors.Join(file.Close(), os.Remove(file.Name())); cleared != nil && err == nil {
		err = ticket.Wrap(ticket.Unavailable, cleared, "the file is stored, but its temporary copy remains: check the folder for temporary files (TMPDIR)")
	}
	return hash, size, err
}

func (s *Store) putBlob(ctx context.Context, file *os.File, r io.Reader, limit int64) (ticket.Hash, int64, error) {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, hash), io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return ticket.Hash{}, 0, ticket.Wrap(ticket.Unavailable, err, "the file did not arrive whole: send it again")
	case size > limit:
		return ticket.Hash{}, 0, ticket.Errorf(ticket.TooLarge, "file", "is larger than %d bytes", limit)
	}
	sum := ticket.Hash(hash.Sum(nil))
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return ticket.Hash{}, 0, ticket.Wrap(ticket.Unavailable, err, "cannot store the file for now: check the disk for temporary files")
	}
	if err := s.storeBlob(ctx, sum, size, file); err != nil {
		return ticket.Hash{}, 0, s.problem(err)
	}
	return sum, size, nil
}

func (s *Store) storeBlob(ctx context.Context, hash ticket.Hash, size int64, r io.Reader) error {
	whole := false
	now := time.Now().UnixMicro() // of the machine: it only tells how long the content has been lying here
	err := s.writer.do(ctx, func() error {
		changed, err := s.writer.count("UPDATE blobs SET put_at = ? WHERE hash = ? AND whole", now, hash[:])
		whole = changed > 0
		if err != nil || whole {
			return err
		}
		return s.writer.exec("INSERT INTO blobs (hash, size, whole, put_at) VALUES (?, ?, 0, ?) ON CONFLICT DO UPDATE SET put_at = excluded.put_at", hash[:], size, now)
	})
	if err != nil || whole {
		return err
	}
	data := make([]byte, chunk)
	for part := 0; ; part++ {
		n, err := io.ReadFull(r, data)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.writer.do(ctx, func() error {
			return s.writer.exec("INSERT INTO chunks (hash, part, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", hash[:], part, data[:n])
		}); err != nil {
			return err
		}
	}
	return s.writer.do(ctx, func() error { return s.writer.exec("UPDATE blobs SET whole = 1 WHERE hash = ?", hash[:]) })
}

// BlobSize is how many bytes a content has.
func (s *Store) BlobSize(ctx context.Context, hash ticket.Hash) (int64, error) {
	var size int64
	err := s.reads.one(ctx, []any{&size}, "SELECT size FROM blobs WHERE hash = ? AND whole", hash[:])
	return size, s.found(err, "file")
}

// Blob reads a content. The caller closes it.
func (s *Store) Blob(ctx context.Context, hash ticket.Hash) (io.ReadCloser, error) {
	size, err := s.BlobSize(ctx, hash)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(&blobReader{store: s, ctx: ctx, hash: hash, left: size}), nil
}

// blobReader reads chunk by chunk and holds no connection in between.
type blobReader struct {
	store *Store
	ctx   context.Context
	hash  ticket.Hash
	part  int
	left  int64
	data  bytes.Reader
}

func (r *blobReader) Read(p []byte) (int, error) {
	if r.data.Len() == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		var data []byte
		if err := r.store.reads.one(r.ctx, []any{&data}, "SELECT data FROM chunks WHERE hash = ? AND part = ?", r.hash[:], r.part); err != nil {
			return 0, r.store.found(err, "file")
		}
		r.data.Reset(data)
		r.part, r.left = r.part+1, r.left-int64(len(data))
	}
	return r.data.Read(p)
}
