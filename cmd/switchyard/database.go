package main

import (
	"context"
	"fmt"
	"strings"

	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
)

// openStore opens the database that --db names.
func openStore(ctx context.Context, name string) (store.Store, error) {
	if file, ok := strings.CutPrefix(name, "sqlite:"); ok && file != "" {
		return sqlite.Open(ctx, strings.TrimPrefix(file, "//"))
	}
	return nil, fmt.Errorf("--db %.40q names no database: write sqlite:FILE, postgres://USER@HOST/NAME, or none", name)
}
