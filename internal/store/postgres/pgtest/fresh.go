package pgtest

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// Main runs the tests of a package with a server of their own:
//
//	var server *pgtest.Server
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }
func Main(m *testing.M, server **Server) int {
	s, err := Start(context.Background(), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	*server = s
	code := m.Run()
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// Fresh makes an empty schema for a test and gives its DSN.
func (s *Server) Fresh(tb testing.TB) string {
	tb.Helper()
	dsn, err := s.Schema(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return dsn
}
