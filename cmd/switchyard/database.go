package main

import (
	"context"
	"fmt"
	"strings"

	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/sqlite"
)

// sqliteFile is the file that --db names, if it names one.
func sqliteFile(name string) (string, bool) {
	file, ok := strings.CutPrefix(name, "sqlite:")
	return strings.TrimPrefix(file, "//"), ok && file != ""
}

// openStore opens the database that --db names.
func openStore(ctx context.Context, name string) (store.Store, error) {
	if file, ok := sqliteFile(name); ok {
		return sqlite.Open(ctx, file)
	}
	if strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://") {
		return postgres.Open(ctx, name, postgres.Options{})
	}
	scheme, _, _ := strings.Cut(name, ":") // what follows may hold a password
	return nil, fmt.Errorf("--db %.20q names no database: write sqlite:FILE, postgres://USER@HOST/NAME, or none", scheme)
}
