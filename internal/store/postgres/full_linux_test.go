package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A database on a disk of its own, of 24 MB, a third of which is the database
// itself. Only root may make one: elsewhere the server's own words must do.
func TestFullDisk(t *testing.T) {
	disk := smallDisk(t)
	execute(t, server.DSN("postgres"), "create tablespace small location '"+disk+"'")
	execute(t, server.DSN("postgres"), "create database small tablespace small")
	s := open(t, server.DSN("small"))
	full(t, s, 20_000, func() {
		if err := unix.Mount("tmpfs", disk, "tmpfs", unix.MS_REMOUNT, "size=256m"); err != nil {
			t.Fatal(err)
		}
	})
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	execute(t, server.DSN("postgres"), "drop database small")
	execute(t, server.DSN("postgres"), "drop tablespace small")
}

// smallDisk mounts a small file system that the server owns.
func smallDisk(t *testing.T) string {
	t.Helper()
	owner, err := user.Lookup("postgres")
	if os.Geteuid() != 0 || err != nil {
		t.Skip("only root can mount a small disk; TestServerSaysThatItsDiskIsFull has run all the same")
	}
	folder, err := os.MkdirTemp("", "small") //nolint:usetesting // the folder of the test is closed to the server
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	disk := filepath.Join(folder, "disk")
	if err := errors.Join(os.Chmod(folder, 0o755), os.Mkdir(disk, 0o755)); err != nil {
		t.Fatal(err)
	}
	err = unix.Mount("tmpfs", disk, "tmpfs", 0, fmt.Sprintf("size=24m,mode=0700,uid=%s,gid=%s", owner.Uid, owner.Gid))
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		t.Skip("this machine lets nobody mount; TestServerSaysThatItsDiskIsFull has run all the same")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(disk, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return disk
}
