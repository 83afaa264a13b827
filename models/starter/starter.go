// Package starter holds the bundles that are used where a team has none of
// its own yet. Each folder has a CARD.md that says what it was trained on and
// the command that made it.
package starter

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unsafe"

	"switchyard/models"
)

//go:embed */bundle.json */CARD.md */vocabulary.bin
var folders embed.FS

// The graphs are most of the program's models. As strings they stay in the
// program file's own pages instead of being copied to the heap.
var (
	//go:embed support/model.onnx
	support string
	//go:embed it-helpdesk/model.onnx
	itHelpdesk string
	//go:embed priority/model.onnx
	priority string
	//go:embed sentiment/model.onnx
	sentiment string
	//go:embed anger/model.onnx
	anger string
	//go:embed spam/model.onnx
	spam string
)

var graphs = []struct{ name, graph string }{
	{"support", support}, {"priority", priority}, {"sentiment", sentiment}, {"anger", anger}, {"spam", spam}, {"it-helpdesk", itHelpdesk},
}

// Names lists all bundles.
func Names() []string {
	names := make([]string, len(graphs))
	for i, g := range graphs {
		names[i] = g.name
	}
	return names
}

// Bundle reads the bundle of that name. Its graph's bytes must not be written
// to.
func Bundle(name string) (*models.Bundle, error) {
	at := slices.Index(Names(), name)
	if at < 0 {
		return nil, fmt.Errorf("there is no starter bundle %q: they are %s", name, strings.Join(Names(), ", "))
	}
	inner, err := fs.Sub(folders, name)
	if err != nil {
		return nil, err
	}
	b, err := models.Read(folder{inner, graphs[at].graph})
	if err != nil {
		return nil, fmt.Errorf("starter bundle %s: %w", name, err)
	}
	return b, nil
}

// Bundles reads the bundles that a support desk starts with, one a task. The
// categories are those of general customer support; an IT help desk takes
// it-helpdesk in their place.
func Bundles() ([]*models.Bundle, error) {
	var bundles []*models.Bundle
	for _, name := range []string{"support", "priority", "sentiment", "anger", "spam"} {
		b, err := Bundle(name)
		if err != nil {
			return nil, err
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
