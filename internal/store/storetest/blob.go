package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing/iotest"

	"switchyard/internal/ticket"
)

var blobs = []test{
	{"contents come back, small, empty and large", blobRoundTrip},
	{"too large or broken off is not stored", blobLimit},
	{"the same content sent at once is stored once", blobTwice},
}

func content(size int) []byte {
	b := make([]byte, size)
	random := rand.NewPCG(1, 2)
	for i := range b {
		b[i] = byte(random.Uint64())
	}
	return b
}

func (d *desk) putBlob(b []byte) ticket.Hash {
	d.Helper()
	hash, size, err := d.store.PutBlob(d.ctx, bytes.NewReader(b), int64(len(b)))
	if err != nil {
		d.Fatal(err)
	}
	if size != int64(len(b)) || hash != sha256.Sum256(b) {
		d.Fatalf("stored %d bytes as %x, want %d as %x", size, hash, len(b), sha256.Sum256(b))
	}
	return hash
}

// blob reads a content, nil when it is not there.
func (d *desk) blob(hash ticket.Hash) []byte {
	d.Helper()
	r, err := d.store.Blob(d.ctx, hash)
	if ticket.IsKind(err, ticket.NotFound) {
		return nil
	}
	if err != nil {
		d.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		d.Fatal(err)
	}
	return b
}

func blobRoundTrip(d *desk) {
	for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 3<<20 + 17} {
		b := content(size)
		hash := d.putBlob(b)
		if got := d.blob(hash); !bytes.Equal(got, b) || got == nil {
			d.Errorf("a content of %d bytes came back with %d, altered", size, len(got))
		}
		if got := need(d, func() (int64, error) { return d.store.BlobSize(d.ctx, hash) }); got != int64(size) {
			d.Errorf("a content of %d bytes is said to have %d", size, got)
		}
		d.putBlob(b) // again: it is there already
	}
	if d.blob(ticket.Hash{9}) != nil {
		d.Error("found a content that nobody stored")
	}
	_, err := d.store.BlobSize(d.ctx, ticket.Hash{9})
	d.isKind(err, ticket.NotFound)
}

func blobLimit(d *desk) {
	b := content(600 << 10)
	_, _, err := d.store.PutBlob(d.ctx, bytes.NewReader(b), int64(len(b)-1))
	d.isKind(err, ticket.TooLarge)
	broken := io.MultiReader(bytes.NewReader(b), iotest.ErrReader(errors.New("line dropped")))
	if _, _, err := d.store.PutBlob(d.ctx, broken, 1<<30); err == nil || !strings.Contains(err.Error(), "line dropped") {
		d.Errorf("got the error %v, want that of the reader", err)
	}
	if d.blob(sha256.Sum256(b)) != nil {
		d.Error("found a content that was refused")
	}
	_, err = d.store.BlobSize(d.ctx, sha256.Sum256(b))
	d.isKind(err, ticket.NotFound)
}

func blobTwice(d *desk) {
	b := content(700 << 10)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, _, err := d.store.PutBlob(d.ctx, bytes.NewReader(b), 1<<20); err != nil {
				d.Error(err)
			}
		})
	}
	wg.Wait()
	if !bytes.Equal(d.blob(sha256.Sum256(b)), b) {
		d.Error("the content was altered")
	}
}
