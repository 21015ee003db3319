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
