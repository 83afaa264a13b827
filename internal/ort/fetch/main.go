// Command fetch puts the ONNX Runtime library of this platform into the cache
// folder, from its npm package and checked against the pinned digest. It does
// nothing when the library is there already.
package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"runtime"

	"switchyard/internal/ort"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fetch ONNX Runtime:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	release, err := ort.ReleaseFor(runtime.GOOS + "/" + runtime.GOARCH)
	if err != nil {
		return err
	}
	target, err := ort.CachePath()
	if err != nil {
		return err
	}
	if digest, err := digestOf(target); err == nil && digest == release.SHA256 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(target), ".fetch-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()

	fmt.Fprintf(os.Stderr, "fetching ONNX Runtime %s (about 110 MB, once)\n", ort.Version)
	npm := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", work, release.Package)
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm pack %s: %w\n%s", release.Package, err, out)
	}
	archives, err := filepath.Glob(filepath.Join(work, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("npm pack left %d archives, want 1", len(archives))
	}
	library := filepath.Join(work, release.File)
	if err := extract(archives[0], path.Join("package", release.Member), library); err != nil {
		return err
	}
	digest, err := digestOf(library)
	if err != nil {
		return err
	}
	if digest != release.SHA256 {
		return fmt.Errorf("%s has sha256 %s, want %s: not used", release.Member, digest, release.SHA256)
	}
	return os.Rename(library, target)
}

// extract copies one member of a gzipped tar archive to a file.
func extract(archive, member, to string) (err error) {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	for entries := tar.NewReader(unzipped); ; {
		header, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("the package holds no %s", member)
		}
		if err != nil {
			return err
		}
		if header.Name == member {
			return write(to, entries)
		}
	}
}

func write(to string, from io.Reader) (err error) {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, from)
	return err
}

func digestOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
