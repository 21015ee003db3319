package history

import (
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth/guard"
	"zkweb/auth/people"
	"zkweb/web/handlers/site"
	"zkweb/web/views"
	view "zkweb/web/views/history"
	"zkweb/web/words"
	"zkweb/zkconn/history"
	"zkweb/zkconn/znode"
)

// row returns a change as a row of a page.
func (h *Handlers) row(c echo.Context, v site.Visit, past *guard.Past, version guard.Version) view.Row {
	who, sure := past.Who(version.Session, version.By)
	row := view.Row{
		Zxid: version.Zxid, Time: time.UnixMilli(version.Time).UTC(), Op: string(version.Verb), Cause: string(version.Cause), Version: version.Version,
		Session: version.Session, Who: who, Sure: sure, From: past.Where(version.Session, version.By), Around: past.Around(version), Multi: version.Multi, Path: version.Path,
		URL: h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid), VersionsURL: h.Links.Versions(v.Cluster.Name, version.Path),
		SessionURL: h.Links.Changes(v.Cluster.Name, znode.Root) + "?session=" + views.Hex(version.Session),
	}
	if version.Verb == history.Delete {
		row.URL = h.Links.NodeAt(v.Cluster.Name, version.Path, version.Zxid-1)
		if version.Owner == 0 && h.Rules.AllowWrites && v.Guard.Decide(people.Create, version.Path) == people.Allowed {
			row.BringURL = h.Links.BringBack(v.Cluster.Name, version.Path) + "?deleted=" + views.Hex(version.Zxid)
		}
	}
	if version.Multi > 1 && version.Cause == "" && h.Rules.AllowWrites && v.Guard.Decide(people.Set, version.Path) == people.Allowed {
		row.UndoURL = h.Links.UndoTransaction(v.Cluster.Name, version.Zxid, v.Path)
	}
	if version.Err != nil {
		row.Problem = site.ProblemOf(c, version.Err).Message
	}
	if version.Err == nil && version.Verb == history.SetACL {
		row.ACL = guard.HideDigests(version.ACL)
	}
	return row
}

// compare adds to a row the differences from the version before, and subtracts its lines from those
// that are left for the page.
func (h *Handlers) compare(c echo.Context, row *view.Row, versions []guard.Version, data []versionData, i int, room *int) {
	if !versions[i].HasData() || row.Problem != "" {
		return
	}
	row.Missed = missed(versions, i)
	now := data[i]
	if now.err != nil {
		row.Problem = site.ProblemOf(c, now.err).Message
		return
	}
	row.Length, row.Hidden = now.length(versions[i]), now.lines.Masked.Count > 0
	said := site.WordsOf(c).History
	var before guard.Lines
	if versions[i].Verb != history.Create {
		if before, row.Note = linesBefore(said, versions, data, i); row.Note != "" {
			return
		}
	}
	if row.Note = whyNoDiff(said, before, now.lines); row.Note != "" {
		return
	}
	diff, err := site.LinesDiff(before, now.lines)
	if err != nil || len(diff) > *room {
		row.Note = said.TooLong
		return
	}
	if len(diff) == 0 && versions[i].Verb == history.Set {
		row.Note = said.SameText
	}
	*room -= len(diff)
	row.Diff = diff
}

// linesBefore returns what the znode held before a version, or a note on why that is not shown.
func linesBefore(said words.History, versions []guard.Version, data []versionData, i int) (before guard.Lines, note string) {
	older := i + 1
	for older < len(versions) && !versions[older].HasData() {
		older++
	}
	switch {
	case older == len(versions) || versions[older].Life != versions[i].Life:
		return before, said.NoBefore
	case znode.CodeOf(data[older].err) == znode.CodeHistoryUnseen:
		return before, said.Unseen
	case data[older].err != nil:
		return before, said.BeforeHidden
	}
	if before = data[older].lines; isText(before) && before.Same(data[i].lines) {
		note = said.Same
	}
	return before, note
}

// whyNoDiff returns a note on why two versions are not compared line by line; "" if they are.
func whyNoDiff(said words.History, before, now guard.Lines) string {
	switch {
	case !isText(before) || !isText(now):
		return said.NoText
	case len(now.Text) > maxDiff || len(before.Text) > maxDiff:
		return said.TooLong
	}
	return ""
}

// isText reports whether data consists of lines. Empty data does.
func isText(lines guard.Lines) bool { return lines.IsText || len(lines.Masked.Data) == 0 }

// missed returns how many versions of a znode's data are missing from the history between a version
// and the one before it in the list.
func missed(versions []guard.Version, i int) int {
	if versions[i].Verb != history.Set {
		return 0
	}
	for _, older := range versions[i+1:] {
		switch {
		case older.Life != versions[i].Life || older.Verb == history.Delete:
			return 0
		case older.HasData():
			return max(0, int(versions[i].Version-older.Version)-1)
		}
	}
	return 0
}

func heldView(past *guard.Past, held []history.Held) (all []view.Held, cut bool) {
	held, cut = newestHeld(held)
	for _, hold := range held {
		who, sure := past.Who(hold.Session, hold.By)
		one := view.Held{Name: hold.Path.Name(), Session: hold.Session, Who: who, Sure: sure, From: time.UnixMilli(hold.FromTime).UTC(), OrLater: hold.OrLater}
		if hold.To != 0 {
			one.To = time.UnixMilli(hold.ToTime).UTC()
		}
		all = append(all, one)
	}
	return all, cut
}

// newestHeld returns the znodes that a page shows, and whether there are more.
func newestHeld(held []history.Held) (shown []history.Held, cut bool) {
	return held[:min(len(held), shownHeld)], len(held) > shownHeld
}

func completeView(c history.Complete) view.Complete {
	left := max(0, len(c.Gaps)-shownGaps)
	all := view.Complete{Proof: string(c.Weakest()), Any: len(c.Spans) > 0, Newest: c.Newest, Full: c.Full, Older: c.Older + left}
	for _, gap := range c.Gaps[left:] {
		one := view.Gap{After: gap.After, Before: gap.Before, Cause: string(gap.Cause)}
		if gap.From != 0 {
			one.From = time.UnixMilli(gap.From).UTC()
		}
		if gap.To != 0 {
			one.To = time.UnixMilli(gap.To).UTC()
		}
		all.Gaps = append(all.Gaps, one)
	}
	return all
}
