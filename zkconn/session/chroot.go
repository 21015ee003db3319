package session

import (
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// full is a path as the server knows it: below the cluster's chroot.
func (s *Session) full(path znode.Path) (string, error) {
	full, err := s.cluster.Chroot.Join(path)
	return full.String(), err
}

// seen is a path that the server sent, as the console shows it: without the
// cluster's chroot.
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
