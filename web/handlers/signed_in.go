package handlers

import (
	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/zkconn"
	"zkweb/zkconn/znode"
)

// visit is a request by somebody who is signed in to the cluster it is about.
type visit struct {
	cluster zkconn.Cluster
	console *auth.Session
	signIn  *auth.SignIn
}

// signedIn lets only those pass who are signed in to the route's cluster.
func (s *Server) signedIn(handler func(echo.Context, visit) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		cluster, err := s.cluster(c.Param("cluster"))
		if err != nil {
			return err
		}
		console := s.auth.Session(c.Request())
		signIn := console.SignIn(cluster.Name)
		if signIn == nil {
			return &znode.Error{Kind: znode.Unauthenticated, Message: "You are not signed in to this cluster. Sign in and ask again."}
		}
		console.Touch()
		noteUser(c, signIn.User)
		return handler(c, visit{cluster, console, signIn})
	}
}

// cluster finds a cluster by its name.
func (s *Server) cluster(name string) (zkconn.Cluster, error) {
	for _, cluster := range s.config.Clusters {
		if cluster.Name == name {
			return cluster, nil
		}
	}
	return zkconn.Cluster{}, &znode.Error{Kind: znode.NotFound, Message: "This console knows no cluster of that name."}
}
