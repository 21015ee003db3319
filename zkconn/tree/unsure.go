package tree

import "zkweb/zkconn/znode"

// unsure converts the error of a look at changes whose answer was lost. If ZooKeeper is
// unavailable, they may or may not have happened.
func unsure(err error) error {
	if znode.KindOf(err) != znode.Unavailable {
		return err
	}
	return &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome, Cause: err}
}
