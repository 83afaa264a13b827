package sla

import "switchyard/internal/duration"

// Duration is a time.Duration that is written as text: "1h30m".
type Duration = duration.Duration
