package nodes

import "zkweb/web/views"

// Tab is a part of a znode's page that can be shown alone: tab= in the URL.
type Tab string

// The tabs. TabFitting shows what there is: the data, the children, or both.
const (
	TabFitting  Tab = ""
	TabData     Tab = "data"
	TabChildren Tab = "children"
	TabACL      Tab = "acl"
)

// tabLink is a link to a part of the page, or to another page about the znode.
type tabLink struct {
	label string
	count int // shown beside the label; 0 for none
	url   string
	shown bool // it is shown on the page now
}

// tabs returns the links to the parts of the page and to the other pages about the znode.
func (p *Page) tabs() []tabLink {
	part := func(tab Tab, label string, count int) tabLink {
		return tabLink{label, count, views.Join(p.Links.Node(p.Cluster, p.Path), p.Query.withTab(tab).String()), p.shows(tab)}
	}
	tabs := []tabLink{part(TabData, p.Words.Data.Title, 0), part(TabChildren, p.Words.Children.Title, p.Children.Total)}
	if !p.onTheWay() {
		tabs = append(tabs, part(TabACL, p.Words.ACL.Title, len(p.ACL.Entries)))
	}
	if p.VersionsURL != "" {
		tabs = append(tabs,
			tabLink{label: p.Words.History.Versions, url: p.VersionsURL},
			tabLink{label: p.Words.History.Changes, url: p.Links.Changes(p.Cluster, p.Path)})
	}
	if p.AuditURL != "" {
		tabs = append(tabs, tabLink{label: p.Words.Node.Activity, url: p.AuditURL})
	}
	return tabs
}

// shows reports whether a part is on the page. Without a tab, the page shows data and children if
// there are both.
func (p *Page) shows(tab Tab) bool {
	if p.Query.Tab != TabFitting {
		return p.Query.Tab == tab
	}
	switch tab {
	case TabData:
		return p.hasData()
	case TabChildren:
		return p.hasChildren() || !p.hasData()
	}
	return false
}

func (p *Page) hasData() bool {
	return p.Data.Problem != nil && !p.onTheWay() || p.Data.Result.Size > 0
}

func (p *Page) hasChildren() bool {
	return p.Children.Total > 0 || p.Children.Problem != nil
}

// childrenURL returns the URL of the table of children, on this page if it is here.
func (p *Page) childrenURL() string {
	if p.shows(TabChildren) {
		return "#children"
	}
	return views.Join(p.Links.Node(p.Cluster, p.Path), p.Query.withTab(TabChildren).String())
}
