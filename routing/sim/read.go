package sim

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed scenarios/*.yaml
var built embed.FS

// Built lists the scenarios that come with the program, S1 first. It panics on
// none of them: a test reads them all.
func Built() ([]Scenario, error) {
	files, err := fs.Glob(built, "scenarios/*.yaml")
	if err != nil {
		return nil, err
	}
	list := make([]Scenario, len(files))
	for i, file := range files {
		data, err := built.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if list[i], err = Parse(path.Base(file), data); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Find gives the scenarios of a list as written on a command line: built-in
// names (S1_steady, or S1 for short), all, or files, with commas between them.
// A name that is neither is refused with the names there are.
func Find(list string) ([]Scenario, error) {
	known, err := Built()
	if err != nil {
		return nil, err
	}
	var found []Scenario
	for _, want := range strings.Split(list, ",") {
		want = strings.TrimSpace(want)
		if strings.EqualFold(want, "all") {
			found = append(found, known...)
			continue
		}
		one, err := find(want, known)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	seen := map[string]bool{}
	for _, s := range found {
		if seen[s.Name] {
			return nil, fmt.Errorf("scenario %s is asked for twice: name it once, or give its file another name key", s.Name)
		}
		seen[s.Name] = true
	}
	return found, nil
}

func find(want string, known []Scenario) (Scenario, error) {
	names := make([]string, len(known))
	for i, s := range known {
		short, _, _ := strings.Cut(s.Name, "_")
		if strings.EqualFold(want, s.Name) || strings.EqualFold(want, short) {
			return s, nil
		}
		names[i] = s.Name
	}
	data, err := os.ReadFile(want)
	if errors.Is(err, fs.ErrNotExist) {
		return Scenario{}, fmt.Errorf("scenario %q is neither a file nor one of %s, all", want, strings.Join(names, ", "))
	}
	if err != nil {
		return Scenario{}, err
	}
	return Parse(filepath.Base(want), data)
}

// Parse reads one scenario from YAML, of which JSON is a part. What is not in
// it is as in Default; the name defaults to the file's. Unknown keys, keys given
// twice and values out of range are refused with the key and what to give.
func Parse(file string, data []byte) (Scenario, error) {
	s := Default()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		return Scenario{}, fmt.Errorf("scenario %s: %w", file, plain(err))
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", file, plain(err))
	}
	if err := whole(&root, reflect.TypeFor[Scenario](), ""); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", file, err)
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return Scenario{}, fmt.Errorf("scenario %s: more than one document: put each scenario into a file of its own", file)
	}
	if s.Name == "" {
		s.Name = strings.TrimSuffix(file, filepath.Ext(file))
	}
	s.fill()
	if err := s.check(); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", file, err)
	}
	return s, nil
}

var (
	unknown  = regexp.MustCompile(`field (\S+) not found in type sim\.(\S+)`)
	mistyped = regexp.MustCompile("cannot unmarshal !!(\\S+) (`[^`]*`)?\\s*into (\\S+)")
)

// plain says in the words of the file what the decoder says in those of Go.
func plain(err error) error {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	lines := make([]string, len(wrong.Errors))
	for i, line := range wrong.Errors {
		line = unknown.ReplaceAllStringFunc(line, func(found string) string {
			part := unknown.FindStringSubmatch(found)
			section := "a scenario"
			if part[2] != "Scenario" {
				section = strings.ToLower(part[2])
			}
			return fmt.Sprintf("unknown key %q in %s: see docs/scenarios.md for the keys there are", part[1], section)
		})
		lines[i] = mistyped.ReplaceAllStringFunc(line, func(found string) string {
			part := mistyped.FindStringSubmatch(found)
			return fmt.Sprintf("%s is a %s where %s is wanted", part[2], part[1], kinds(part[3]))
		})
	}
	return errors.New(strings.Join(lines, "; "))
}

// kinds names a Go type for somebody who writes YAML.
func kinds(name string) string {
	switch {
	case name == "float64":
		return "a number"
	case name == "int":
		return "a whole number"
	case name == "string":
		return "a text"
	case strings.HasPrefix(name, "[]"):
		return "a list"
	}
	return "a group of keys"
}

// whole refuses fractions where a whole number is wanted: the decoder cuts them.
func whole(node *yaml.Node, t reflect.Type, key string) error {
	switch {
	case node.Kind == yaml.DocumentNode:
		return whole(node.Content[0], t, key)
	case node.Kind == yaml.AliasNode:
		return whole(node.Alias, t, key)
	case t.Kind() == reflect.Int && node.Tag == "!!float":
		return fmt.Errorf("line %d: %s is %s: give a whole number", node.Line, key, node.Value)
	case t.Kind() == reflect.Slice && node.Kind == yaml.SequenceNode:
		for i, item := range node.Content {
			if err := whole(item, t.Elem(), fmt.Sprintf("%s[%d]", key, i)); err != nil {
				return err
			}
		}
	case t.Kind() == reflect.Struct && node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			for k := range t.NumField() {
				if name := t.Field(k).Tag.Get("yaml"); name == node.Content[i].Value {
					if err := whole(node.Content[i+1], t.Field(k).Type, strings.TrimPrefix(key+"."+name, ".")); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}
