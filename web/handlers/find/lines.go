package find

import (
	"bufio"
	"encoding/json"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// Line is a line of a find as JSON lines, as docs/contract.md has it.
type Line struct {
	Path string         `json:"path"`
	In   tree.In        `json:"in"`
	Line int            `json:"line,omitempty"` // number of the line in the data, from 1
	Text string         `json:"text"`           // that line; or the name
	Stat *site.JSONStat `json:"stat"`           // nil if ZooKeeper does not tell it to the person
}

// Done is the last line.
type Done struct {
	Done        bool            `json:"done"`
	Seen        int             `json:"seen"`  // znodes
	Bytes       int64           `json:"bytes"` // of names and data
	Matched     int             `json:"matched"`
	Denied      int             `json:"denied"` // znodes of which something may not be read
	DeniedPaths []string        `json:"denied_paths,omitempty"`
	Stopped     string          `json:"stopped"` // "" at the end, "znodes", "bytes", "time" or "lost"
	Error       *site.JSONError `json:"error,omitempty"`

	*site.JSONComplete // for a find in the past
}

// sendLines sends the results as lines of JSON.
func (s *search) sendLines(c echo.Context) error {
	live := site.NewLive(c, site.Lines)
	live.Flush() // send the header
	out := bufferedLines{bufio.NewWriterSize(live, 32<<10), live}
	failed := s.send(func(found tree.Found) error {
		line := Line{Path: found.Path.String(), In: found.In, Line: found.Line, Text: found.Text}
		if found.Err == nil {
			stat := site.StatJSON(found.Stat)
			line.Stat = &stat
		}
		return out.line(line)
	}, out.flush)
	if failed != nil {
		return failed
	}
	stopped, err := s.ended()
	counts := s.Counts()
	last := Done{Done: true, Seen: counts.Znodes, Bytes: counts.Bytes, Matched: s.matched, Denied: counts.Denied, DeniedPaths: texts(s.denied), Stopped: string(stopped)}
	last.Error, last.JSONComplete = site.ErrorJSON(c, err), site.CompleteThen(c)
	if err := out.line(last); err != nil {
		return err
	}
	return out.flush()
}

func texts(paths []znode.Path) []string {
	var all []string
	for _, path := range paths {
		all = append(all, path.String())
	}
	return all
}

// bufferedLines are lines of JSON that are sent in groups.
type bufferedLines struct {
	*bufio.Writer
	live site.Live
}

func (b bufferedLines) line(value any) error { return json.NewEncoder(b).Encode(value) }

func (b bufferedLines) flush() error {
	if b.Buffered() == 0 {
		return nil
	}
	if err := b.Flush(); err != nil {
		return err
	}
	b.live.Flush()
	return nil
}
