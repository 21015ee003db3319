package mask_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// Of each format, a secret is masked in every view and in JSON, and the rest is
// still shown in the format.
func TestMaskTextFormats(t *testing.T) {
	for _, test := range []struct {
		view format.Name
		data string
		want string // the data, with ~ for Text
	}{
		{format.JSONLines, "{\"a\":1,\"password\":\"hunter2\"}\n{\"b\":2}\n", "{\"a\":1,\"password\":\"~\"}\n{\"b\":2}\n"},
		{format.TOML, "[db]\nhost = \"zk1\"\npassword = \"hunter2\"\nport = 1\n", "[db]\nhost = \"zk1\"\npassword = ~\nport = 1\n"},
		{format.INI, "[db]\nhost = zk1\npassword: hunter2\n; token=hunter2\nport = 1\n", "[db]\nhost = zk1\npassword: ~\n; token=~\nport = 1\n"},
		{format.CSV, "user,host,url\nbob,zk1,amqp://bob:hunter2@host/\neve,zk2,x\n", "user,host,url\nbob,zk1,amqp://bob:~@host/\neve,zk2,x\n"},
		{format.TSV, "user\turl\nbob\tamqp://bob:hunter2@host/\neve\tx\n", "user\turl\nbob\tamqp://bob:~@host/\neve\tx\n"},
	} {
		masked := defaultMasker(t).Mask(znode.Root, []byte(test.data))
		if want := strings.ReplaceAll(test.want, "~", mask.Text); string(masked.Data) != want {
			t.Errorf("%s: %q, want %q", test.view, masked.Data, want)
		}
		result := show.Decode(masked.Reading(), show.Best)
		if result.Current != test.view {
			t.Errorf("%s: masked, it is shown as %s", test.view, result.Current)
		}
		if strings.Contains(said(t, masked), "hunter2") {
			t.Errorf("%s: the secret is shown", test.view)
		}
		checkMasked(t, defaultMasker(t), []byte(test.data), masked)
	}
}

// A table with a column of secrets is masked from its header on.
func TestMaskColumn(t *testing.T) {
	masked := defaultMasker(t).Mask(znode.Root, []byte("user,password,role\nbob,hunter2,admin\n"))
	if strings.Contains(said(t, masked), "hunter2") || masked.Count == 0 {
		t.Errorf("shown is %q", masked.Data)
	}
}
