package mask_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// A megabyte of each takes about 20 ms, with or without secrets.
func BenchmarkMask(b *testing.B) {
	masker := defaultMasker(b)
	for _, test := range megabytes() {
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(len(test.data)))
			b.ReportAllocs()
			used := zktest.ProcessorTime(b, func() {
				for b.Loop() {
					masker.Mask(znode.Root, test.data)
				}
			})
			b.ReportMetric(float64(used)/float64(b.N)/1e6, "cpu-ms/op")
		})
	}
}

type megabyte struct {
	name string
	data []byte
}

func megabytes() []megabyte {
	repeated := func(piece string) string { return strings.Repeat(piece, (1<<20)/len(piece)) }
	var numbered strings.Builder
	random := rand.New(rand.NewPCG(1, 2))
	for numbered.Len() < 1<<20 {
		fmt.Fprintf(&numbered, "key%d.name=value %d of %x\n", random.IntN(1000), random.IntN(100), random.Uint64())
	}
	coded := base64.StdEncoding.EncodeToString(noise(random, 780<<10))
	var all []megabyte
	for name, data := range map[string]string{
		"JSON, none":      "[" + repeated(`{"user":"bob","port":1234,"z":"abc def"},`) + "1]",
		"JSON, one":       "[" + repeated(`{"user":"bob","port":1234,"z":"abc def"},`) + `{"password":"x"}]`,
		"JSON, all":       "[" + repeated(`{"user":"bob","password":"hunter2","z":"abc"},`) + "1]",
		"JSON, links":     "[" + repeated(`"jdbc:mysql://bob:hunter2@h:3306/db?x=1",`) + "1]",
		"text, none":      numbered.String(),
		"text, one":       numbered.String() + "password=x\n",
		"text, all":       repeated("db.password=hunter2\n"),
		"text, harmless":  repeated("max_tokens=4096\n"),
		"text, links":     repeated("url=jdbc:mysql://bob:hunter2@h:3306/db\n"),
		"prose":           repeated("a line of plain text with no secrets\n"),
		"Chinese":         repeated("数据库名称=订单\n") + "密码=x\n",
		"base64":          coded,
		"base64, lines":   strings.Join(pieces(coded, 64), "\n"),
		"YAML, one":       repeated("a_key: some value here\n") + "password: x\n",
		"binary":          repeated("\x00\x01abcdefgh\xff\xfe\x80\x81"),
		"escapes":         repeated(`a\\nb%20c&lt;d `),
		"XML, one":        "<a>" + repeated("<b><c>1</c><d>abc def</d></b>") + "<password>x</password></a>",
		"amp":             "&" + repeated("amp;") + "pwd=x",
		"oracle":          repeated("jdbc:oracle:thin:x/y@ "),
		"oracle, glued":   repeated("@jdbc:oracle:thin:x/"),
		"http":            repeated("http://x@ "),
		"http, glued":     repeated("http://x@"),
		"http, no user":   repeated("http://x"),
		"short links":     repeated("a://b:c@d "),
		"compass":         repeated("compass "),
		"tokens, in line": repeated("max_tokens=1 "),
		"token token":     repeated("token "),
		"tokentoken":      repeated("token"),
		"tokenizers":      repeated("tokenizer "),
		"percent":         repeated("%25"),
		"backslashes":     repeated(`\\`),
		"u escapes":       repeated(`\u0070`),
		"bearer":          repeated("bearer "),
		"bearers":         repeated("bearer a1b2c3d4e5 "),
		"eyJ":             repeated("eyJa.eyJ-"),
		"sk":              repeated("sk-"),
		"dollars":         repeated("$6$"),
		"curl":            repeated("curl -u a:b "),
		"mysql":           repeated("mysql "),
		"pgpass":          repeated("h:5432:a:b:c\n"),
		"colons":          repeated("h:5432:"),
		"keys":            repeated("-----BEGIN PRIVATE KEY-----x-----END PRIVATE KEY-----\n"),
		"comments":        repeated("<!-- token -->"),
		"identified":      repeated("identified by x "),
		"password=":       repeated("password="),
		"quoted":          repeated(`"token",`),
		"pass cells":      repeated("a,pass,"),
		"user_":           loginModuleThen(repeated(`user_a="b" `)),
		"places":          repeated("/run/secrets/"),
		"name=password":   repeated("a=password\n"),
		"types":           repeated("password varchar(20), "),
		"@tcp":            repeated("a:b@tcp("),
		"salt":            repeated("salt=abcdefgh,"),
		"signatures":      repeated("?sig="),
		"weak names":      repeated("auth = otp "),
		"echo":            repeated("echo 'a b | "),
	} {
		all = append(all, megabyte{name, []byte(data)})
	}
	return all
}

func loginModuleThen(text string) string { return "a.LoginModule required\n" + text }

func pieces(text string, size int) []string {
	var all []string
	for len(text) > size {
		all = append(all, text[:size])
		text = text[size:]
	}
	return append(all, text)
}
