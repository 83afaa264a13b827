package pgtest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// binaries finds the folder with initdb and postgres, the newest of Debian's
// when none is in PATH.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil && holds(filepath.Dir(path)) {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	newest, version := "", 0
	for _, bin := range found {
		if n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && n > version && holds(bin) {
			newest, version = bin, n
		}
	}
	if newest == "" {
		return "", errors.New("there is no PostgreSQL on this machine: apt-get install postgresql")
	}
	return newest, nil
}

func holds(bin string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, name)); err != nil {
			return false
		}
	}
	return true
}

// account is whom the server runs as; nil for who we are. PostgreSQL refuses
// to run as root.
type account struct{ uid, gid int }

func unprivileged() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nobody else is needed
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w; apt-get install postgresql makes the user", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(u.Gid)
	return &account{uid, gid}, err
}

func (a *account) own(dir string) error {
	if a == nil {
		return nil
	}
	return os.Chown(dir, a.uid, a.gid)
}

func (a *account) use(cmd *exec.Cmd) {
	cmd.Dir = "/"
	// A group of its own: Ctrl-C in the terminal must not stop it before us.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
}

// guard is a small process that ends a server and removes its folder when this
// program is gone, even if it was killed.
type guard struct {
	process *exec.Cmd
	hold    io.WriteCloser
}

// watch starts a guard. A line on its input sends it home; the end of the
// input, which comes when we end, makes it act.
func watch(pid int, dir string) (*guard, error) {
	cmd := exec.Command("sh", "-c", `read -r line || { kill -QUIT "$1"; sleep 1; rm -rf "$2"; }`, "guard", strconv.Itoa(pid), dir) //nolint:noctx // it outlives everything
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &guard{cmd, hold}, cmd.Start()
}

func (g *guard) release() error {
	if g == nil {
		return nil
	}
	if _, err := io.WriteString(g.hold, "done\n"); err != nil {
		return err
	}
	return errors.Join(g.hold.Close(), g.process.Wait())
}
