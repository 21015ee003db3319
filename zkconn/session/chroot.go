package session

import (
	"context"
	"errors"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// full returns a path as the server knows it, with the cluster's chroot.
func (s *Session) full(path znode.Path) (string, error) {
	full, err := s.cluster.Chroot.Join(path)
	return full.String(), err
}

// seen returns a path that the server sent as the console shows it, without the cluster's chroot.
func (s *Session) seen(full string) (znode.Path, error) {
	path, err := znode.ParsePath(full)
	if err != nil {
		return znode.Path{}, wire.Garbled(err)
	}
	seen, ok := path.Below(s.cluster.Chroot)
	if !ok {
		return znode.Path{}, wire.Garbled(nil)
	}
	return seen, nil
}

// missing returns the error of a call for the path that failed with err. If the chroot does not
// exist, that is the reason for every NoNode.
func (s *Session) missing(ctx context.Context, path znode.Path, err error) error {
	if !errors.Is(err, wire.CodeNoNode) || s.cluster.Chroot.IsRoot() {
		return err
	}
	if !path.IsRoot() {
		_, rootErr := s.ask(ctx, wire.OpExists, func(e *jute.Encoder) {
			e.Text(s.cluster.Chroot.String())
			e.Bool(false)
		})
		if !errors.Is(rootErr, wire.CodeNoNode) {
			return err
		}
	}
	return s.chrootMissing(err)
}

func (s *Session) chrootMissing(cause error) error {
	return &znode.Error{Kind: znode.NotFound, Code: znode.CodeChrootMissing, Cause: cause,
		Args: znode.Args{"chroot": s.cluster.Chroot.String(), "cluster": s.cluster.Name}}
}
