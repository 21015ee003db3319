package changes

import (
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

func createTitle(p CreatePage) string { return changeTitle("Create below", p.Parent, p.Problem) }
func setTitle(p SetPage) string       { return changeTitle("Edit", p.Path, p.Problem) }
func deleteTitle(p DeletePage) string { return changeTitle("Delete", p.Path, p.Problem) }

// changeTitle says first that something is wrong: it is what is read out first.
func changeTitle(verb string, path znode.Path, p *views.Problem) string {
	title := verb + " " + views.NodeTitle(path)
	if p != nil {
		return p.Title() + ": " + title
	}
	return title
}

// setAdvice is for when somebody else's change is in the way.
func setAdvice(p SetPage) string {
	switch {
	case p.Now == nil:
		return ""
	case len(p.Now.Diff) == 0:
		return "Nothing was saved: look at what is there now before you replace it."
	}
	return "Nothing was saved; what you typed is kept. Compare it with what is there now, then save it over that or discard it."
}

// deleteAdvice is for when the znode changed while somebody was asked.
func deleteAdvice(p DeletePage) string {
	if p.Problem.Kind != znode.Conflict || p.Stat == nil || p.Stat.NumChildren > 0 {
		return ""
	}
	return "Nothing was deleted. It is at version " + views.Decimal(p.Version) + " now: look at it before you delete that."
}

// saveLabel says what saving does when somebody else's change is in its way.
func saveLabel(p SetPage) string {
	if p.Now != nil {
		return "Save over version " + views.Decimal(p.Version)
	}
	return "Save"
}

func uploadLabel(p SetPage) string {
	if p.Now != nil {
		return "Upload over version " + views.Decimal(p.Version)
	}
	return "Upload"
}

func cancelLabel(p SetPage) string {
	if p.Now != nil {
		return "Discard mine"
	}
	return "Cancel"
}
