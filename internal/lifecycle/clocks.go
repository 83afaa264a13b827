package lifecycle

import "time"

func (d *draft) clocks() error           { return nil }
func (d *draft) deadlines() error        { return nil }
func (d *draft) nextDeadline() time.Time { return time.Time{} }
