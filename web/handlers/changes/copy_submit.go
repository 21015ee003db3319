package changes

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/jobs"
	"zkweb/zkconn/tree"
	"zkweb/zkconn/znode"
)

// copyTime bounds the copying within a request, after planning.
const copyTime = 10 * time.Second

// CopyJSON is the result of a copy or move as JSON; see docs/contract.md.
type CopyJSON struct {
	Error   *site.JSONError `json:"error,omitempty"` // why not everything was copied or moved
	Path    string          `json:"path"`
	To      string          `json:"to"`
	Copied  int             `json:"copied"`
	Same    int             `json:"same"`              // znodes that were there already
	Deleted *int            `json:"deleted,omitempty"` // for a move: originals that were deleted
	Left    []LeftJSON      `json:"left"`
	Entries []int64         `json:"entries"` // in the trails of both clusters, for undoing
}

// Copy copies a znode and all below it, within the request or, if that is too much, as a job.
func (h *Handlers) Copy(c echo.Context, v site.Visit) error { return h.submitCopy(c, v, false) }

// Move is like Copy, and deletes the originals.
func (h *Handlers) Move(c echo.Context, v site.Visit) error { return h.submitCopy(c, v, true) }

func (h *Handlers) submitCopy(c echo.Context, v site.Visit, move bool) error {
	values, err := site.ReadForm(c.Request())
	if err != nil {
		return err
	}
	return h.Once(c, v.Console, values.Get("once"), values, func() error { return h.copyOnce(c, v, values, move) })
}

func (h *Handlers) copyOnce(c echo.Context, v site.Visit, values url.Values, move bool) error {
	if err := h.Enter(c, &v); err != nil {
		return err
	}
	ctx, cancel := site.Deadline(c)
	defer cancel()
	cp, err := h.readCopy(c, v, values, move)
	if err != nil {
		return h.refuseCopy(c, cp, values, err)
	}
	if err := h.check(ctx, cp); err != nil {
		return h.refuseCopy(c, cp, values, cp.there.Guard.NotTried(ctx, people.Create, cp.there.Path, err))
	}
	plan, err := planCopy(ctx, cp)
	if err != nil {
		return err
	}
	err = plan.refusal(cp)
	if err == nil && move {
		err = checkName(v, values.Get("confirm"))
	}
	if err == nil && plan.approval {
		err = cp.propose(ctx)
	}
	if _, proposed := errors.AsType[*site.Proposed](err); proposed {
		return err
	}
	switch {
	case err != nil:
		err = cp.there.Guard.NotTried(ctx, people.Create, cp.there.Path, err)
		return h.answerCopy(ctx, c, cp, plan, cp.begun(), err)
	case plan.asJob():
		return h.startCopy(c, cp, plan)
	}
	done, err := cp.do(ctx, c)
	site.RestartDeadline(c) // copying has used up copyTime, not the request's time
	ctx, answered := site.Deadline(c)
	defer answered()
	return h.answerCopy(ctx, c, cp, plan, done, err)
}

// startCopy starts a job that copies or moves.
func (h *Handlers) startCopy(c echo.Context, cp copying, plan copyPlan) error {
	total := site.Total{Lines: plan.Znodes, More: !plan.complete}
	if cp.move {
		total.Lines *= 2
	}
	other := ""
	if cp.far() {
		other = cp.there.Cluster.Name
	}
	return h.StartJobBetween(c, cp.Visit, other, cp.kind(), total, jobs.CopyParams{To: cp.there.Path.String(), Overwrite: cp.overwrite, Leave: cp.leave})
}

// begun returns the answer before anything is done.
func (cp copying) begun() CopyJSON {
	done := CopyJSON{Path: cp.Path.String(), To: cp.to(), Left: []LeftJSON{}, Entries: []int64{}}
	if cp.move {
		done.Deleted = new(int)
	}
	return done
}

// do copies or moves within the request. It continues if the browser disconnects.
func (cp copying) do(ctx context.Context, c echo.Context) (CopyJSON, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), copyTime)
	defer cancel()
	done, made := cp.begun(), &entries{}
	err := cp.into(ctx, c, &done, made)
	done.Entries = made.list()
	return done, err
}

// into is like do, but adds the results to done and the entries to made.
func (cp copying) into(ctx context.Context, c echo.Context, done *CopyJSON, made *entries) error {
	copying := cp.copying(ctx, func(all []tree.Copied) error {
		done.note(c, all)
		return nil
	})
	copying.Writer = noted{copying.Writer, made}
	if !cp.move {
		return tree.Copy(ctx, copying)
	}
	if !cp.far() {
		if moved, together, err := tree.MoveAtOnce(ctx, copying); together || err != nil {
			done.Copied, *done.Deleted = moved, moved
			return err
		}
	}
	return tree.Move(ctx, copying, noted{cp.Guard, made}, func(fates []tree.Fate) error {
		for _, fate := range fates {
			if fate.Err != nil && znode.CodeOf(fate.Err) != znode.CodeCopyEphemeral { // the copy has reported these
				done.leave(c, fate.Path, fate.Err)
			} else if fate.Err == nil && !fate.Gone {
				*done.Deleted++
			}
		}
		return nil
	})
}

// note counts the results of copying znodes.
func (j *CopyJSON) note(c echo.Context, all []tree.Copied) {
	for _, copied := range all {
		switch {
		case copied.Err != nil:
			j.leave(c, copied.From, copied.Err)
		case copied.Same:
			j.Same++
		case !copied.Gone:
			j.Copied++
		}
	}
}

func (j *CopyJSON) leave(c echo.Context, path znode.Path, err error) {
	shown := site.Describe(err, c)
	j.Left = append(j.Left, LeftJSON{path.String(), shown.Code, shown.Message})
}

// isWrong reports whether something was left that the plan does not leave. A plan leaves ephemeral
// znodes and their ancestors.
func (j *CopyJSON) isWrong() bool {
	for _, left := range j.Left {
		if left.Code != znode.CodeCopyEphemeral && left.Code != znode.CodeHasUndeleted {
			return true
		}
	}
	return false
}

// answerCopy sends the result of a copy, which may have ended with err.
func (h *Handlers) answerCopy(ctx context.Context, c echo.Context, cp copying, plan copyPlan, done CopyJSON, err error) error {
	if err == nil && done.isWrong() {
		code, there := znode.CodeNotAllCopied, done.Copied+done.Same
		if cp.move {
			code, there = znode.CodeNotAllDeleted, *done.Deleted
		}
		err = &znode.Error{Kind: znode.Conflict, Code: code, Args: znode.Args{
			"copied": strconv.Itoa(there), "deleted": strconv.Itoa(there), "left": strconv.Itoa(len(done.Left))}}
	}
	var status int
	status, done.Error = outcome(c, err)
	switch {
	case site.AsksJSON(c):
		return site.SendJSON(c, status, done)
	case err == nil:
		return site.Changed(c, cp.Console, auth.Change{Cluster: cp.there.Cluster.Name, Path: cp.there.Path, Znodes: done.Copied, Entries: done.Entries}, h.Links.Node(cp.there.Cluster.Name, cp.there.Path))
	}
	plan.exists = plan.exists || done.Copied > 0
	page := h.copyPage(ctx, c, cp, plan)
	page.Undo, page.Comment = h.takenBackBy(cp.Cluster.Name, done.Entries), cp.comment
	page.Problem = site.ProblemOf(c, err)
	page.Left = leftOf(done.Left)
	return said(c, status, page, done.Entries)
}
