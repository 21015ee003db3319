// Package jobs shows long work that runs in the background, and handles the forms that pause,
// cancel and resume it.
package jobs

import "zkweb/web/handlers/site"

// Handlers shows jobs.
type Handlers struct{ *site.Site }
