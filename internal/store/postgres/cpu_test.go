package postgres_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// used is the CPU time that this program and the server have spent. The two
// share a machine, so this tells more than the clock when others work on it.
// Sessions of the server that have ended are not counted.
func used(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	total := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", server.PID()))
	if err != nil || len(files) == 0 {
		return total
	}
	children, err := os.ReadFile(files[0])
	if err != nil {
		return total
	}
	for _, pid := range bytes.Fields(children) {
		total += usedBy(string(pid))
	}
	return total
}

// usedBy reads the 14th and 15th field of a process's stat, in ticks of 10 ms.
func usedBy(pid string) time.Duration {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0 // it has just ended
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	ticks := 0
	for _, field := range fields[11:13] {
		n, _ := strconv.Atoi(string(field)) // the kernel writes numbers
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
