package mask_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func parsePath(t testing.TB, text string) znode.Path {
	t.Helper()
	path, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(t testing.TB, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMask(t *testing.T) {
	masker := defaultMasker(t)
	for _, test := range []struct {
		name  string
		path  string
		data  string
		want  string // with ~ for Text
		count int
		whole bool
	}{
		{"nothing", "/a", `{"user":"bob"}`, `{"user":"bob"}`, 0, false},
		{"no data", "/password", "", "", 0, false},
		{"the name", "/app/db-password", "x", "~", 1, true},
		{"a segment", "/app/secrets/x", "x", "~", 1, true},
		{"a word of a segment", "/a/my.api-key.txt", "x", "~", 1, true},
		{"an encoded segment", "/a/%70assword", "x", "~", 1, true},
		{"binary under a name", "/a/token", "\x00\xff", "~", 1, true},

		{"JSON", "/a", `{ "Password" : "x",  "a":"b" }`, `{ "Password" : "~",  "a":"b" }`, 1, false},
		{"JSON number", "/a", `{"token":12.5e3}`, `{"token":"~"}`, 1, false},
		{"JSON empty, null", "/a", `{"token":"","secret":null}`, `{"token":"","secret":null}`, 0, false},
		{"JSON object, array", "/a", `{"secrets":{"a":[1]},"tokens":["a","b"],"c":1}`, `{"secrets":"~","tokens":"~","c":1}`, 2, false},
		{"JSON duplicate keys", "/a", `{"password":"x","password":"y"}`, `{"password":"~","password":"~"}`, 2, false},
		{"JSON escaped key", "/a", `{"\u0070assword":"x"}`, `{"\u0070assword":"~"}`, 1, false},
		{"JSON deep", "/a", `[[{"a":{"pwd":"x"}}]]`, `[[{"a":{"pwd":"~"}}]]`, 1, false},
		{"JSON in JSON", "/a", `{"a":"{\"token\":\"x\",\"b\":1}"}`, `{"a":"{\"token\":\"~\",\"b\":1}"}`, 1, false},
		{"JSON lines", "/a", "{\"pwd\":1}\n{\"a\":2}\n", "{\"pwd\":\"~\"}\n{\"a\":2}\n", 1, false},
		{"JSON with BOM", "/a", "\ufeff{\"pwd\":1}", "\ufeff{\"pwd\":\"~\"}", 1, false},
		{"JSON name and value", "/a", `[{"value":"x","name":"DB_PASSWORD"},{"name":"A","value":"b"}]`, `[{"value":"~","name":"DB_PASSWORD"},{"name":"A","value":"b"}]`, 1, false},
		{"JSON arguments", "/a", `["--token","x","-v"]`, `["--token","~","-v"]`, 1, false},
		{"JSON secret in a key", "/a", `{"amqp://a:b@c":1}`, "~", 1, true},
		{"JSON encoded key", "/a", `{"%70assword":"x"}`, `{"%70assword":"~"}`, 1, false},
		{"JSON name and value, cut off", "/a", `[{"value":"x","name":"DB_PASSWORD"},`, "~", 1, true},
		{"JSON cut off", "/a", "{\"a\":1,\n\"token\":\n\"x", "{\"a\":1,\n\"token\":~", 1, false},
		{"JSON header", "/a", `{"Authorization":"x"}`, `{"Authorization":"~"}`, 1, false},

		{"YAML", "/a", "a: b\npassword: x # y\nc: d # e\n", "a: b\npassword: ~\nc: d # e\n", 1, false},
		{"YAML block", "/a", "token: |\n  x\n\n  # y\n# z\na: b\n", "token: ~\n# z\na: b\n", 1, false},
		{"YAML nested", "/a", "a:\n  - secret:\n      b: c\n    d: e\n", "a:\n  - secret:\n      ~\n    d: e\n", 1, false},
		{"YAML empty", "/a", "password:\na: b\n", "password:\na: b\n", 0, false},
		{"YAML CRLF", "/a", "token: 'x\r\n  y'\r\na: b\r\n", "token: ~\r\na: b\r\n", 1, false},
		{"YAML flow", "/a", "a: {token: x, b: c}\nd: e\n", "a: ~\nd: e\n", 1, false},
		{"YAML merge", "/a", "a: &a\n  token: x\nb:\n  <<: *a\n", "a: &a\n  token: ~\nb:\n  <<: *a\n", 1, false},
		{"YAML alias", "/a", "a: &a x\ntoken: *a\n", "~", 1, true},
		{"YAML alias, malformed", "/a", "a: b: c\na: &a x\ntoken: *a\n", "~", 1, true},
		{"YAML anchor", "/a", "token: &a x\nb: *a\n", "~", 1, true},
		{"YAML odd key", "/a", "? \"pass\\\n  word\"\n: x\n", "? \"pass\\\n  word\"\n: ~\n", 1, false},
		{"YAML comments", "/a", "# token: x\n# y\na: b # pwd=x\n", "# token: ~\n# y\na: b # pwd=~\n", 2, false},
		{"YAML documents", "/a", "token: x\n---\nb: c\n", "token: ~\n---\nb: c\n", 1, false},
		{"YAML malformed", "/a", "a: b: c\ntoken: |\n  x\nd: e\n", "a: b: c\ntoken: ~", 1, false},

		{"properties", "/a", "a.password=x\nb = c\n", "a.password=~\nb = c\n", 1, false},
		{"properties empty", "/a", "PASSWORD=\nA=b\n", "PASSWORD=\nA=b\n", 0, false},
		{"properties empty, continued", "/a", "PASSWORD=\n  x\nA=b\n", "PASSWORD=~", 1, false},
		{"properties name, its value further down", "/a", "a.b.name=token\na.c=d\na.b.value=x\n", "a.b.name=token~", 1, false},
		{"a user of Jetty", "/a", "bob: MD5:0123456789abcdef0123456789abcdef,user\n", "bob: \"MD5:~,user\"\n", 1, false},
		{"properties colon, white space", "/a", "token:x\npwd x\n", "token:~\npwd ~\n", 2, false},
		{"properties continued", "/a", "token=x\\\n  y\nb=c\n", "token=~\nb=c\n", 1, false},
		{"properties odd key", "/a", "a=b\npass\\u0077ord=x\nc=d\n", "a=b\n~\nc=d\n", 1, false},
		{"properties parted key", "/a", "pass\\\n  word=x\nc=d\n", "~\nc=d\n", 1, false},
		{"properties value", "/a", "a.type=token\nb=c\n", "a.type=token\nb=c\n", 0, false},
		{"properties name and value", "/a", "env.name=TOKEN\nenv.value=x\n", "env.name=TOKEN~", 1, false},
		{"properties quotes", "/a", "password=it's(\nb=c\n", "password=~\nb=c\n", 1, false},
		{"INI", "/a", "[db]\npassword = \"x\"\nport = 1\n", "[db]\npassword = ~\nport = 1\n", 1, false},
		{"dotenv", "/a", "export A_TOKEN='x'\nB=c\n", "export A_TOKEN=~\nB=c\n", 1, false},
		{"open quote", "/a", "[a]\ntoken = \"x\ny\"\nb = c\n", "[a]\ntoken = ~", 1, false},
		{"table", "/a", "user,password\na,b\n", "user,password~", 1, false},
		{"table, name first", "/a", "password,user\na,b\n", "password~", 1, false},
		{"a name between bullets", "/a", "•password•=x\n", "•password~\n", 1, false},
		{"a mask", "/a", "•masked• masked", "•masked• masked", 0, false},
		{"prose", "/a", "the password is x", "the password ~", 1, false},
		{"two words", "/a", "Private Key: x\n[a]\n", "Private Key: ~\n[a]\n", 1, false},

		{"XML", "/a", "<a><password>x</password><b>c</b></a>", "<a><password>~</password><b>c</b></a>", 1, false},
		{"XML attributes", "/a", "<a token='x' b='c'><secret d='e'/></a>", "<a token='~' b='c'><secret d='~'/></a>", 2, false},
		{"XML CDATA", "/a", "<a><token><![CDATA[x]]></token></a>", "<a><token>~</token></a>", 1, false},
		{"value on the next line that looks like an entry", "/a", "{{ \"password\":\n\"hunter2=x\"", "{{ \"password\":~", 1, false},
		{"XML parted", "/a", "<a><b>pa<!-- -->ssword=x</b></a>", "<a><b>~</b></a>", 1, false},
		{"XML comment", "/a", "<a><!-- <token>x</token> --></a>", "<a><!-- <token>~</token> --></a>", 1, false},
		{"XML name and value", "/a", "<p><name>a.token</name><value>x</value></p>", "<p><name>a.token</name><value>~</value></p>", 1, false},
		{"XML entry", "/a", "<p><entry key='pwd'>x</entry></p>", "<p><entry key='pwd'>~</entry></p>", 1, false},
		{"XML table", "/a", "<tr><td>Token</td><!-- a --><td>x</td><td>b</td></tr>", "<tr><td>Token</td><!-- a --><td>~</td><td>b</td></tr>", 1, false},
		{"XML entities", "/a", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "~", 1, true},
		{"XML malformed", "/a", "<a>\n<token>\nx\n</a>", "<a>\n<token~", 1, false},

		{"URL", "/a", "a amqp://u:p@h/x b", "a amqp://u:~@h/x b", 1, false},
		{"URL without a user", "/a", "redis://:p/@q@h", "redis://:~@h", 1, false},
		{"URL with a token", "/a", "https://abc@h ssh://git@h", "https://~@h ssh://git@h", 1, false},
		{"URL whose password has a name in it", "/a", "a b://u:mysecretpassword@h/d c", "a b://u:~@h/d c", 1, false},
		{"URL whose password is two words", "/a", "jdbc:mysql://root:x-secret=1@h/d", "jdbc:mysql://root:~@h/d", 1, false},
		{"URL whose password has a name and an @", "/a", "redis://:p@token:x@h", "redis://:~@h", 1, false},
		{"URL of that kind in JSON", "/a", `{"a":"b://u:mytoken@h/d"}`, `{"a":"b://u:~@h/d"}`, 1, false},
		{"URL of that kind in YAML", "/a", "a: b://u:mytoken@h/d\nc: d\n", "a: \"b://u:~@h/d\"\nc: d\n", 1, false},
		{"URL of that kind in properties", "/a", "a=b://u:mytoken@h/d\nc=d\n", "a=b://u:~@h/d\nc=d\n", 1, false},
		{"URL of that kind in XML", "/a", "<a>b://u:mytoken@h/d</a>", "<a>b://u:~@h/d</a>", 1, false},
		{"URL with such a token", "/a", "see https://mytoken1@h/d", "see https://~@h/d", 1, false},
		{"URL of that kind behind a name", "/a", "password=b://u:mytoken@h/d", "password=~", 1, false},
		{"Oracle's with such a password", "/a", "jdbc:oracle:thin:scott/mypassword1@//h", "jdbc:oracle:thin:scott/~@//h", 1, false},
		{"Bearer with a name in it", "/a", "a Bearer a.token/abc1", "a Bearer ~", 1, false},
		{"URL in JSON", "/a", `{"a":"http:\/\/u:p\u0040h"}`, `{"a":"http://u:~@h"}`, 1, false},
		{"URL escaped", "/a", "a\nx http:\\/\\/u:p@h\nb", "a\n~\nb", 1, false},
		{"URL's query", "/a", "a=jdbc:mysql://h/d?password=x&b=c\nd=e\n", "a=jdbc:mysql://h/d?password=~\nd=e\n", 1, false},
		{"Oracle", "/a", "jdbc:oracle:thin:scott/tiger@//h:1/x", "jdbc:oracle:thin:scott/~@//h:1/x", 1, false},
		{"URL without", "/a", "http://h:80/a, x@y", "http://h:80/a, x@y", 0, false},
		{"private key", "/a", "a\n-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----\nb\n", "a\n-----BEGIN EC PRIVATE KEY-----\n~\n-----END EC PRIVATE KEY-----\nb\n", 1, false},
		{"private key in JSON", "/a", `["-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n"]`, `["-----BEGIN PRIVATE KEY-----\n~\n-----END PRIVATE KEY-----\n"]`, 1, false},
		{"private key by lines", "/a", `["-----BEGIN PRIVATE KEY-----","x"]`, "~", 1, true},
		{"public key", "/a", "-----BEGIN PUBLIC KEY-----\nx\n", "-----BEGIN PUBLIC KEY-----\nx\n", 0, false},
		{"header", "/a", "GET /\r\nAuthorization: Basic eDp5\r\nHost: h\r\n", "GET /\r\nAuthorization: ~\r\nHost: h\r\n", 1, false},
		{"bearer", "/a", "use Bearer eyJhbGciOi, basic authentication", "use Bearer ~ basic authentication", 1, false},

		{"binary", "/a", "\x00\xff hello", "\x00\xff hello", 0, false},
		{"binary with a name", "/a", "\x00\x08password\x01x", "~", 1, true},
		{"no text", "/a", "password=\x81\xff", "~", 1, true},
		{"Latin-1", "/a", "password=\xe4", "password=\x95masked\x95", 1, false},
		{"UTF-16", "/a", "p\x00w\x00d\x00=\x00x\x00", "p\x00w\x00d\x00=\x00\x22\x20m\x00a\x00s\x00k\x00e\x00d\x00\x22\x20", 1, false},
		{"UTF-16 with BOM", "/a", "\xfe\xff\x01\x7f\x00e\x00c\x00r\x00e\x00t\x00=\x00x", "\xfe\xff\x01\x7f\x00e\x00c\x00r\x00e\x00t\x00=\x20\x22\x00m\x00a\x00s\x00k\x00e\x00d\x20\x22", 1, false},
		{"gzip without", "/a", packed(t, "a=b"), packed(t, "a=b"), 0, false},
		{"gzip in gzip", "/a", packed(t, packed(t, "a=b")), packed(t, packed(t, "a=b")), 0, false},
		{"gzip, five layers", "/a", packed(t, packed(t, packed(t, packed(t, packed(t, "a=b"))))), "~", 1, true},
		{"gzip damaged", "/a", packed(t, "a=b")[:20], "~", 1, false},
		{"zstd of which nothing can be read", "/a", "\x28\xb5\x2f\xfd\x04\xff", "~", 1, false},
		{"gzip of binary", "/a", packed(t, "\x00token"), "~", 1, true},
		{"gzip bomb", "/a", packed(t, strings.Repeat("\x00", 3<<20)), "~", 1, false},
		{"too large", "/a", strings.Repeat("a", 2<<20+1), "~", 1, true},
		{"behind what is shown", "/a", strings.Repeat("a=b\n", 20<<10) + "pwd=x\n", strings.Repeat("a=b\n", 20<<10) + "pwd=~\n", 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			masked := masker.Mask(parsePath(t, test.path), []byte(test.data))
			want := strings.ReplaceAll(test.want, "~", mask.Text)
			if string(masked.Data) != want || masked.Count != test.count || masked.Whole != test.whole {
				t.Errorf("%d, whole %v, %q; want %d, whole %v, %q", masked.Count, masked.Whole, masked.Data, test.count, test.whole, want)
			}
			if binary := string(masked.Data) == mask.Text && !utf8.ValidString(test.data); masked.Binary != binary {
				t.Errorf("binary %v, want %v", masked.Binary, binary)
			}
		})
	}
}

func TestMaskGzipHeaders(t *testing.T) {
	for name, data := range map[string]string{
		"name":                     gzipNamed(t, "password=hunter2", ""),
		"first member's name":      gzipNamed(t, "password=hunter2", "") + packed(t, "a"),
		"second member's name":     packed(t, "a") + gzipNamed(t, "password=hunter2", ""),
		"second member's comment":  packed(t, "a") + gzipNamed(t, "", "password=hunter2"),
		"header behind two others": packed(t, "a") + packed(t, "b") + gzipNamed(t, "", "password=hunter2"),
	} {
		if masked := defaultMasker(t).Mask(znode.Root, []byte(data)); !masked.Whole {
			t.Errorf("%s: shown: %q", name, masked.Data)
		}
	}
	plain := []byte(packed(t, "a=b") + gzipNamed(t, "settings.properties", "of the first shard"))
	if masked := defaultMasker(t).Mask(znode.Root, plain); masked.Count != 0 || string(masked.Data) != string(plain) {
		t.Errorf("harmless headers: %+v", masked)
	}
}

func TestMaskGzip(t *testing.T) {
	masked := defaultMasker(t).Mask(znode.Root, []byte(packed(t, "token=x\na=b\n")))
	stream, err := gzip.NewReader(bytes.NewReader(masked.Data))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(stream)
	if err != nil {
		t.Fatal(err)
	}
	if string(content) != "token="+mask.Text+"\na=b\n" || masked.Count != 1 || masked.Whole {
		t.Errorf("%d, whole %v, %q", masked.Count, masked.Whole, content)
	}
}

func TestNew(t *testing.T) {
	for _, test := range []struct {
		pattern string
		data    string
		count   int
	}{
		{"pin", `{"pin":1,"PIN":1,"card.pin":1,"card-pin":1,"spin":1}`, 3},
		{"pin*", `{"pin":1,"pin_code":1,"card_pin":1}`, 2},
		{"*pin", `{"pin":1,"pin_code":1,"card_pin":1}`, 2},
		{"a*b*c", `{"abc":1,"a1b2c":1,"acb":1,"abcd":1,"ab":1}`, 2},
		{"a*a", `{"a":1,"aa":1,"aba":1}`, 2},
		{"Api_Key", `{"apiKey":1,"api-key":1,"API KEY":1,"xapikey":1}`, 3},
		{"[a-z]?(x)", `{"[a-z]?(x)":1,"bcx":1}`, 1},
		{"größe", `{"GRÖSSE":1,"GRÖẞE":1,"Größe":1}`, 2},
	} {
		t.Run(test.pattern, func(t *testing.T) {
			masker, err := mask.New([]string{test.pattern})
			if err != nil {
				t.Fatal(err)
			}
			if masked := masker.Mask(znode.Root, []byte(test.data)); masked.Count != test.count || masked.Whole {
				t.Errorf("%d masked, whole %v, %q; want %d", masked.Count, masked.Whole, masked.Data, test.count)
			}
		})
	}
	if masker, err := mask.New([]string{"*"}); err != nil || !masker.Mask(znode.Root, []byte("x")).Whole {
		t.Errorf("* does not mask all data: %v", err)
	}
	for _, test := range []struct {
		name     string
		patterns []string
		code     znode.Code
		args     znode.Args
	}{
		{"empty", []string{"a", ""}, znode.CodeMaskPatternEmpty, znode.Args{"pattern": `""`}},
		{"separators", []string{"*_*"}, znode.CodeMaskPatternEmpty, znode.Args{"pattern": `"*_*"`}},
		{"long", []string{strings.Repeat("a", 201)}, znode.CodeMaskPatternLong, znode.Args{"bytes": "201", "max": "200"}},
		{"many", make([]string, 201), znode.CodeMaskPatterns, znode.Args{"count": "201", "max": "200"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			masker, err := mask.New(test.patterns)
			want := &znode.Error{Kind: znode.Invalid, Code: test.code, Args: test.args}
			if masker != nil || !reflect.DeepEqual(err, want) {
				t.Errorf("%v, %v; want %v", masker, err, want)
			}
		})
	}
}

// Data that would take a backtracking parser minutes takes this little processor time, which does
// not depend on the load of the machine.
func TestMaskHostile(t *testing.T) {
	const size, limit = 128 << 10, 5 * time.Second // under the race detector
	masker := defaultMasker(t)
	for _, piece := range []string{
		`\`, `"`, `\\u0070`, "password=x\n", "a=password\n", "pass word ", "a://b:c@d ", "a://b:c", "-----BEGIN PRIVATE KEY-----", "<!-- token ",
		"<token2>", `{"tokens":[`, `[`, `"token",`, "- ", "- - password: x\n", "? ", "%25", "&amp;", "\n", "private key-", "bearer ", "pwd\x00", "&a *a ", "token: *a &a\n", "2525", `{"%25252525":1},`,
		"#token,\n", "a,token;\n", "token  \n\n", "a,pass,", "pass  ", `"pass" `, "pass\x00", "a?sig=", "eyJa.eyJ", "xox", "ghp_a", "\xff pwd", "kind: Secret\n", "•token•",
		"&amp;amp;", "jdbc:oracle:thin:x/y@ ", "@jdbc:oracle:thin:x/", "http://x@", "http://x", "compass ", "max_tokens=1 ", "tokenizer ", "tokens", "$6$", "sk-", "hf_", "eyJa.eyJ-", "curl -u a:b ", "curl ", "'curl ", "mysql -p", "h:5432:", "h:5432:a:b:c\n", "identified by ", "addauth digest ",
		"password varchar(20), ", "password varchar(", "user_a=\"b", "a.LoginModule user_a=", "/run/secrets/", "${token}", "${token", "密码", "密码1", "私钥 是", "a:b@tcp(", "salt=abcdefgh,", "stored_key=", "?sig=", "signature=", "{ssha}", "hooks.slack.com/", ":aa", "1234567890:AA", ".atlasv1.", "Private-Lines: 1", "----", "string password = 1; ", "tokens are in by ", "no secrets ", "a b c the of password\n", "password =\n", "password `", "<password ", "Authorization ", "x.auth ", "pass\u00a0word",
	} {
		data := []byte("token {%" + strings.Repeat(piece, size/len(piece)))
		taken := zktest.ProcessorTime(t, func() {
			masker.Mask(znode.Root, data)
			masker.Mask(znode.Root, data[len("token {%"):])
		})
		if taken > limit {
			t.Errorf("128 KiB of %q took %s", piece, taken)
		}
	}
}

// TestMaskHostileWhole is like TestMaskHostile, for data that is not just a repeated piece.
func TestMaskHostileWhole(t *testing.T) {
	const size, limit = 512 << 10, 5 * time.Second
	masker := defaultMasker(t)
	many := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	for name, text := range map[string]string{
		"a command line": "docker run " + many("a "),
		"its words":      `["docker"` + many(`,"a"`) + "]",
		"logins":         "<zookeeper>" + many("<identity>a:b</identity>") + "</zookeeper>",
		"log lines":      many("docker run a b c d e f g h\n"),
	} {
		taken := zktest.ProcessorTime(t, func() { masker.Mask(znode.Root, []byte(text)) })
		if taken > limit {
			t.Errorf("512 KiB of %s took %s", name, taken)
		}
	}
}
