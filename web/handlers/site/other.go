package site

import (
	"strings"

	"github.com/labstack/echo/v4"

	"zkweb/zkconn/znode"
)

// Elsewhere marks an error as being about the znode of another visit, unless that is the znode of
// v.
func (v Visit) Elsewhere(other Visit, err error) error {
	if err == nil || other.Cluster.Name == v.Cluster.Name && other.Path == v.Path {
		return err
	}
	at := other.Path.String()
	if other.Cluster.Name != v.Cluster.Name {
		at = other.Cluster.Name + ":" + at
	}
	return elsewhereError{err, at}
}

// Other returns the visit, with a guard, of the znode that a text names: /path in the visit's
// cluster, or CLUSTER:/path in a cluster to which the person is signed in. It fails with Invalid,
// or with Unauthenticated and the code signIn.
func (s *Site) Other(c echo.Context, v Visit, text string, signIn znode.Code) (Visit, error) {
	name := v.Cluster.Name
	if !strings.HasPrefix(text, "/") {
		name, text, _ = strings.Cut(text, ":")
	}
	path, err := znode.ParsePath(text)
	if err != nil {
		return Visit{}, err
	}
	other := Visit{Cluster: v.Cluster, Console: v.Console, SignIn: v.SignIn, Guard: v.Present(), Path: path}
	if name == v.Cluster.Name {
		return other, nil
	}
	if other.Cluster, err = s.Cluster(name); err != nil {
		return Visit{}, err
	}
	if other.SignIn = v.Console.SignIn(name); other.SignIn == nil {
		return Visit{}, &znode.Error{Kind: znode.Unauthenticated, Code: signIn, Args: znode.Args{"cluster": name}}
	}
	return other, s.Enter(c, &other)
}
