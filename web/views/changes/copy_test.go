package changes

import (
	"testing"

	"zkweb/web/views"
	"zkweb/web/views/viewtest"
	"zkweb/zkconn/znode"
)

// copies returns the pages of copies and moves in their guises, all names hostile.
func copies(t *testing.T) map[string]viewtest.Page {
	path := viewtest.Path(t, "/a/"+viewtest.HostileName)
	form := CopyPage{Shell: viewtest.Shell(), Path: path, To: viewtest.HostileName, Name: viewtest.HostileName, SignIn: "/login", Problem: &views.Problem{Kind: znode.Invalid, Message: viewtest.HostileName}}
	plan, move := form, form
	plan.Left = []views.Left{{Path: viewtest.HostileName, Why: viewtest.HostileName}}
	plan.Plan = &CopyPlan{
		To: "main:/b/" + viewtest.HostileName, Overwrite: true, Znodes: 9, Bytes: 12, Complete: true, Denied: 1, Ephemerals: 2, Named: []Held{{path, 7}},
		Counters: []ImportCounter{{path, 2, 8}}, There: &CopyThere{Complete: true, Same: 1, Different: 2, More: 3}, AsJob: true,
	}
	move.Move = true
	stuck, left := move, move
	stuck.Plan = &CopyPlan{To: viewtest.HostileName, Ephemerals: 1, Overwrite: true}
	left.Plan = &CopyPlan{To: viewtest.HostileName, Ephemerals: 1, Leave: true}
	move.Plan = &CopyPlan{To: "far:/b", Far: true, Systems: []string{views.Visible(viewtest.HostileName)}, Confirm: viewtest.HostileName}
	return map[string]viewtest.Page{"copy form": form, "copy": plan, "move": move, "stuck": stuck, "left": left}
}
