package export

import "io"

// Format is a format of exports.
type Format struct {
	Name      string // as in a query
	Extension string // of the file, with the dot
	Type      string // media type of the content
	New       func(out io.Writer, h Header) (Writer, error)
}

// Formats lists all formats, the console's own first.
var Formats = []Format{
	{"jsonl", ".jsonl", "application/x-ndjson", NewLines},
	{"zoonavigator", ".json", "application/json", newZooNavigator},
	{"zkui", ".txt", "text/plain; charset=utf-8", newZkui},
	{"zkcli", ".zkcli", "text/plain; charset=utf-8", newZkcli},
	{"zip", ".zip", "application/zip", newZip},
	{"tar", ".tar", "application/x-tar", newTar},
}
