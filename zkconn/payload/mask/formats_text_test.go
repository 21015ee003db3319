package mask_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// In each text format, a secret is masked in every view and in JSON, and the rest is still shown in
// that format.
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
		{format.URL, "dubbo://10.0.0.1:20880/com.acme.Orders?side=provider&password=hunter2", "dubbo://10.0.0.1:20880/com.acme.Orders?side=provider&password=~"},
		{format.URL, "a=1&url=amqp%3A%2F%2Fbob:hunter2%40host&b=2", "~"},
		{format.Certificate, certificate + "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n", certificate + "-----BEGIN PRIVATE KEY-----\n~\n-----END PRIVATE KEY-----\n"},
		{format.Base64, coded("user=bob\npassword=hunter2\n"), coded("user=bob\npassword=" + mask.Text + "\n")},
		{format.JSON, `{"a":"` + coded("user=bob\npassword=hunter2\n") + `","b":"` + coded("user=bob\nhost=zk1.example.com\n") + `"}`, `{"a":"~","b":"` + coded("user=bob\nhost=zk1.example.com\n") + `"}`},
		{format.YAML, "a: " + coded("amqp://bob:hunter2@host/") + "\nb: " + coded(coded("amqp://bob:hunter2@host/")) + "\nc: d\n", "a: ~\nb: ~\nc: d\n"},
		{format.Properties, "a=" + coded(`{"user":"bob","token":"hunter2"}`) + "\nc=d\n", "a=~\nc=d\n"},
		{format.Text, "see " + coded("bob and his password=hunter2") + " and " + coded("bob and the others of us") + ".", "see ~ and " + coded("bob and the others of us") + "."},
		{format.Base64, coded(packed(t, "user=bob\npassword=hunter2\n")), coded(packed(t, "user=bob\npassword="+mask.Text+"\n"))},
		{format.Base64, coded("user=bob\nhost=zk1.example.com\n"), coded("user=bob\nhost=zk1.example.com\n")},
	} {
		masked := defaultMasker(t).Mask(znode.Root, []byte(test.data))
		if want := strings.ReplaceAll(test.want, "~", mask.Text); string(masked.Data) != want {
			t.Errorf("%s: %q, want %q", test.view, masked.Data, want)
		}
		result := show.Decode(masked.Reading(), show.Best)
		if result.Current != test.view && !masked.Whole {
			t.Errorf("%s: masked, the data is shown as %s", test.view, result.Current)
		}
		if strings.Contains(said(t, masked), "hunter2") {
			t.Errorf("%s: the secret is shown", test.view)
		}
		checkMasked(t, defaultMasker(t), []byte(test.data), masked)
	}
}

const certificate = `-----BEGIN CERTIFICATE-----
MIIBdDCCARmgAwIBAgIUH896dJCFY2TMkKs5iTYKYfZjhigwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDemsxMCAXDTI2MTEyNTIwMDYzOFoYDzIxMjYxMTAxMjAwNjM4
WjAOMQwwCgYDVQQDDAN6azEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATUm++w
9gi0jI3Wxsv63V8R7I8OnJbKZ8Ps9zJ1ly/MhBUBBxKsFEdSSgpXjoxXAm6PP1hK
E9Gyi1CwSDoRzlNCo1MwUTAdBgNVHQ4EFgQUzR40pZy//GrJa4nWSR/F6+g0vZQw
HwYDVR0jBBgwFoAUzR40pZy//GrJa4nWSR/F6+g0vZQwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNJADBGAiEA0458gn57XTpml4Yh1yqn7972WCJOVqjs7YI0
OxOyaIkCIQDTph6yiAdru7S18Q4R1Tf8QaHoznCNIXPuh7vvB6AzBg==
-----END CERTIFICATE-----
`

func coded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// A table with a column of secrets is masked from its header on.
func TestMaskColumn(t *testing.T) {
	masked := defaultMasker(t).Mask(znode.Root, []byte("user,password,role\nbob,hunter2,admin\n"))
	if strings.Contains(said(t, masked), "hunter2") || masked.Count == 0 {
		t.Errorf("the data is %q", masked.Data)
	}
}
