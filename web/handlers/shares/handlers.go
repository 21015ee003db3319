// Package shares makes, shows and ends links by which somebody without a sign-in sees one znode or
// a comparison of two.
package shares

import (
	"zkweb/auth"
	"zkweb/web/handlers/site"
)

// UsesPerMinute is how many links may be opened from one address in a minute.
const UsesPerMinute = 60

// Handlers handles the requests about links.
type Handlers struct {
	*site.Site
	Limiter *auth.Limiter
}
