package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"switchyard/models"
	"switchyard/models/starter"
)

// findBundle reads the bundle in a folder, or the starter bundle of that name
// where there is no such folder.
func findBundle(name string) (*models.Bundle, error) {
	if _, err := os.Stat(name); err == nil || filepath.Base(name) != name {
		return models.ReadDir(name)
	}
	if !slices.Contains(starter.Names(), name) {
		return nil, fmt.Errorf("--bundle %s: there is no such folder, and no such starter bundle: they are %s", name, strings.Join(starter.Names(), ", "))
	}
	return starter.Bundle(name)
}
