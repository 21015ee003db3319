package tree

import "zkweb/zkconn/znode"

// unsure returns the error of a look at what became of changes whose answer was lost: while
// ZooKeeper does not tell, they may have happened or not.
func unsure(err error) error {
	if znode.KindOf(err) != znode.Unavailable {
		return err
	}
	return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: err}
}
