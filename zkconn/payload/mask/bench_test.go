package mask_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

func BenchmarkMask(b *testing.B) {
	clean := strings.Repeat(`{"user":"bob","port":1234,"z":"abc def"},`, (64<<10)/41)
	for name, data := range map[string]string{
		"none in 64 KiB": "[" + clean + "1]",
		"one in 64 KiB":  "[" + clean + `{"password":"x"}]`,
		"1600 in 64 KiB": "[" + strings.Repeat(`{"user":"bob","password":"x","z":"abc"},`, (64<<10)/40) + "1]",
		"one in 1 MiB":   "[" + strings.Repeat(clean, 15) + `{"password":"x"}]`,
		"ones in 1 MiB":  `{"password":1,"a":[` + strings.Repeat("1,", 60000) + "1]}",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			masker := defaultMasker(b)
			for b.Loop() {
				masker.Mask(znode.Root, []byte(data))
			}
		})
	}
}

// BenchmarkMaskMegabyte masks what took longest, and what is usual, of 1 MiB each.
func BenchmarkMaskMegabyte(b *testing.B) {
	fill := func(unit string) string { return strings.Repeat(unit, (1<<20)/len(unit)) }
	masker := defaultMasker(b)
	for _, c := range []struct{ name, data string }{
		{"amp", fill("&amp;amp;amp;amp;amp;amp;") + "pwd=x"},
		{"oracle", fill("jdbc:oracle:thin:x/y@ ")},
		{"http", fill("http://x@ ")},
		{"atoracle", fill("@jdbc:oracle:thin:")},
		{"urls", fill("postgresql://bob:hunter2@db-1.example.com:5432/app?sslmode=require\n")},
		{"json", "[" + fill(`{"user":"bob","port":1234,"z":"abc def"},`) + `{"password":"x"}]`},
		{"jsonmany", "[" + fill(`{"user":"bob","password":"x","z":"abc"},`) + "1]"},
		{"props", fill("some.key.name=some value with words\n") + "password=x"},
		{"text", fill("some line of plain text with no names in it at all, really\n") + "the password: x"},
		{"xml", "<a>" + fill("<b name='x'>some text here</b>\n") + "<password>x</password></a>"},
		{"yaml", fill("a_key: some value here\n") + "password: x\n"},
		{"binary", fill("\x00\x01abcdefgh\xff\xfe\x80\x81")},
		{"noescape", fill(`a\\nb%20c&lt;d `)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				masker.Mask(znode.Root, []byte(c.data))
			}
		})
	}
}
