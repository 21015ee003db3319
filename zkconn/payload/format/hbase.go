package format

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"unicode/utf8"

	"google.golang.org/protobuf/reflect/protoreflect"

	"zkweb/zkconn/znode"
)

var hbaseMagic = []byte("PBUF")

// unwrapHBase reads data of HBase: optionally the id of the process that wrote it, then "PBUF" and
// a protobuf message.
func unwrapHBase(r *Reading) *Content {
	writer, data := hbaseWriter(r.Data)
	data, found := bytes.CutPrefix(data, hbaseMagic)
	if !found || r.UTF8 && r.Readable() {
		return nil
	}
	var content *Content
	if message := hbaseMessage(r.Path); message != nil {
		content = readMessage(r, data, message)
	}
	if content == nil {
		damaged := len(data) > 0 && !isWireMessage(data)
		if damaged && len(writer) == 0 { // text may begin with "PBUF"
			return nil
		}
		var w writing
		w.wireMessage(data)
		content = w.content(r, damaged)
	}
	return withWriter(content, writer)
}

const hbaseSalt = 8 // bytes after the name of the writer

// withWriter adds the name of the writer in front of the fields of a message.
func withWriter(content *Content, writer []byte) *Content {
	name := writer[:max(0, len(writer)-hbaseSalt)]
	if len(name) == 0 || !utf8.Valid(name) || content.Reading.Text == "" {
		content.Headers = append(content.Headers, writer...)
		return content
	}
	text := `{"@writer":` + QuoteJSON(string(name))
	if rest := content.Reading.Text[1:]; rest != "}" {
		text += ","
	}
	content.Reading = Read(content.Reading.Path, []byte(text+content.Reading.Text[1:]))
	return content
}

// hbaseWriter splits off the id of the writer: 0xff, the length in four bytes, and the id, whose
// last eight bytes are salt.
func hbaseWriter(data []byte) (writer, rest []byte) {
	const head = 5
	if len(data) < head || data[0] != 0xff {
		return nil, data
	}
	size := binary.BigEndian.Uint32(data[1:])
	if uint64(size) > uint64(len(data)-head) {
		return nil, data
	}
	return data[head : head+size], data[head+size:]
}

//go:embed hbase.proto
var hbaseProto string

var hbaseFile = ownSchema("hbase.proto", hbaseProto)

// hbaseByName has the messages in znodes by their name, hbaseBelow by that of their parent.
var (
	hbaseByName = map[string]protoreflect.Name{
		"master": "Master", "meta-region-server": "MetaRegionServer", "hbaseid": "ClusterId",
		"running": "ClusterUp", "balancer": "Switch", "normalizer": "Switch",
		"peer-state": "ReplicationState",
	}
	hbaseBelow = map[string]protoreflect.Name{
		"rs": "RegionServerInfo", "backup-masters": "Master", "table": "DeprecatedTableState",
		"splitWAL": "SplitLogTask", "switch": "Switch", "peers": "ReplicationPeer",
	}
)

// hbaseMessage returns the message that HBase keeps at a path, or nil if that is not known.
func hbaseMessage(path znode.Path) protoreflect.MessageDescriptor {
	segments := path.Segments()
	name := protoreflect.Name("")
	if last := len(segments) - 1; last >= 1 {
		name = hbaseBelow[segments[last-1]]
	}
	if name == "" {
		name = hbaseByName[path.Name()]
	}
	if name == "" {
		return nil
	}
	return hbaseFile().Messages().ByName(name)
}
