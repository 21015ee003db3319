package changes

import (
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// hostileACLs returns the pages about ACLs and quotas with hostile words all over.
func hostileACLs(t *testing.T) map[string]viewtest.Page {
	path := viewtest.Path(t, "/a/"+viewtest.HostileName)
	problem := &views.Problem{Kind: znode.Conflict, Message: viewtest.HostileName}
	entries := []znode.ACL{{Scheme: "<b>", ID: viewtest.HostileName, Perms: znode.PermRead}}
	var warnings []ACLWarning
	for code := range words.English.EditACL.Warnings {
		warnings = append(warnings, ACLWarning{Code: code, Perms: znode.PermAll})
	}
	below := ACLBelowPage{
		Shell: viewtest.Shell(), Path: path, Entries: entries, ACL: viewtest.HostileName, Mode: "add", Count: 2, Denied: 1, Empty: 1,
		Refused: []znode.Path{path, path}, Possible: true, Warnings: warnings, Problem: problem,
		Examples: []ACLExample{{Path: path, Before: viewtest.HostileName, After: "</code>" + viewtest.HostileName}},
	}
	done := below
	done.Done, done.Failed = true, []ACLFailure{{Path: path, Problem: problem}}
	return map[string]viewtest.Page{
		"hostile ACL": ACLPage{
			Shell: viewtest.Shell(), Path: path, Stat: pointerToStat(viewtest.Stat()), Rows: entries, Now: entries, Unsaved: true,
			Warnings: warnings, Problem: problem, User: viewtest.HostileName, Algorithms: []string{"SHA1"}, Algorithm: "SHA1",
		},
		"hidden ACL":  ACLPage{Shell: viewtest.Shell(), Path: path, Rows: entries, Hidden: true},
		"ACLs below":  below,
		"ACLs set":    done,
		"quota":       QuotaPage{Shell: viewtest.Shell(), Path: path, Count: viewtest.HostileName, UsedCount: 1, May: true, There: true, Problem: problem},
		"other quota": QuotaPage{Shell: viewtest.Shell(), Path: path, UsedCount: -1, Above: &path, Below: &path},
	}
}
