package words

import (
	"maps"
	"strings"
)

// formatNames has the labels of views that are the same in all languages, by the value of view=:
// the names of formats.
var formatNames = map[string]string{
	"gzip": "gzip", "zlib": "zlib", "zstd": "zstd", "lz4": "LZ4", "snappy": "Snappy", "bzip2": "bzip2", "deflate": "Deflate",

	"avro": "Avro", "java": "Java", "hbase": "HBase", "bson": "BSON", "protobuf": "Protobuf", "msgpack": "MessagePack", "cbor": "CBOR",

	"utf-16le": "UTF-16 LE", "utf-16be": "UTF-16 BE", "utf-8": "UTF-8", "gbk": "GBK", "gb18030": "GB18030", "big5": "Big5",
	"shift_jis": "Shift_JIS", "euc-kr": "EUC-KR", "latin1": "Latin-1",

	"json": "JSON", "jsonl": "JSON Lines", "xml": "XML", "yaml": "YAML", "properties": "Properties",
	"x509": "X.509", "base64": "Base64", "base16": "Base16", "url": "URL",
	"toml": "TOML", "ini": "INI", "csv": "CSV", "tsv": "TSV",
}

// views returns the labels of all views: formatNames and the ones that a language has itself.
func views(own map[string]string) map[string]string {
	all := maps.Clone(formatNames)
	maps.Copy(all, own)
	return all
}

// chain returns the labels of layers and of the format that they contain.
func chain(views map[string]string, names, guessed string) string {
	var labels []string
	for name := range strings.FieldsSeq(names) {
		name, isGuess := strings.CutSuffix(name, "?")
		label := views[name]
		if isGuess {
			label += guessed
		}
		labels = append(labels, label)
	}
	return strings.Join(labels, " → ")
}
