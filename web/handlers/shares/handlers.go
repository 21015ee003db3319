// Package shares makes, shows and ends links by which somebody without a sign-in sees one
// znode, or two compared.
package shares

import (
	"zkweb/auth"
	"zkweb/web/handlers/site"
)

// UsesPerMinute is how often links are opened from one address in a minute.
const UsesPerMinute = 60

// Handlers answers what is asked about links.
type Handlers struct {
	*site.Site
	Limiter *auth.Limiter
}
