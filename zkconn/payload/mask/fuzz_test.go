package mask_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
	"github.com/tinylib/msgp/msgp"
	"go.mongodb.org/mongo-driver/v2/bson"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func defaultMasker(t testing.TB) *mask.Masker {
	t.Helper()
	masker, err := mask.New(mask.DefaultPatterns())
	if err != nil {
		t.Fatal(err)
	}
	return masker
}

// writer writes documents that contain an unusually spelled secret.
type writer struct{ *rand.Rand }

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

func (w writer) chance(in int) bool { return w.IntN(in) == 0 }

// secret returns two words that occur nowhere else, separated by an unusual character.
func (w writer) secret() (whole string, words []string) {
	words = []string{fmt.Sprintf("Zq%08xQz", w.Uint32()), fmt.Sprintf("Xv%08xVx", w.Uint32())}
	return words[0] + w.one("", "-", "/", "@", ":", "=", "#", "%", "é", "&", "'", `"`, `\`, ", ", "; ", " ", "{", "]", " # ", "•", "secret", ".token-", "my_password=", "-pwd:", "token") + words[1], words
}

func (w writer) name() string {
	if w.chance(4) {
		return w.one("", "my_", "spring.") + w.one("db_pass", "user_pw", "wpa_psk", "bindpw", "Set-Cookie", "X-Authorization", "HTTP_AUTHORIZATION", "dbPass")
	}
	name := w.one("password", "Password", "PASSWD", "db.password", "DB_PASSWORD", "api_key", "apiKey", "client-secret", "authToken", "x.credentials.y", "private_key", "ſecret", "signingKey", "ssh-key", "requirepass",
		"dbpass", "passcode", "master_key", "sharedKey", "PresharedKey_secret", "client-key-data", "aes_key", "密码", "数据库口令", "访问令牌", "私钥", "tokenizer_password")
	return w.one("", "", "my_", "spring.") + name + w.one("", "", "2", "_file", "_value", "_old")
}

// parted inserts a text after the first characters of a name.
func parted(name, between string) string {
	runes := []rune(name)
	return string(runes[:2]) + between + string(runes[2:])
}

// spelled writes some characters of a text as escapes.
func (w writer) spelled(text, format string) string {
	var out strings.Builder
	for _, r := range text {
		if r < 0x10000 && w.chance(4) {
			fmt.Fprintf(&out, format, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func (w writer) quoted(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	if strings.ContainsAny(string(quoted), `\`) || w.chance(2) {
		return string(quoted)
	}
	return `"` + w.spelled(text, `\u%04x`) + `"`
}

func (w writer) space() string { return w.one("", "", " ", "\n", "\t", " \r\n ") }

func (w writer) json(name, secret string) string {
	value := w.quoted(secret)
	switch w.IntN(6) {
	case 0:
		value = "[1, " + value + "]"
	case 1:
		value = `{"a":` + w.space() + value + `, "b": null}`
	}
	pair := w.quoted(name) + w.space() + ":" + w.space() + value
	switch w.IntN(8) {
	case 0:
		pair = fmt.Sprintf(w.one(`"env":[{"name":%s,"value":%s}]`, `"env":[{"value":%[2]s,"name":%[1]s}]`), w.quoted(name), value)
	case 1:
		pair = fmt.Sprintf(`"args":["-v",%s,%s,"x"]`, w.quoted("--"+name), value)
	case 2:
		pair = fmt.Sprintf(`%s:"x",`, w.quoted(name)) + pair
	case 3:
		pair = `"inside":` + w.quoted("{"+pair+"}")
	case 4:
		pair = `"deep":[[{"a":{` + pair + `}}]]`
	}
	return "{" + w.space() + `"user":"bob",` + w.space() + pair + w.space() + `,"port":1}` + w.one("", "\n", "\n{\"next\":1}\n")
}

func (w writer) indented(text, indent string) string {
	return indent + strings.ReplaceAll(text, "\n", "\n"+indent)
}

func (w writer) yaml(name, secret string) string {
	single := "'" + strings.ReplaceAll(secret, "'", "''") + "'"
	value := w.one(
		" "+w.quoted(secret), " "+single, " !!str "+single, " &a "+single, " # note\n  "+single,
		" |\n  one\n\n  "+secret+"\n  # two", " >-\n    "+secret+"\n    two", " |2\n   "+secret,
		"\n  a: "+single+"\n  b: 1", "\n- x\n- "+single, " [a,\n  "+w.quoted(secret)+"]", " {a: "+w.quoted(secret)+", b: 1}",
		" \"one \\\n  "+strings.Trim(w.quoted(secret), `"`)+"\"",
	)
	key := w.one(name, name, "'"+name+"'", w.quoted(name), `"`+w.spelled(name, `\U%08x`)+`"`)
	entry := key + ":" + value
	switch w.IntN(9) {
	case 0:
		entry = "? " + key + "\n:" + w.indented(value, "  ")[2:]
	case 1:
		entry = "list:\n  - a: 1\n" + w.indented(entry, "    ")
	case 2:
		entry = "opts: {a: 1, " + key + ": " + w.quoted(secret) + "}"
	case 3:
		entry = "env:\n- name: " + key + "\n  value: " + w.quoted(secret)
	case 4:
		entry = "base: &base\n" + w.indented(entry, "  ") + "\nuse:\n  <<: *base"
	case 5:
		entry = "first: &b " + single + "\n" + key + ": *b"
	case 6:
		entry = "args:\n  - --" + name + "\n  - " + w.quoted(secret)
	case 7:
		entry = "# " + name + ": " + secret + "\nplain: 1 # " + name + "=" + secret
	}
	return w.one("", "---\n", "# head\n") + "user: bob\n" + entry + "\nport: 1\n" + w.one("", "---\nother: 1\n", "...\n")
}

func (w writer) properties(name, secret string) string {
	value := strings.NewReplacer(`\`, `\\`).Replace(secret)
	if at := 3 + w.IntN(6); w.chance(3) { // in the first word
		value = value[:at] + "\\\n    " + value[at:]
	}
	key := w.one(name, w.spelled(name, `\u%04X`), parted(name, "\\\n  "))
	return "user = bob\n" + w.one("", "  ", "export ") + key + w.one("=", " = ", ": ", ":", " ", "\t") + w.one("", `"`) + value + "\nport = 1\n"
}

func (w writer) xml(name, secret string) string {
	var escaped strings.Builder
	for _, r := range secret {
		if strings.ContainsRune(`<>&'"`, r) || w.chance(6) {
			fmt.Fprintf(&escaped, w.one("&#%d;", "&#x%x;"), r)
		} else {
			escaped.WriteRune(r)
		}
	}
	value := escaped.String()
	tag := strings.NewReplacer("ſ", "s").Replace(name)
	entry := w.one(
		"<"+tag+">"+value+"</"+tag+">", "<"+tag+"\n a='1' >\n"+value+"\n<b/></"+tag+">", "<p:"+tag+">"+value+"</p:"+tag+">",
		"<"+tag+"><![CDATA["+secret+"]]></"+tag+">", "<"+tag+"><a><b x='"+value+"'/></a></"+tag+">",
		"<x a='1' "+tag+w.one("=", " = ")+"'"+value+"'/>", "<"+tag+" value=\""+value+"\"/>",
		"<property><name>"+name+"</name>\n<value>"+value+"</value></property>", "<property><value>"+value+"</value>\n<name>"+name+"</name></property>", "<entry key='"+name+"'>"+value+"</entry>",
		"<property name=\""+name+"\"\n  value=\""+value+"\"/>", "<tr><td>"+name+"</td><td>"+value+"</td></tr>",
		"<t>"+w.spelled(name, "&#%d;")+"="+value+"</t>", "<t>"+parted(name+"="+secret+"]]></t>", "<![CDATA["),
		"<t>"+parted(name, "<!-- x -->")+": "+value+"</t>", "<t>"+parted(name, "<!-- x -->")+"="+value+"</t>", "<!-- <"+tag+">"+value+"</"+tag+"> -->",
		"<?config "+name+"="+value+"?>", "<p>"+name+": <b>"+value+"</b></p>",
	)
	return w.one("", "<?xml version='1.0'?>\n", "\n") + "<config>\n  <user>bob</user>\n  " + entry + "\n  <port>1</port>\n</config>\n"
}

// binary writes the fields of a document in a binary format.
func (w writer) binary(name, secret string) string {
	var value any = secret
	switch w.IntN(4) {
	case 0:
		value = []any{1, secret}
	case 1:
		value = map[string]any{"a": secret}
	case 2:
		value = []byte(secret)
	}
	var fields any = map[string]any{"user": "bob", name: value, "port": 1}
	switch w.IntN(5) {
	case 0:
		fields = map[string]any{"args": []any{"-v", "--" + name, secret, "x"}}
	case 1:
		fields = map[string]any{"env": map[string]any{"name": name, "value": value}}
	case 2:
		fields = map[string]any{"inside": fields, "blob": []byte("\x00\xff" + name + "=" + secret)}
	}
	var data []byte
	var err error
	switch w.IntN(3) {
	case 0:
		data, err = msgp.AppendIntf(nil, fields)
	case 1:
		data, err = cbor.Marshal(fields)
	default:
		data, err = bson.Marshal(fields)
	}
	if err != nil {
		panic(err)
	}
	return string(data)
}

func (w writer) table(name, secret string) string {
	cells := w.one(",", ";", "|", "\t", " | ", ", ", "     ")
	quote := w.one("", "", `"`, "'")
	row := func(of ...string) string { return quote + strings.Join(of, quote+cells+quote) + quote + "\n" }
	table := w.one(
		row("user", name, "role")+row("bob", secret, "admin"),
		row(name, "user")+row(secret, "bob")+row("", "eve"),
		row("user", name)+w.one("", "---"+cells+"---\n")+row("eve", "a")+row("bob", secret),
		row("user", "token", name, w.one("host", "x"))+row("bob", "x", secret, "db")+row("eve", secret, "", "db"),
		row("bob", name, secret)+row("eve", w.one("role", name), w.one("x", secret)), // no header row
	)
	switch w.IntN(5) {
	case 0:
		return `{"a":` + w.quoted(table) + `}`
	case 1:
		return "a: 1\nb: |2\n" + w.indented(table, "  ") + "\nc: 2\n"
	}
	return table
}

func (w writer) inline(secret string) string {
	coded := url.QueryEscape(secret)
	link := w.one("jdbc:mysql", "amqp", "mongodb+srv", "redis", "https", "zk") + "://" + w.one("", "bob") + ":" + coded + "@host:1/db"
	pem := w.one("RSA ", "", "OPENSSH ", "EC ", "ENCRYPTED ")
	text := w.one(
		"see "+link+" for more", link, "jdbc:oracle:thin:scott/"+coded+"@//host:1521/x", "https://"+strings.ReplaceAll(coded, "/", "")+"@github.com/x",
		"jdbc:sqlserver://h;user=a;password="+secret, "http://h/x?a=1&api_key="+coded+"&b=2",
		"-----BEGIN "+pem+"PRIVATE KEY-----\n"+secret+"\n-----END "+pem+"PRIVATE KEY-----\n",
		"GET / HTTP/1.1\r\nAuthorization: "+w.one("Bearer ", "Basic ", "")+secret+"\r\nHost: x\r\n",
		"curl -H 'authorization: Bearer "+secret+"' http://h",
	)
	return w.inFormat(text)
}

// known writes a secret in a form that some program uses, without a name. The secret must consist
// of letters and digits.
func (w writer) known(secret string) string {
	padded := secret + secret
	if w.chance(20) {
		return w.one("", "# mine\n", "h:*:db:eve:x\n") + w.one("db.example.com:5432:app", "*:*:*") + ":bob:" + secret + w.one("", "\n")
	}
	return w.inFormat(w.one(
		"salt="+secret+"=,stored_key="+secret+"=,server_key="+secret+",iterations=4096", "org.x.PlainLoginModule required username=\"a\" user_bob=\""+secret+"\" user_eve='"+secret+"';",
		"$2y$10$"+padded, "bob:$apr1$salt$"+secret, "bob:$6$rounds=5000$salt$"+padded+":1:2", "{SSHA}"+padded+"=", "SCRAM-SHA-256$4096:"+secret+"==$"+secret+"=:"+secret+"=", "pbkdf2_sha256$260000$"+secret+"$"+secret+"=",
		"root:"+secret+"@tcp(db:3306)/app", "user@x:"+secret+"@unix(/tmp/x)/y", "see git+https://"+secret+"@h/x", "redis://"+secret+"@h:1", `jdbc:oracle:thin:scott/"a `+secret+`"@//h`,
		"curl -s -u bob:"+secret+" http://h", "curl --user=bob:"+secret, "sshpass -p "+secret+" ssh h", "mysql -u root -p"+secret+" x", "redis-cli -a "+secret, "sqlplus scott/"+secret+"@x", "CREATE USER a IDENTIFIED BY '"+secret+"'", "addauth digest bob:"+secret,
		"npm_"+padded, "pypi-"+padded, "ya29."+padded, "GOCSPX-"+padded, "sk-proj-"+padded, "sk-ant-"+padded, "hvs."+padded, "hf_"+padded, "xapp-1-"+padded, "sk_test_"+padded, "whsec_"+padded, "AGE-SECRET-KEY-1"+padded, "SG."+padded+"."+padded,
		"eyJ"+padded+".eyJ"+secret+"."+secret, "eyJ"+padded+".."+secret+"."+secret+"."+secret, "https://hooks.slack.com/services/T0/B0/"+secret, "https://discord.com/api/webhooks/1234/"+padded, "123456789:AA"+padded, "ghp_"+padded, "a?x=1&X-Amz-Signature="+secret,
		"PuTTY-User-Key-File-2: x\nPrivate-Lines: 1\n"+secret+"\nPrivate-MAC: 1\n", "-----BEGIN OpenVPN Static key V1-----\n"+secret+"\n-----END OpenVPN Static key V1-----\n",
		"var password string = `a\n"+secret+"`\n", "password = \"a\",\n\""+secret+"\"\n", "password = 'a'\n+ '"+secret+"'\n", "<a>\n<password enc='x'>\n"+secret+"\n</password>&\n", "Password below:\n"+secret+"\n", "pass\u00a0word="+secret, "数据库密码是"+secret, "密码："+secret,
	))
}

// inFormat writes a text in a document, or unchanged.
func (w writer) inFormat(text string) string {
	switch w.IntN(5) {
	case 0:
		return `{"a":[` + w.quoted(text) + `]}`
	case 1:
		return "a: 1\nb: |\n" + w.indented(text, "  ") + "\nc: 2\n"
	case 2:
		return "<a><![CDATA[" + text + "]]></a>"
	case 3:
		return "a=1\n" + strings.ReplaceAll(text, "\n", `\n`) + "\n"
	}
	return text
}

// damaged breaks the format, but not the name of the secret.
func (w writer) damaged(document string) string {
	switch w.IntN(6) {
	case 0:
		return document + w.one("}", "\n\t:", "<", "\n- a: b: c\n", "\"", "\x1b")
	case 1:
		return w.one("]\n", "{\n", "a: b: c\n", "<<<\n", "\t- x\n", "<a>\n", "'\n", "* & %\n") + document
	case 2:
		// Not if the name comes last.
		if !strings.Contains(document, "&b ") && !strings.Contains(document, `"value":`) && !strings.Contains(document, "<property><value>") {
			return document[:len(document)-w.IntN(min(len(document), 24))]
		}
	}
	return document
}

// packed may compress a document.
func (w writer) packed(t testing.TB, document string) []byte {
	t.Helper()
	layer := format.Layers[w.IntN(len(format.Layers))]
	if layer.Wrap == nil || layer.Charset {
		return []byte(document)
	}
	data, err := layer.Wrap([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// packedIn may wrap a document in a character set.
func (w writer) packedIn(t testing.TB, document string) []byte {
	if w.chance(4) && !strings.Contains(document, "\r") {
		document = strings.ReplaceAll(document, "\n", "\r\n")
	}
	switch w.IntN(11) {
	case 4:
		// A name that is half escaped may be valid UTF-8 by chance.
		if coded, err := simplifiedchinese.GB18030.NewEncoder().String(document); err == nil && !strings.Contains(document, `\`) {
			return []byte(coded)
		}
	case 0:
		document = "\ufeff" + document
	case 1:
		var wide bytes.Buffer
		for _, unit := range utf16.Encode([]rune("\ufeff" + document)) {
			wide.Write([]byte{byte(unit), byte(unit >> 8)})
		}
		return wide.Bytes()
	case 2:
		return w.packed(t, document)
	case 3:
		return append([]byte(document), 0xff)
	}
	return []byte(document)
}

// said returns everything that a page, JSON or a download shows of masked data.
func said(t testing.TB, masked mask.Masked) string {
	t.Helper()
	out := strings.Builder{}
	out.Write(masked.Data)
	if stream, err := gzip.NewReader(bytes.NewReader(masked.Data)); err == nil {
		content, err := io.ReadAll(stream)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(content)
	}
	encoded := show.Encode(masked.Reading())
	if encoded.Text != nil {
		out.WriteString(*encoded.Text)
	}
	if encoded.Base64 != nil {
		plain, err := base64.StdEncoding.DecodeString(*encoded.Base64)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(plain)
	}
	for _, view := range show.Decode(masked.Reading(), show.Best).Views {
		result := show.Decode(masked.Reading(), view)
		for _, line := range result.Lines {
			for _, token := range line {
				out.WriteString(token.Text)
				if token.Class == show.Bytes {
					plain, err := hex.DecodeString(strings.ReplaceAll(token.Text, " ", ""))
					if err != nil {
						t.Fatal(err)
					}
					out.Write(plain)
				}
			}
		}
		fmt.Fprint(&out, result.Notes)
	}
	return withDecoded(strings.ReplaceAll(out.String(), "\x00", ""))
}

// withDecoded returns a text followed by the decoded texts of its base64 words.
func withDecoded(text string) string {
	for from := 0; ; {
		word, ok := format.CodedWord(text, from)
		if !ok {
			return text
		}
		from = word.End
		plain, _ := format.CodedText(text[word.Start:word.End])
		text += "\n" + plain
	}
}

// FuzzMaskHides generates documents from a seed and checks that their secrets are masked.
func FuzzMaskHides(f *testing.F) {
	for seed := range uint64(1500) {
		f.Add(seed)
	}
	masker := defaultMasker(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		w := writer{rand.New(rand.NewPCG(seed, 1))}
		secret, words := w.secret()
		var document string
		binary := w.chance(6)
		switch w.IntN(8) {
		case 0:
			document = w.inline(secret) // a URL needs its end
		case 1:
			document = w.known(strings.Join(words, ""))
		default:
			write := []func(name, secret string) string{w.json, w.yaml, w.properties, w.xml, w.table}[w.IntN(5)]
			document = w.damaged(write(w.name(), secret))
		}
		data := w.packedIn(t, document)
		if binary {
			data = w.packed(t, w.binary(w.name(), secret))
		}
		masked := masker.Mask(znode.Root, data)
		all := said(t, masked)
		for _, word := range words {
			if bytes.Contains(bytes.ReplaceAll(data, []byte{0}, nil), []byte(word)) && masked.Count == 0 {
				t.Fatalf("nothing is masked\n%q", data)
			}
			if strings.Contains(all, word) {
				t.Fatalf("%q is not masked\n%q\n%q", word, data, masked.Data)
			}
		}
		checkMasked(t, masker, data, masked)
		unseen := utf8.Valid(masked.Data) && !mask.Holds(znode.Root, []byte(asciiJSON(string(masked.Data))))
		if masked.Count > 0 && (!mask.Holds(znode.Root, masked.Data) || unseen) {
			t.Fatalf("the masked form can be written back\n%q", masked.Data)
		}
	})
}

// harmless writes a document without secrets, with names and values that contain words for secrets.
func (w writer) harmless() string {
	name := w.one("", "", "my_", "app.") + w.one("max_tokens", "tokenCount", "token_ttl", "password_min_length", "passwordEncoder", "password.policy", "passwordless_login", "password_encryption", "tokenizer", "secretary", "secretName", "tokenType", "tokens_per_minute",
		"compass", "bypass", "pass_through", "keyspace", "primary_key", "public_key", "author", "token_endpoint", "secret_version", "cookiePath", "cookie_ttl", "authorization_enabled", "imagePullSecretsCount", "密码长度", "令牌有效期")
	value := w.one("true", "false", "4096", "12", "standard", "scram-sha-256", "bearer", "strict", "30d", "my-tls", "bcrypt", "https://sso/oauth/token", "north", "solr.StandardTokenizerFactory", "token-service", "user-tokens", "com.acme.TokenService", "/var/lib/app", "${DB_PASSWORD}")
	inXML := strings.NewReplacer("user-tokens", "user-mail").Replace(value) // there, the name would name what follows
	typed := w.one("password", "token", "api_key", "user_secret")
	switch w.IntN(9) {
	case 0:
		return fmt.Sprintf(`{"user":"bob",%s:%s,"port":1}`, w.quoted(name), w.quoted(value))
	case 1:
		return "user: bob\n" + name + ": " + value + "\nnested:\n  " + name + ": " + value + "\n"
	case 2:
		return "user=bob\n" + name + w.one("=", " = ") + value + "\nport=1\n"
	case 3:
		return "<a><user>bob</user><" + name + ">" + inXML + "</" + name + "><b " + name + "='" + value + "'/></a>"
	case 4:
		return "[main]\nuser = bob\n" + name + " = " + value + "\n\n[other]\nport = 1\n"
	case 5:
		return fmt.Sprintf(`{"name":%q,"id":"1","address":"10.0.0.1","port":8080}`, w.one("token-service", "cookie", "password-service", "secret", "token"))
	case 6:
		return fmt.Sprintf(`{"type":"record","fields":[{"name":"id","type":"long"},{"name":%q,"type":%s}]}`, typed, w.one(`"string"`, `["null","string"]`))
	case 7:
		return fmt.Sprintf("CREATE TABLE t (\n  id BIGINT,\n  %s %s,\n  x INT\n);\n", typed, w.one("VARCHAR(64) NOT NULL", "TEXT", "varchar(255)", "BYTEA DEFAULT NULL"))
	}
	return w.one("a line of plain text with no secrets\n", "All tests pass.\n", "Tokens are refreshed by the gateway.\n", "There are no passwords in this file.\n") + w.one("", "a second line of it\n", "a line of plain text with no secrets\n")
}

// FuzzMaskShows generates documents without secrets and checks that nothing is masked.
func FuzzMaskShows(f *testing.F) {
	for seed := range uint64(1000) {
		f.Add(seed)
	}
	masker := defaultMasker(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		document := writer{rand.New(rand.NewPCG(seed, 3))}.harmless()
		if masked := masker.Mask(znode.Root, []byte(document)); masked.Count > 0 {
			t.Fatalf("%q\nis masked: %q", document, masked.Data)
		} else {
			checkShort(t, masker, []byte(document), masked)
		}
	})
}

// FuzzMaskLimited limits masked documents to any size, and checks that the result shows no secret.
// For JSON, it must be the beginning of the result without a limit.
func FuzzMaskLimited(f *testing.F) {
	for seed := range uint64(1000) {
		f.Add(seed)
	}
	masker := defaultMasker(f)
	f.Fuzz(func(t *testing.T, seed uint64) {
		w := writer{rand.New(rand.NewPCG(seed, 2))}
		secret, words := w.secret()
		write := []func(name, secret string) string{w.json, w.yaml, w.properties, w.xml, w.table}[w.IntN(5)]
		document := write(w.name(), secret)
		if w.chance(2) {
			document = w.json(w.name(), secret) + w.json("a", "b") + w.json(w.name(), secret)
		}
		whole := masker.Mask(znode.Root, []byte(document))
		limited := masker.MaskWithin(t.Context(), znode.Root, []byte(document), 1+w.IntN(len(document)))
		if document[0] == '{' && !limited.Whole && !whole.Whole && !bytes.HasPrefix(whole.Data, limited.Data) {
			t.Fatalf("%q does not begin %q", limited.Data, whole.Data)
		}
		all := said(t, limited)
		for _, word := range words {
			if strings.Contains(all, word) {
				t.Fatalf("%q is not masked\n%q\n%q", word, document, limited.Data)
			}
		}
	})
}

// FuzzMask checks what must hold for any data.
func FuzzMask(f *testing.F) {
	for _, data := range []string{
		"", "hello", `{"password":"x","a":"b"}`, "password: x\nb:\n  - y\n", "password=x\\\n  y\n", "<a password='x'>y</a>", "a://b:c@d",
		"-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----", "pass\\u0077ord=1", packed(f, "token: x"), "\x00password", "? {token: 1}\n: 2\n",
		"# secret: x\n# y\na: 1\n", "<!-- token --> x", "•masked•", "•token•", "a,pass,b\nc,d,e", "db_pass  x", "kind: Secret\ndata: {a: b}", "a?sig=b", "xoxb-1234567890a", "password=•masked•\n  x", "a: &a {token: x}\nb: *a\n", "Authorization: Basic YWJjZGVm",
		"\xc5\xe4\xd6\xc3\xff\npassword=x\n", "p\x00w\x00d\x00\x00\xd8=\x00x\x00y\x00z",
	} {
		f.Add([]byte(data))
	}
	masker := defaultMasker(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		masked := masker.Mask(znode.Root, data)
		if !bytes.Equal(before, data) {
			t.Fatal("the data given was changed")
		}
		checkMasked(t, masker, data, masked)
	})
}

// checkShort checks that Mask, which has a fast path for text without secrets, returns the same as
// MaskWithin, which has none.
func checkShort(t *testing.T, masker *mask.Masker, data []byte, masked mask.Masked) {
	t.Helper()
	whole := masker.MaskWithin(t.Context(), znode.Root, data, 0)
	if whole.Slow {
		return
	}
	text := whole.Reading().Decoded().Text
	if !bytes.Equal(masked.Data, whole.Data) || masked.Count != whole.Count || masked.Whole != whole.Whole || masked.Text() != text || masked.Reading().Decoded().Text != text {
		t.Fatalf("%q\nis masked as %q (%d)\nand as %q (%d)", data, masked.Data, masked.Count, whole.Data, whole.Count)
	}
}

func checkMasked(t *testing.T, masker *mask.Masker, data []byte, masked mask.Masked) {
	t.Helper()
	checkShort(t, masker, data, masked)
	if masked.Count == 0 && (masked.Whole || !bytes.Equal(masked.Data, data)) {
		t.Fatalf("nothing is masked, and %q became %q, whole %v", data, masked.Data, masked.Whole)
	}
	if masked.Whole && (masked.Count != 1 || string(masked.Data) != mask.Text) {
		t.Fatalf("masked as a whole: count %d, %q", masked.Count, masked.Data)
	}
	if masked.Binary != (masked.Count > 0 && string(masked.Data) == mask.Text && !utf8.Valid(data)) {
		t.Fatalf("binary %v, whole %v, of %q", masked.Binary, masked.Whole, data)
	}
	if masked.Count > 0 && bytes.Equal(masked.Data, data) && string(data) != mask.Text {
		t.Fatalf("%d masked, and the data is the same: %q", masked.Count, data)
	}
	again := masker.Mask(znode.Root, masked.Data)
	if !bytes.Equal(again.Data, masked.Data) || again.Count != 0 {
		t.Fatalf("%q masked again is %q, count %d", masked.Data, again.Data, again.Count)
	}
}
