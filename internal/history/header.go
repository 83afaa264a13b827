package history

import "time"

// Format names the file, and Version the schema of this program. A file of a
// newer version is refused.
const (
	Format  = "switchyard-history"
	Version = 2
)

// Header is the first line.
type Header struct {
	Format   string `json:"format" doc:"switchyard-history"`
	Version  int    `json:"version" doc:"Of the schema: 2"`
	Redacted bool   `json:"redacted" doc:"Personal data was replaced before it was written"`
	// AsOf is the last change of any ticket: outcomes are told as of then, so that
	// they do not depend on when the file is written.
	AsOf time.Time `json:"as_of,omitzero" doc:"Last change of any ticket; outcomes are told as of then"`
}

// Kind says what a line after the header is.
type Kind string

// The kinds of line, in the order in which they stand. A file stands before the
// first ticket of its page that names it.
const (
	AnOrganisation Kind = "organisation"
	ATeam          Kind = "team"
	AnAgent        Kind = "agent"
	AFile          Kind = "file"
	ATicket        Kind = "ticket"
	TheEnd         Kind = "end"
)

// End is the last line: a file without it is not whole.
type End struct {
	Kind    Kind  `json:"kind" doc:"end"`
	Lines   int64 `json:"lines" doc:"Lines before this one, the header included"`
	Tickets int64 `json:"tickets"`
}
