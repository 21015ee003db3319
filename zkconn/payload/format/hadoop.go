package format

import (
	_ "embed"
	"strings"

	"zkweb/zkconn/znode"
)

//go:embed hadoop.proto
var hadoopProto string

var hadoopFile = ownSchema("hadoop.proto", hadoopProto)

// unwrapHadoop reads the active node as failover controllers of Hadoop write it. It returns nil if
// data has other fields.
func unwrapHadoop(r *Reading) *Content {
	if !isHadoop(r.Path) {
		return nil
	}
	message := hadoopFile().Messages().ByName("ActiveNodeInfo")
	if strings.Contains(r.Path.String(), "yarn") {
		message = hadoopFile().Messages().ByName("ActiveRMInfo")
	}
	w := protoWriting{}
	if !w.message(message, r.Data) || w.known == 0 || w.unknown > 0 {
		return nil
	}
	return w.content(r, false)
}

// isHadoop reports whether a path has the name of a znode that failover controllers write.
func isHadoop(path znode.Path) bool {
	name := path.Name()
	return name == "ActiveBreadCrumb" || name == "ActiveStandbyElectorLock"
}
