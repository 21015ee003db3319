// Package people signs in and out, and shows who is signed in and where: the
// clusters, oneself, and everybody.
package people

import (
	"zkweb/auth"
	"zkweb/web/handlers/site"
)

// Handlers answers what is asked about people.
type Handlers struct {
	*site.Site
	Limiter  *auth.Limiter
	SignedIn func(error) // is told how each attempt to sign in ended; nil for well
}
