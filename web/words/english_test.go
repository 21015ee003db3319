package words

import (
	"testing"

	"zkweb/zkconn/znode"
)

// TestOneIsNotMany checks that 1 is followed by the singular, and that less than a day is not 0
// days.
func TestOneIsNotMany(t *testing.T) {
	ones := znode.Args{"server": "zk1:2181", "days": "1", "then": "1", "now": "1", "conflicts": "1", "count": "1"}
	today := znode.Args{"server": "zk1:2181", "days": "0"}
	for got, want := range map[string]string{
		English.Findings.What["certificate"](ones):      "The certificate of zk1:2181 expires in 1 day.",
		English.Findings.What["certificate"](today):     "The certificate of zk1:2181 expires in less than a day.",
		Chinese.Findings.What["certificate"](today):     "zk1:2181 的证书将在不到 1 天后过期。",
		Chinese.Findings.What["certificate"](ones):      "zk1:2181 的证书将在 1 天后过期。",
		English.Findings.What["outstanding"](ones):      "Requests that wait at zk1:2181: 1.",
		English.Errors[znode.CodeACLBelowMoved](ones):   "Nothing was changed: the number of ACLs to change was 1, and is 1 now. Look at them again.",
		English.Errors[znode.CodeImportConflicts](ones): "Nothing was changed: znodes that are there with other data: 1. Choose what to do with them.",
		English.Children.NoMatchBefore(1):               "The only child does not have",
		English.Copy.There(1, 1, 1):                     "There already: 1 the same, 1 with other data or another ACL. What else is there stays: 1.",
		English.EditACL.Changed(1, 1):                   "1 ACL was set; 1 needed no change.",
		English.EditACL.WouldChange(1, 1):               "1 ACL would change; 1 would not.",
		English.Find.Totals("1 byte", 1):                "They hold 1 byte of data. Ephemeral: 1.",
		English.Import.Counts["skip"](1):                "1 to leave alone",
		English.Jobs.Lost(1):                            "1 ephemeral znode was deleted, too. It lived by its session and does not come back.",
		English.Jobs.Unkept(1):                          "Of 1 znode nothing was kept: what the job made there stays.",
		English.Sessions.Hidden(1):                      "Left out of this page: 1, outside the chroot, or below a znode that you may not list.",
		English.Tree.Levels(1):                          "… 1 level",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
