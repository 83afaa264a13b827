package models

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Names of the files of a bundle.
const (
	ManifestFile  = "bundle.json"
	GraphFile     = "model.onnx"
	HeadFile      = "head.onnx"
	TokenizerFile = "tokenizer.json"
	CardFile      = "CARD.md"
)

// Bundle is a model at rest: its manifest and its files.
type Bundle struct {
	Manifest Manifest
	Files    map[string][]byte // all but bundle.json
}

// known are the files a bundle may hold. Others beside them (a report, a
// note) are not part of the bundle and are left alone.
var known = []string{GraphFile, VocabularyFile, HeadFile, TokenizerFile, CardFile}

const zeroHash = "sha256:0000000000000000000000000000000000000000000000000000000000000000"

// Seal fills in the hashes and gives the bytes of bundle.json. The same
// bundle always seals to the same bytes.
func (b *Bundle) Seal() ([]byte, error) {
	b.Manifest.Format = FormatVersion
	b.Manifest.Files = map[string]string{}
	for name, data := range b.Files {
		b.Manifest.Files[name] = digest(data)
	}
	b.Manifest.Hash = zeroHash
	if err := b.Manifest.Validate(); err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(&b.Manifest, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", ManifestFile, err)
	}
	data = append(data, '\n')
	b.Manifest.Hash = digest(data)
	return bytes.Replace(data, []byte(zeroHash), []byte(b.Manifest.Hash), 1), nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Write seals the bundle into a new or existing folder. The files are made
// beside it first and moved in last, the manifest at the very end, so that an
// interrupted write never looks like a bundle.
func (b *Bundle) Write(dir string) error {
	manifest, err := b.Seal()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	work, err := os.MkdirTemp(dir, ".bundle-")
	if err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	defer func() { _ = os.RemoveAll(work) }()
	names := append(slices.Sorted(maps.Keys(b.Files)), ManifestFile)
	for _, name := range names {
		data := manifest
		if name != ManifestFile {
			data = b.Files[name]
		}
		if err := writeSynced(filepath.Join(work, name), data); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
	}
	// From here on the old bundle is gone: without its manifest it is none.
	if err := os.Remove(filepath.Join(dir, ManifestFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write bundle: %w", err)
	}
	for _, name := range known {
		if _, kept := b.Files[name]; !kept {
			if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("write bundle: %w", err)
			}
		}
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(work, name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("write bundle: %w", err)
		}
	}
	return nil
}

func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// ReadDir reads and checks the bundle in a folder.
func ReadDir(dir string) (*Bundle, error) {
	b, err := Read(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", dir, err)
	}
	return b, nil
}

// Read reads and checks the bundle at the root of fsys: every file the
// manifest lists must be there with the digest it gives.
func Read(fsys fs.FS) (*Bundle, error) {
	data, err := fs.ReadFile(fsys, ManifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, invalid("it has no %s", ManifestFile)
	}
	if err != nil {
		return nil, err
	}
	b := &Bundle{Files: map[string][]byte{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := checkFormat(data); err != nil {
		return nil, err
	}
	if err := decoder.Decode(&b.Manifest); err != nil {
		return nil, invalid("%s: %w", ManifestFile, err)
	}
	hash := b.Manifest.Hash
	if len(hash) != len(zeroHash) || digest(bytes.Replace(data, []byte(hash), []byte(zeroHash), 1)) != hash {
		return nil, invalid("%s was changed after it was sealed: its hash does not match", ManifestFile)
	}
	if err := b.Manifest.Validate(); err != nil {
		return nil, err
	}
	for name, want := range b.Manifest.Files {
		if !slices.Contains(known, name) {
			return nil, invalid("files lists %q, which is no part of a bundle", name)
		}
		content, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, invalid("%s is missing", name)
		}
		if err != nil {
			return nil, err
		}
		if digest(content) != want {
			return nil, invalid("%s was changed after it was sealed: its hash does not match", name)
		}
		b.Files[name] = content
	}
	return b, b.checkFiles()
}

// checkFormat looks at the version before anything else, so that a bundle of
// a later format is told apart from a broken one.
func checkFormat(data []byte) error {
	var head struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return invalid("%s is not JSON: %w", ManifestFile, err)
	}
	if head.Format != FormatVersion {
		return invalid("format is %d: this program reads format %d", head.Format, FormatVersion)
	}
	return nil
}

// checkFiles says which file the kind of bundle needs but lacks.
func (b *Bundle) checkFiles() error {
	needs := []string{GraphFile}
	if b.Manifest.Kind != NGrams {
		needs = append(needs, TokenizerFile)
	}
	if b.Manifest.Kind == Encoder && b.Manifest.Task != "" {
		needs = append(needs, HeadFile)
	}
	var missing []string
	for _, name := range needs {
		if _, ok := b.Files[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return invalid("a bundle of kind %q needs %s", b.Manifest.Kind, strings.Join(missing, " and "))
	}
	return nil
}
