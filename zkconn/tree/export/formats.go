package export

import "io"

// Format is one of the formats in which exports are written.
type Format struct {
	Name      string // as a query names it
	Extension string // of the file, with its dot
	Type      string // of the content
	New       func(out io.Writer, h Header) (Writer, error)
}

// Formats are all, the console's own first.
var Formats = []Format{
	{"jsonl", ".jsonl", "application/x-ndjson", NewLines},
	{"zoonavigator", ".json", "application/json", newZooNavigator},
	{"zkui", ".txt", "text/plain; charset=utf-8", newZkui},
	{"zkcli", ".zkcli", "text/plain; charset=utf-8", newZkcli},
	{"zip", ".zip", "application/zip", newZip},
	{"tar", ".tar", "application/x-tar", newTar},
}
