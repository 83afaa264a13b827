package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// status reads a field of Linux's /proc/PID/status that is given in kB, as
// VmRSS (resident now) and VmHWM (most ever resident) are. It gives MB.
func status(pid int, field string) (megabytes float64, err error) {
	lines, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("memory is read from Linux's /proc: %w", err)
	}
	value, _, _ := strings.Cut(afterColon(string(lines), field), " ")
	kilobytes, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/%d/status: %s: %w", pid, field, err)
	}
	return kilobytes * 1024 / 1e6, nil
}

// ticks a second of the times in /proc/PID/stat, on every Linux.
const ticks = 100

// cpuSeconds is the processor time that a running process has used, its
// threads included.
func cpuSeconds(pid int) (float64, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("processor time is read from Linux's /proc: %w", err)
	}
	return parseStat(string(line))
}

// parseStat adds utime and stime, fields 14 and 15. The second field is the
// program's name in brackets and may itself hold brackets and spaces.
func parseStat(line string) (seconds float64, err error) {
	fields := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/PID/stat is %q: it has too few fields", line)
	}
	user, err := strconv.ParseFloat(fields[11], 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/PID/stat: utime: %w", err)
	}
	system, err := strconv.ParseFloat(fields[12], 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/PID/stat: stime: %w", err)
	}
	return (user + system) / ticks, nil
}

// peak follows a running process until done is closed and gives the most
// memory it had resident, in MB.
func peak(pid int, done <-chan struct{}) (most float64) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if now, err := status(pid, "VmHWM"); err == nil { // it may have just ended
			most = max(most, now)
		}
		select {
		case <-tick.C:
		case <-done:
			return most
		}
	}
}

// server is a child process that answers HTTP on loopback.
type server struct {
	process *exec.Cmd
	url     string
	started time.Time
}

// startServer runs a program that prints "... listens on URL ..." first.
func startServer(ctx context.Context, name string, args ...string) (*server, error) {
	s := &server{process: exec.CommandContext(ctx, name, args...), started: time.Now()}
	s.process.Cancel = func() error { return s.process.Process.Signal(syscall.SIGTERM) }
	s.process.WaitDelay = 15 * time.Second
	out, err := s.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(out)
	line, err := reader.ReadString('\n')
	_, after, found := strings.Cut(line, "listens on ")
	if err != nil || !found {
		return nil, errors.Join(fmt.Errorf("%s did not say where it listens but %q", name, line), err, s.stop())
	}
	s.url = strings.Fields(after)[0]
	go func() { _, _ = io.Copy(io.Discard, reader) }() // what else it prints must not fill the pipe
	return s, nil
}

// stop ends the process and waits for it.
func (s *server) stop() error {
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := s.process.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && !exit.Exited() { // the signal ended it
		return nil
	}
	return err
}
