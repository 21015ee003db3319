package changes

import (
	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

func (p CreatePage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Create.DocumentTitle(views.NodeTitle(p.Parent)), p.Problem)
}

// newACL returns the ACL that the new znode will get, and the sentence that says where it comes
// from.
func (p CreatePage) newACL() (acl []znode.ACL, from string) {
	typed, err := znode.ParseACL(p.ACLText)
	switch {
	case err == nil:
		return typed, p.Words.Create.ACLTyped
	case p.ACLOwn:
		return p.ACL, p.Words.Create.ACLOwn
	}
	return p.ACL, p.Words.Create.ACLCopied
}

func (p SetPage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Set.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

func (p DeletePage) documentTitle() string {
	return documentTitle(p.Shell, p.Words.Delete.DocumentTitle(views.NodeTitle(p.Path)), p.Problem)
}

// documentTitle puts a problem's title first, since screen readers read it first.
func documentTitle(s views.Shell, title string, p *views.Problem) string {
	if p != nil {
		return s.Words.Change.FailedTitle(p.Title(s.Words), title)
	}
	return title
}

// advice returns what to do about a conflicting change.
func (p SetPage) advice() string {
	switch {
	case p.Problem != nil && p.Problem.Code == znode.CodeNoNode:
		return p.Words.Set.Gone
	case p.Now == nil:
		return ""
	case p.Now.Same:
		return views.Sentences(p.Words.Set.AsTyped, savedBy(p.Words, p.Version, p.SavedBy))
	case len(p.Now.Diff) == 0:
		return views.Sentences(p.Words.Set.ConflictFile, savedBy(p.Words, p.Version, p.SavedBy))
	}
	return views.Sentences(p.Words.Set.ConflictText(views.Decimal(p.Edited), views.Decimal(p.Version)), savedBy(p.Words, p.Version, p.SavedBy))
}

// savedBy says who saved the conflicting version; "" if not known.
func savedBy(w *words.Words, version int32, who string) string {
	if who == "" {
		return ""
	}
	return w.Change.SavedBy(views.Decimal(version), views.Visible(who))
}

// button returns the label of the button that deletes.
func (p DeletePage) button() string {
	if p.Untold {
		return p.Words.Delete.Any
	}
	return p.Words.Delete.Delete(views.Decimal(p.Version))
}

// advice returns what to do if the znode has changed since the page was made.
func (p DeletePage) advice() string {
	if p.Problem.Kind != znode.Conflict || p.Stat == nil || p.Stat.NumChildren > 0 {
		return ""
	}
	return views.Sentences(p.Words.Delete.Conflict(views.Decimal(p.Version)), savedBy(p.Words, p.Version, p.SavedBy))
}

func (p SetPage) hint() string {
	if p.Hex {
		return p.Words.Set.HexHint
	}
	return p.Words.Change.TextHint
}

func (p ReviewPage) documentTitle() string {
	return p.Words.Review.DocumentTitle(views.NodeTitle(p.Path))
}

func (p SetPage) cancel() string {
	if p.Now != nil {
		return p.Words.Set.Discard
	}
	return p.Words.Change.Cancel
}
