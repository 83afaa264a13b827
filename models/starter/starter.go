// Package starter holds the bundles that are used where a team has none of
// its own yet. Each folder has a CARD.md that says what it was trained on and
// the command that made it.
package starter

import (
	"embed"
	"fmt"
	"io/fs"
	"unsafe"

	"switchyard/models"
)

//go:embed */bundle.json */CARD.md
var folders embed.FS

// The graphs are most of the program's models. As strings they stay in the
// program file's own pages instead of being copied to the heap.
var (
	//go:embed category/model.onnx
	category string
	//go:embed priority/model.onnx
	priority string
	//go:embed sentiment/model.onnx
	sentiment string
	//go:embed anger/model.onnx
	anger string
)

// Bundles reads them all, one a task. The bytes of the graphs must not be
// written to.
func Bundles() ([]*models.Bundle, error) {
	var bundles []*models.Bundle
	for _, in := range []struct{ name, graph string }{
		{"category", category}, {"priority", priority}, {"sentiment", sentiment}, {"anger", anger},
	} {
		inner, err := fs.Sub(folders, in.name)
		if err != nil {
			return nil, err
		}
		b, err := models.Read(folder{inner, in.graph})
		if err != nil {
			return nil, fmt.Errorf("starter bundle %s: %w", in.name, err)
		}
		bundles = append(bundles, b)
	}
	return bundles, nil
}

// folder is one bundle's files, its graph without a copy.
type folder struct {
	fs.FS
	graph string
}

// ReadFile is what fs.ReadFile asks first.
func (f folder) ReadFile(name string) ([]byte, error) {
	if name == models.GraphFile {
		return unsafe.Slice(unsafe.StringData(f.graph), len(f.graph)), nil
	}
	return fs.ReadFile(f.FS, name)
}
