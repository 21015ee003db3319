package show_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

// A page's data, read for the first time and from a cached reading.
func BenchmarkDecode(b *testing.B) {
	properties := strings.Repeat("some.key.of.it=a value of thirty\n", 28)
	for name, data := range map[string]string{
		"properties": properties,
		"YAML":       strings.ReplaceAll(properties, "=", ": "),
		"JSON":       `{"listeners":["PLAINTEXT://kafka-1:9092"],"port":9092,"timestamp":"1763802000123","version":5,"features":{},"host":"kafka-1"}`,
		"text":       strings.Repeat("a line of text\n", 60),
		"hex":        strings.Repeat("\xff\x00abc", 200),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				show.Decode(format.Read(znode.Root, []byte(data)), show.Best)
			}
		})
		b.Run(name+" kept", func(b *testing.B) {
			b.ReportAllocs()
			r := format.Read(znode.Root, []byte(data))
			r.Compact()
			for b.Loop() {
				show.Decode(r, show.Best)
			}
		})
	}
}
