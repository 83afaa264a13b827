package lifecycle

import (
	"path"
	"slices"
	"strings"
	"time"

	"switchyard/internal/sla"
	"switchyard/internal/ticket"
)

// Rules are the desk's settings for tickets.
type Rules struct {
	CloseAfter          sla.Duration `json:"close_after" doc:"How long a resolved ticket can be opened again by a reply. Then it is closed, and a reply opens a follow-up; 0s leaves it resolved"`
	ResolvePendingAfter sla.Duration `json:"resolve_pending_after" doc:"Tickets whose requester has not answered for so long are resolved; 0s for never"`
	RemoveClosedAfter   sla.Duration `json:"remove_closed_after" doc:"Closed tickets are removed after so long, with their messages and events; 0s for never"`
	MaxAttachment       int64        `json:"max_attachment" minimum:"1" maximum:"1073741824" doc:"Largest file, in bytes"`
	RefusedFiles        []string     `json:"refused_files" nullable:"false" doc:"Endings of file names that are not taken, such as .exe"`
}

// RulesKey is the key of the settings record that holds the Rules.
const RulesKey = "tickets"

// Limits of the rules.
const (
	longestRule   = sla.Duration(10 * 366 * 24 * time.Hour)
	largestFile   = 1 << 30
	mostRefused   = 200
	longestEnding = 20
)

// DefaultRules are those of a desk that has set none: what runs when it is
// opened is not taken.
func DefaultRules() Rules {
	return Rules{
		CloseAfter: sla.Duration(7 * 24 * time.Hour), MaxAttachment: 20 << 20,
		RefusedFiles: []string{".bat", ".cmd", ".com", ".exe", ".hta", ".jar", ".js", ".lnk", ".msi", ".ps1", ".scr", ".vbs"},
	}
}

// Validate reports the first thing wrong: an Invalid error that names the
// field and what to send.
func (r *Rules) Validate() error {
	for _, d := range []struct {
		name string
		long sla.Duration
	}{{"close_after", r.CloseAfter}, {"resolve_pending_after", r.ResolvePendingAfter}, {"remove_closed_after", r.RemoveClosedAfter}} {
		if d.long < 0 || d.long > longestRule {
			return ticket.Errorf(ticket.Invalid, d.name, "must be from 0s to ten years, such as 168h")
		}
	}
	if r.MaxAttachment < 1 || r.MaxAttachment > largestFile {
		return ticket.Errorf(ticket.Invalid, "max_attachment", "must be from 1 to %d bytes", largestFile)
	}
	if len(r.RefusedFiles) > mostRefused {
		return ticket.Errorf(ticket.Invalid, "refused_files", "must have at most %d endings", mostRefused)
	}
	for i, ending := range r.RefusedFiles {
		ending = strings.ToLower(strings.TrimSpace(ending))
		if !strings.HasPrefix(ending, ".") || len(ending) < 2 || len(ending) > longestEnding {
			return ticket.Errorf(ticket.Invalid, "refused_files", "%.40q is no ending of a file name: write it as .exe", r.RefusedFiles[i])
		}
		r.RefusedFiles[i] = ending
	}
	return nil
}

// refuses says whether a file may not be attached for its name.
func (r *Rules) refuses(name string) bool {
	return slices.Contains(r.RefusedFiles, strings.ToLower(path.Ext(name)))
}

// past says whether the window to open a resolved ticket again is over.
func (r *Rules) past(resolved, now time.Time) bool {
	return r.CloseAfter > 0 && now.Sub(resolved) > time.Duration(r.CloseAfter)
}
