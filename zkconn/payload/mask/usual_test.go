package mask_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// Names, headers and tokens that are usual in znodes.
func TestMaskUsual(t *testing.T) {
	masker := defaultMasker(t)
	github, jwt := "ghp_"+strings.Repeat("aB3", 12), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.c2lnbmF0dXJl"
	for name, test := range map[string]struct{ data, want string }{
		"pass":             {`{"pass":"x","db_pass":"x","user-pass":"x","userPass":"x","DBPass":"x","DB_PASS":"x","db.pass":"x","pass2":"x"}`, `{"pass":"~","db_pass":"~","user-pass":"~","userPass":"~","DBPass":"~","DB_PASS":"~","db.pass":"~","pass2":"~"}`},
		"no pass":          {`{"bypass":"x","compass":"x","COMPASS":"x","passenger":"x","pass_through":"x","passed":1}`, `{"bypass":"x","compass":"x","COMPASS":"x","passenger":"x","pass_through":"x","passed":1}`},
		"pass in text":     {"[a]\ndb_pass x\nuserPass = x\npass: x\nrun --pass x\n", "[a]\ndb_pass ~\nuserPass = ~\npass: ~\nrun --pass ~\n"},
		"pass in prose":    {"All tests pass, or so.\nThe cookie, too.\n", "All tests pass, or so.\nThe cookie, too.\n"},
		"pass as a value":  {`{"name":"All tests pass","state":"green","log":"pass"}`, `{"name":"All tests pass","state":"green","log":"pass"}`},
		"a pair":           {`[{"name":"pass","value":"x"},["--pass","x"]]`, `[{"name":"pass","value":"~"},["--pass","~"]]`},
		"keys":             {`{"signingKey":"x","signing_key":"x","encryptionKey":"x","hmac-key":"x","ssh_key":"x"}`, `{"signingKey":"~","signing_key":"~","encryptionKey":"~","hmac-key":"~","ssh_key":"~"}`},
		"Azure storage":    {`{"connectionString":"Protocol=https;AccountName=a;AccountKey=x==;Suffix=b"}`, `{"connectionString":"Protocol=https;AccountName=a;AccountKey=~"}`},
		"Azure bus":        {"a: Endpoint=sb://h/;SharedAccessKey=x=\nb: c\n", "a: \"Endpoint=sb://h/;SharedAccessKey=~\"\nb: c\n"},
		"Azure signature":  {"see https://h/c?sv=1&sig=a%2Fb%3D&se=2 there", "see https://h/c?sv=1&sig=~&se=2 there"},
		"signature, XML":   {"<a>https://h/c?sv=1&amp;sig=x&amp;se=2</a>", "<a>https://h/c?sv=1&amp;sig=~&amp;se=2</a>"},
		"redis":            {"port 6379\nrequirepass x\nmasterauth x\n", "port 6379\nrequirepass ~\nmasterauth ~\n"},
		"headers":          {"GET / HTTP/1.1\r\nCookie: a=x; b=y\r\nSet-Cookie: a=x; Path=/\r\nHost: h\r\n", "GET / HTTP/1.1\r\nCookie: ~\r\nSet-Cookie: ~\r\nHost: h\r\n"},
		"cookies":          {`{"Cookie":"x","erlang_cookie":"x","cookies":1,"cookie.path":"/"}`, `{"Cookie":"~","erlang_cookie":"~","cookies":1,"cookie.path":"/"}`},
		"Kubernetes":       {"kind: Secret\nmetadata:\n  name: a\ndata:\n  b: eA==\nstringData:\n  c: x\n", "kind: Secret\nmetadata:\n  name: a\ndata:\n  ~\nstringData:\n  ~\n"},
		"Kubernetes JSON":  {`{"items":[{"data":{"b":"eA=="},"kind":"Secret"},{"kind":"ConfigMap","data":{"b":"c"}}]}`, `{"items":[{"data":"~","kind":"Secret"},{"kind":"ConfigMap","data":{"b":"c"}}]}`},
		"tokens":           {"a " + github + " b\nc github_pat_" + strings.Repeat("aB3_", 15) + " d\ne " + jwt + ", f\n", "a ~ b\nc ~ d\ne ~, f\n"},
		"more tokens":      {"a sk_live_" + strings.Repeat("aB3", 8) + " b\nc xoxb-12345678-abcdefgh d\ne glpat-" + strings.Repeat("aB3-", 5) + " f\n", "a ~ b\nc ~ d\ne ~ f\n"},
		"token in JSON":    {`{"a":["` + github + `"],"b":"AKIAIOSFODNN7EXAMPLE"}`, `{"a":["~"],"b":"~"}`},
		"tokens in digits": {"a SK" + strings.Repeat("0a1b", 8) + " b\nc key-" + strings.Repeat("0a1b", 8) + " d\ne " + strings.Repeat("0a1b", 8) + "-us12 f\ng sqp_" + strings.Repeat("0a1b", 10) + " h\n" + strings.Repeat("0a1b", 8) + "FFFFNRAL\nSK0a1b\n", "a ~ b\nc ~ d\ne ~ f\ng ~ h\n~\nSK0a1b\n"},
		"Mattermost":       {"a https://mm.acme.com/hooks/499yiqp9hr0ji7iudko1abcdef b\nhttps://h/hooks/pre-commit-of-a-repository", "a https://mm.acme.com/hooks/~ b\nhttps://h/hooks/pre-commit-of-a-repository"},
		"escaped Chinese":  {"a=1\nurl=http://h/?a=b&%E5%AF%86%E7%A0%81=x\nb'\\xe5\\xaf\\x86\\xe7\\xa0\\x81=x'\nb=2\n", "a=1\n~\n~\nb=2\n"},
		"token as a key":   {`{"` + github + `":1}`, "~"},
		"token, escaped":   {"a\nb gh\\u0070_" + github[4:] + "\nc", "a\n~\nc"},
		"BSON":             {"\xff\x02user\x00\x04\x00\x00\x00bob\x00\x02pass\x00\x02\x00\x00\x00x\x00", "~"},
		"msgpack":          {"\x82\xa4user\xa3bob\xa7db_pass\xa7hunter2", "~"},
	} {
		t.Run(name, func(t *testing.T) {
			masked := masker.Mask(znode.Root, []byte(test.data))
			if want := strings.ReplaceAll(test.want, "~", mask.Text); string(masked.Data) != want {
				t.Errorf("%q, want %q", masked.Data, want)
			}
			checkMasked(t, masker, []byte(test.data), masked)
		})
	}
	for path, secret := range map[string]bool{"/a/pass": true, "/a/dbPass/x": true, "/.pgpass": true, "/a/ssh-key": true, "/bypass": false, "/pass_through": false} {
		if masked := masker.Mask(parsePath(t, path), []byte("x")); masked.Whole != secret {
			t.Errorf("%s: masked %v, want %v", path, masked.Whole, secret)
		}
	}
}
