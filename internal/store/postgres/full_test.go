package postgres_test

import (
	"strings"
	"testing"

	"switchyard/internal/store/postgres"
	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// full fills a disk that was made small, and then gives it room: what was
// confirmed can be read all the while, nothing else is there, and storing goes on
// by itself. A disk that takes more than most tickets is none that is full.
func full(t *testing.T, s *postgres.Store, most int, room func()) {
	t.Helper()
	var err error
	stored := 0
	for err == nil && stored <= most {
		if _, err = s.Commit(t.Context(), storetest.Arrivals(50)); err == nil {
			stored += 50
		}
	}
	if !ticket.IsKind(err, ticket.Unavailable) || !strings.Contains(err.Error(), "disk of the database is full: make room on it") {
		t.Fatalf("after %d tickets got the error %v, want that the disk is full", stored, err)
	}
	if n := len(storetest.Whole(t, s)); n != stored {
		t.Errorf("found %d tickets, want %d", n, stored)
	}
	room()
	if _, err := s.Commit(t.Context(), storetest.Arrivals(50)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if n := len(storetest.Whole(t, s)); n != stored+50 {
		t.Errorf("found %d tickets, want %d", n, stored+50)
	}
}

// The server says that its disk is full, in the middle of a transaction, where
// this machine lets nobody make a small one.
func TestServerSaysThatItsDiskIsFull(t *testing.T) {
	dsn := server.Fresh(t)
	s := open(t, dsn)
	execute(t, dsn, `
create function refuse() returns trigger language plpgsql as $$ begin
    if (select count(*) from messages) >= 500 then
        raise 'could not extend file: No space left on device' using errcode = 'disk_full';
    end if;
    return null;
end $$;
create trigger refuse before insert on messages for each statement execute function refuse()`)
	full(t, s, 1000, func() { execute(t, dsn, "drop trigger refuse on messages") })
}
