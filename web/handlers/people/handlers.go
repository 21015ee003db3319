// Package people handles signing in and out, and shows who is signed in and where: the clusters,
// the person themselves, and everybody.
package people

import (
	"zkweb/auth"
	"zkweb/web/handlers/site"
)

// Handlers handles the requests about people.
type Handlers struct {
	*site.Site
	Limiter  *auth.Limiter
	SignedIn func(error) // called with the result of each attempt to sign in; nil on success
}
