package find

import (
	"bufio"

	"github.com/labstack/echo/v4"

	"zkweb/web/handlers/site"
	"zkweb/web/views/find"
	"zkweb/zkconn/tree"
)

// CompareLine is a line of a comparison as JSON lines, as docs/contract.md has it. Equal znodes
// have no line.
type CompareLine struct {
	Path    string      `json:"path"` // relative to the compared znodes; "/" for these
	Only    tree.Side   `json:"only,omitempty"`
	Differs []tree.Part `json:"differs,omitempty"`
	Denied  tree.Side   `json:"denied,omitempty"` // the side on which something may not be read
}

// CompareDone is the last line.
type CompareDone struct {
	Done      bool            `json:"done"`
	Equal     int             `json:"equal"`
	Different int             `json:"different"`
	OnlyLeft  int             `json:"only_left"`
	OnlyRight int             `json:"only_right"`
	Denied    int             `json:"denied"` // paths for which it is not known whether they are equal
	Stopped   string          `json:"stopped"`
	Error     *site.JSONError `json:"error,omitempty"`

	*site.JSONComplete // if the left side is of the past
}

func (cmp *comparison) sendLines(c echo.Context) error {
	live := site.NewLive(c, site.Lines)
	live.Flush() // send the header
	out := bufferedLines{bufio.NewWriterSize(live, 32<<10), live}
	failed := cmp.send(func(d tree.Difference) error {
		return out.line(CompareLine{d.Path, d.Only, d.Parts, d.Denied})
	}, out.flush)
	if failed != nil {
		return failed
	}
	stopped, err := cmp.ended()
	counts := cmp.compared()
	last := CompareDone{
		Done: true, Equal: counts.Equal, Different: counts.Different, OnlyLeft: counts.OnlyLeft, OnlyRight: counts.OnlyRight, Denied: counts.Hidden,
		Stopped: string(stopped), Error: site.ErrorJSON(c, err), JSONComplete: site.CompleteThen(c),
	}
	if err := out.line(last); err != nil {
		return err
	}
	return out.flush()
}

// sendCompare sends a page that grows as the comparison proceeds.
func (h *Handlers) sendCompare(c echo.Context, v site.Visit, page find.ComparePage, cmp *comparison) error {
	id, done := h.running.begin(v.Console.ID, func() { cmp.stop(errStopped) })
	defer done()
	page.StopURL = h.Links.StopFind(v.Cluster.Name, id)
	page.Live = func(out *find.Live) error {
		rows := 0
		failed := cmp.send(func(d tree.Difference) error {
			if rows++; rows == maxRows {
				cmp.stop(errEnough)
			}
			return out.Difference(page, viewDifference(d))
		}, func() error { return out.Progress(cmp.progress(cmp.state())) })
		if failed != nil {
			return failed
		}
		stopped, err := cmp.ended()
		last := cmp.progress(cmp.endState(stopped))
		if err != nil {
			last.Problem = site.ProblemOf(c, err)
		}
		return out.Progress(last)
	}
	return site.SendLive(c.Request().Context(), c, page)
}

func viewDifference(d tree.Difference) find.Difference {
	shown := find.Difference{Path: d.Path, Only: string(d.Only), Denied: string(d.Denied)}
	for _, part := range d.Parts {
		shown.Parts = append(shown.Parts, string(part))
	}
	return shown
}

// send calls differs for each path that is not equal, and told as stream does.
func (cmp *comparison) send(differs func(tree.Difference) error, told func() error) error {
	return stream(cmp.going, cmp.run, differs, told)
}

// run compares until one side ends.
func (cmp *comparison) run(hand func(tree.Difference)) (err error) {
	defer site.Catch(&err)
	for d := range tree.Compare(cmp.sides[0], cmp.sides[1]) {
		cmp.note(d)
		if !d.Equal() {
			hand(d)
		}
	}
	return nil
}
