package handlers

import (
	"strings"
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/zktest"
)

// TestTheConsolesOwnRightsAreSaid checks that an entry for the console's address is shown as one
// for everybody who uses the console, signed in or not.
func TestTheConsolesOwnRightsAreSaid(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	zktest.Kazoo(t, `
import sys
from kazoo.client import KazooClient
from kazoo.security import make_acl
client = KazooClient(sys.argv[1])
client.start()
client.create("/here", b"", acl=[make_acl("ip", "127.0.0.1", read=True), make_acl("ip", "192.0.2.1", all=True)])
client.stop()
`, server.Addr())
	c := run(t, func(*Config) {}, "main="+server.Addr())
	anonymous := c.anonymous(t)
	own := words.English.ACL.Console
	eventually(t, "the ACL names the console", func() bool {
		page := anonymous.get(t, "/c/main/tree/here")
		return page.status == 200 && strings.Count(page.body, own) == 1 && strings.Count(page.body, words.English.ACL.IP) == 1
	})
}
