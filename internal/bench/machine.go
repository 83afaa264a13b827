package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Machine is what the figures depend on besides the code.
type Machine struct {
	CPU, Load string
	Cores     int
	System    string
	Go        string
}

// thisMachine reads Linux's /proc; what it does not find is "unknown".
func thisMachine() Machine {
	m := Machine{CPU: "unknown", Load: "unknown", Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version()}
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		m.CPU = afterColon(string(info), "model name")
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	}
	return m
}

// afterColon gives the value of a "name : value" line, or "unknown".
func afterColon(lines, name string) string {
	for line := range strings.Lines(lines) {
		key, value, found := strings.Cut(line, ":")
		if found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func (m Machine) String() string {
	return fmt.Sprintf("%s, %d cores, %s, %s", m.CPU, m.Cores, m.System, m.Go)
}
