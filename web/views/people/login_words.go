package people

import (
	"zkweb/web/views"
	"zkweb/zkconn/znode"
)

// loginTitle says first that something is wrong: it is what is read out first.
func loginTitle(p LoginPage) string {
	if p.Problem != nil {
		return "Not signed in: " + refusalTitle(p.Problem.Kind)
	}
	return "Sign in"
}

// refusalTitle is problemTitle for a sign-in: nobody was signed in who could be
// signed out.
func refusalTitle(kind znode.Kind) string {
	if kind == znode.Unauthenticated {
		return "Wrong user name or password"
	}
	return views.ProblemTitle(kind)
}
